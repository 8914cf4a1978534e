//! How much room words take.
//!
//! The widths are those of DejaVu Sans Condensed, which PNG pictures are drawn with. Arial, Helvetica and their free
//! stand-ins are narrower, other fonts up to a tenth wider: the margins of figures have room for that.

use unicode_normalization::char::is_combining_mark;

use super::label::{LINE_LENGTH, lines, wrap};
use super::style::{Outline, of_figure};
use crate::export::placement::{Link, Size};
use crate::graph::view::{Arrow, Figure, Picture};

/// Points of the letters in figures.
pub(crate) const FIGURE_FONT: f64 = 11.0;

/// Points of the letters on arrows.
pub(crate) const ARROW_FONT: f64 = 9.0;

/// Height of a line of words, in sizes of its letters.
pub(crate) const LINE_HEIGHT: f64 = 1.22;

/// Widths of the letters from space to tilde, in thousandths of their size.
#[rustfmt::skip]
const ASCII: [u16; 95] = [
    286, 361, 414, 754, 573, 855, 702, 248, 352, 352, 450, 754, 286, 325, 286, 304, 573, 573, 573, 573, 573, 573, 573, 573,
    573, 573, 304, 304, 754, 754, 754, 478, 900, 616, 618, 629, 693, 569, 518, 698, 677, 266, 266, 590, 501, 777, 673, 709,
    543, 709, 625, 572, 550, 659, 616, 890, 617, 550, 617, 352, 304, 352, 754, 450, 450, 552, 572, 495, 572, 554, 317, 572,
    571, 250, 250, 521, 250, 877, 571, 551, 572, 572, 370, 469, 353, 571, 533, 736, 533, 533, 473, 573, 304, 573, 754,
];

/// What stands in a figure or on an arrow.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Label {
    /// Wrapped lines of what can be drawn.
    pub(crate) lines: Vec<String>,
    /// Room for the figure, or for the words on the arrow, in points.
    pub(crate) size: Size,
}

/// All labels of a picture.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Labels {
    /// Of each figure.
    pub(crate) figures: Vec<Label>,
    /// Of each arrow; without lines where nothing is written on it.
    pub(crate) arrows: Vec<Label>,
}

impl Labels {
    /// Wraps and measures the words of a picture. With too many arrows to read words on them, they have none.
    pub(crate) fn new(picture: &Picture, on_arrows: bool) -> Self {
        let figures = picture.figures.iter().map(figure).collect();
        let words = |arrow: &Arrow| if on_arrows { self::arrow(arrow) } else { Label::default() };
        Self { figures, arrows: picture.arrows.iter().map(words).collect() }
    }

    /// Sizes of the figures, in their order.
    pub(crate) fn sizes(&self) -> Vec<Size> {
        self.figures.iter().map(|label| label.size).collect()
    }

    /// The arrows of the picture that was measured, with room for their words.
    pub(crate) fn links(&self, picture: &Picture) -> Vec<Link> {
        let link = |(arrow, label): (&Arrow, &Label)| Link {
            from: arrow.from,
            to: arrow.to,
            label: Some(label.size).filter(|_| !label.lines.is_empty()),
        };
        picture.arrows.iter().zip(&self.arrows).map(link).collect()
    }
}

fn figure(figure: &Figure) -> Label {
    let lines = lines(&figure.lines);
    let words = room(&lines, FIGURE_FONT);
    // Room around the words: a tenth for wider fonts, and more where corners are cut.
    let (side, above) = match of_figure(figure.shape).outline {
        Outline::Round => (8.0, 5.0),
        Outline::Note => (11.0, 6.0),
        Outline::Octagon => (9.0, 6.0),
        Outline::Folder => (8.0, 8.0),
    };
    let size = Size { width: (words.width * 1.1 + 2.0 * side).max(30.0), height: words.height + 2.0 * above };
    Label { lines, size }
}

fn arrow(arrow: &Arrow) -> Label {
    let lines: Vec<String> = lines(&arrow.lines).into_iter().filter(|line| !line.is_empty()).collect();
    let words = room(&lines, ARROW_FONT);
    Label { lines, size: Size { width: words.width * 1.08 + 4.0, height: words.height + 2.0 } }
}

/// A heading or a note, wrapped to a page.
pub(crate) fn paragraph(text: &str, width: usize) -> Vec<String> {
    wrap(&super::label::printable(text), width.max(LINE_LENGTH))
}

/// Room that lines take, without any margin.
pub(crate) fn room(lines: &[String], font: f64) -> Size {
    let width = lines.iter().map(|line| width(line, font)).fold(0.0, f64::max);
    Size { width, height: lines.len() as f64 * font * LINE_HEIGHT }
}

/// How wide a line is in letters of a size, in points; not less than it will be, for letters that the font has.
pub(crate) fn width(line: &str, font: f64) -> f64 {
    let thousandths: u32 = line.chars().map(|c| u32::from(advance(c))).sum();
    f64::from(thousandths) * font / 1000.0
}

/// Thousandths of the size of the letters.
fn advance(c: char) -> u16 {
    match c {
        ' '..='~' => ASCII[c as usize - 32],
        c if is_combining_mark(c) => 0,
        // Latin, Greek and Cyrillic with marks: most are as wide as their plain letters, few wider than this.
        '\u{a0}'..='\u{58f}' | '\u{1e00}'..='\u{1fff}' => 660,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => 660,
        '\u{2018}' | '\u{2019}' => 286,
        '\u{2010}'..='\u{2015}' if c != '\u{2014}' && c != '\u{2015}' => 500,
        '\u{201c}'..='\u{201f}' => 466,
        '\u{2190}'..='\u{22ff}' => 800,
        _ => 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_take_more_room() {
        assert!(width("WWW", 11.0) > 2.0 * width("iii", 11.0));
        assert_eq!(width("", 11.0), 0.0);
        assert_eq!(width("e\u{301}", 10.0), width("e", 10.0));
    }
}
