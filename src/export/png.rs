//! PNG: the SVG picture in pixels, drawn with a font of our own.
//!
//! What enters: a [`Picture`] and how many pixels a point takes. What leaves: one PNG file. No font of the machine is used,
//! so the same picture has the same bytes everywhere. The font is DejaVu Sans Condensed: Latin, Greek, Cyrillic, Armenian,
//! Georgian, Hebrew and Arabic letters, arrows and signs. Letters that it does not have, such as Chinese ones, stay blank.

use std::io;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

use super::placement::Size;
use super::svg;
use crate::graph::view::Picture;

/// Pixels that a side has at most: most programs open no more.
const MAX_SIDE: f64 = 16_000.0;

/// Pixels that a picture has at most: four bytes each are held.
const MAX_PIXELS: f64 = 80_000_000.0;

/// Writes a picture as PNG, with `scale` pixels a point.
///
/// A picture that would have more than 16,000 pixels a side or 80 million in all is drawn smaller, and a note in it says so.
///
/// # Errors
/// When writing fails, or `scale` is not a positive number.
pub fn write_picture(picture: &Picture, scale: f64, mut out: impl io::Write) -> io::Result<()> {
    if !(scale.is_finite() && scale > 0.0) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("a scale is greater than 0, not {scale}")));
    }
    let mut drawing = svg::Drawing::new(picture);
    let fitting = fitting(drawing.size());
    if fitting < scale {
        drawing.note(format!("drawn at {:.0} % of its size; SVG has it whole", fitting / scale * 100.0));
    }
    let scale = scale.min(fitting);
    let mut bytes = Vec::new();
    svg::write(&drawing, &mut bytes)?;
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    let pixmap = render(&text, drawing.size(), scale)?;
    out.write_all(&pixmap.encode_png().map_err(io::Error::other)?)
}

/// Draws an SVG file of so many points.
fn render(svg: &str, size: Size, scale: f64) -> io::Result<Pixmap> {
    let tree = usvg::Tree::from_str(svg, &options()).map_err(io::Error::other)?;
    let pixels = |points: f64| (points * scale).ceil().max(1.0) as u32;
    let mut pixmap = Pixmap::new(pixels(size.width), pixels(size.height))
        .ok_or_else(|| io::Error::other("the picture is too large"))?;
    resvg::render(&tree, Transform::from_scale(scale as f32, scale as f32), &mut pixmap.as_mut());
    Ok(pixmap)
}

/// Pixels that a point can take at most.
fn fitting(size: Size) -> f64 {
    let side = MAX_SIDE / size.width.max(size.height).max(1.0);
    side.min((MAX_PIXELS / (size.width * size.height).max(1.0)).sqrt())
}

/// One font, and no other, no file and no image.
fn options() -> usvg::Options<'static> {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_source(usvg::fontdb::Source::Binary(Arc::new(dejavu::sans_condensed::regular())));
    usvg::Options { fontdb: Arc::new(fonts), ..usvg::Options::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::GraphBuilder;
    use crate::graph::testing::speech;
    use crate::graph::view::{View, ViewOptions, draw};

    fn picture() -> Picture {
        let mut builder = GraphBuilder::new();
        builder.add(&speech());
        draw(&builder.finish(), ViewOptions::new(View::Actors))
    }

    fn png(picture: &Picture, scale: f64) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_picture(picture, scale, &mut bytes).unwrap();
        bytes
    }

    fn pixels(png: &[u8]) -> Pixmap {
        Pixmap::decode_png(png).unwrap()
    }

    /// How many pixels the letters of a picture's file change.
    fn n_inked(picture: &Picture) -> usize {
        let mut bytes = Vec::new();
        svg::write_picture(picture, &mut bytes).unwrap();
        let with = String::from_utf8(bytes).unwrap();
        let without: String = with.lines().filter(|line| !line.starts_with("<text")).collect();
        let size = svg::Drawing::new(picture).size();
        let [with, without] = [&with, &without].map(|svg| render(svg, size, 1.0).unwrap());
        with.pixels().iter().zip(without.pixels()).filter(|(a, b)| a != b).count()
    }

    #[test]
    fn letters_are_drawn() {
        let picture = picture();
        let n_letters: usize = picture.figures.iter().flat_map(|figure| &figure.lines).map(|line| line.len()).sum();
        assert!(n_inked(&picture) > 5 * n_letters);
    }

    #[test]
    fn letters_of_many_scripts_are_in_the_font() {
        for word in ["Łódź", "Київ", "Ἀθῆναι", "إيران", "ישראל", "Հայ", "≥≤×…→“”"]
        {
            let mut picture = Picture { arrows: Vec::new(), title: String::new(), notes: Vec::new(), ..picture() };
            picture.figures.truncate(1);
            picture.figures[0].lines.clear();
            let legend = n_inked(&picture);
            picture.figures[0].lines.push(word.to_owned());
            assert!(n_inked(&picture) > legend + 10 * word.chars().count(), "{word}");
        }
    }

    #[test]
    fn the_same_picture_has_the_same_bytes() {
        assert_eq!(png(&picture(), 1.5), png(&picture(), 1.5));
    }

    #[test]
    fn a_scale_makes_it_larger() {
        let [small, large] = [1.0, 2.0].map(|scale| pixels(&png(&picture(), scale)));
        assert!(large.width().abs_diff(2 * small.width()) <= 1 && large.height().abs_diff(2 * small.height()) <= 1);
        assert!(write_picture(&picture(), 0.0, io::sink()).is_err());
        assert!(write_picture(&picture(), f64::NAN, io::sink()).is_err());
    }

    #[test]
    fn a_picture_that_is_too_large_fits() {
        assert_eq!(fitting(Size { width: 1000.0, height: 100.0 }), 16.0);
        let scale = fitting(Size { width: 100_000.0, height: 50_000.0 });
        assert!(100_000.0 * scale <= MAX_SIDE && 5e9 * scale * scale <= MAX_PIXELS + 1.0);
    }
}
