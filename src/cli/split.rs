//! Several graphs of one corpus, by time or publisher or of like size.

use std::str::FromStr;

use crate::graph::{Head, slug};

/// By what the documents of a corpus are split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SplitBy {
    Year,
    Month,
    Day,
    Publisher,
    /// So many parts of about the same size, by content.
    Parts(u32),
}

impl FromStr for SplitBy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "year" => Ok(Self::Year),
            "month" => Ok(Self::Month),
            "day" => Ok(Self::Day),
            "publisher" => Ok(Self::Publisher),
            _ => match text.parse() {
                Ok(n) if n > 0 => Ok(Self::Parts(n)),
                _ => Err("expected year, month, day, publisher or a number of parts".to_owned()),
            },
        }
    }
}

impl SplitBy {
    /// The name of the part that a document belongs to; good for a folder.
    pub(super) fn part_of(self, document: &Head) -> String {
        let dated = |format: &str| document.date.map(|date| date.strftime(format).to_string());
        let part = match self {
            Self::Year => dated("%Y"),
            Self::Month => dated("%Y-%m"),
            Self::Day => dated("%Y-%m-%d"),
            Self::Publisher => document.publisher.as_deref().map(slug).filter(|slug| !slug.is_empty()),
            Self::Parts(n) => {
                let number = u64::from_str_radix(&document.digest, 16).unwrap_or(0) % u64::from(n);
                let width = (n - 1).to_string().len();
                Some(format!("{number:0width$}"))
            }
        };
        part.unwrap_or_else(|| "unknown".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_go_to_the_part_of_their_time_publisher_or_content() {
        let document = Head {
            digest: "00000000000000ff".to_owned(),
            date: "2022-03-09".parse().ok(),
            publisher: Some("The Harbour/Post ..".to_owned()),
        };
        let part = |by: &str| by.parse::<SplitBy>().unwrap().part_of(&document);
        assert_eq!(["year", "month", "day"].map(part), ["2022", "2022-03", "2022-03-09"]);
        assert!(!part("publisher").contains(['/', '.']), "{}", part("publisher"));
        assert_eq!(["12", "1"].map(part), ["03", "0"]);
        let bare = Head { date: None, publisher: None, ..document };
        assert_eq!(SplitBy::Year.part_of(&bare), "unknown");
        assert_eq!(SplitBy::Publisher.part_of(&bare), "unknown");
        assert!("0".parse::<SplitBy>().is_err() && "week".parse::<SplitBy>().is_err());
    }
}
