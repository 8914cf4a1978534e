//! The formats there are, and what opens them.

use crate::closed_set::closed_set;

closed_set!(
    /// A format that graphs are written in.
    Format {
        /// Node-link JSON, all that the graph holds.
        Json = "json",
        /// Graphviz's language.
        Dot = "dot",
        /// One page for any browser.
        Html = "html",
        /// A drawing for browsers.
        Svg = "svg",
        /// A drawing in pixels.
        Png = "png",
    }
);

/// Which files a format makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// One file of this name.
    File(&'static str),
    /// A picture for each view, with this extension.
    Pictures(&'static str),
    /// A folder of this name, with several files in it.
    Folder(&'static str),
}

/// What a format is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// What it is, in a few words.
    pub what: &'static str,
    /// What opens it.
    pub opened_by: &'static str,
    /// Which files it makes.
    pub written: Written,
}

impl Format {
    /// What the format is for.
    pub fn about(self) -> About {
        let about = |what, opened_by, written| About { what, opened_by, written };
        match self {
            Self::Json => about(
                "node-link JSON: everything, with every provenance",
                "claimgraph export, NetworkX (node_link_graph)",
                Written::File("graph.json"),
            ),
            Self::Dot => {
                about("DOT: pictures that Graphviz lays out", "Graphviz (dot), xdot, Gephi", Written::Pictures("dot"))
            }
            Self::Html => about(
                "one page: graph, articles with the very words, timeline; needs no network",
                "any web browser",
                Written::File("graph.html"),
            ),
            Self::Svg => about(
                "SVG: pictures laid out by claimgraph, sentences as tooltips",
                "any browser, Inkscape, LibreOffice, Figma",
                Written::Pictures("svg"),
            ),
            Self::Png => {
                about("PNG: the same pictures in pixels", "anything that shows images", Written::Pictures("png"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_formats_write_the_same_file() {
        let mut names: Vec<String> = Format::ALL.iter().map(|f| format!("{:?}", f.about().written)).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), Format::ALL.len());
    }
}
