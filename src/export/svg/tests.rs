//! The file is XML whatever the labels are, shows every figure, and says how each thing is said.

use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::*;
use crate::export::drawing::label::printable;
use crate::graph::GraphBuilder;
use crate::graph::testing::{attacks_by, corpus, speech};
use crate::graph::view::{View, ViewOptions, draw};

/// Names that break writers of XML.
const HOSTILE: &[&str] = &[
    "<b>bold</b> & &amp; &#0; ]]>",
    "</text></svg><script>alert(1)</script>",
    "\" onload=\"alert(1)",
    "' x='",
    "<!-- -->",
    "nul\u{0}bell\u{7}esc\u{1b}[31m\u{fffe}\u{ffff}",
    "eviltxt\u{202e}gpj.exe",
    "שלום עליכם",
    "🦊 fox 👩‍👩‍👧",
    "two\nlines\r\nand\ttab",
    "node",
];

fn svg(picture: &Picture) -> String {
    let mut bytes = Vec::new();
    write_picture(picture, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn groups<'a>(document: &'a Document<'a>, first: char) -> Vec<Node<'a, 'a>> {
    let is_numbered = |id: &str| id.strip_prefix(first).is_some_and(|rest| rest.parse::<usize>().is_ok());
    document.descendants().filter(|node| node.attribute("id").is_some_and(is_numbered)).collect()
}

/// Checks that all of a picture is in the file, and gives the file.
#[track_caller]
fn check(picture: &Picture) -> String {
    let text = svg(picture);
    let document = Document::parse(&text).unwrap();
    let figures = groups(&document, 'n');
    assert_eq!(figures.len(), picture.figures.len());
    assert_eq!(groups(&document, 'e').len(), picture.arrows.len());
    for (figure, group) in picture.figures.iter().zip(figures) {
        assert_eq!(group.attribute("data-id"), Some(printable(figure.id.as_str()).as_str()));
    }
    let names = ["svg", "title", "style", "g", "rect", "path", "text"];
    for element in document.descendants().filter(Node::is_element) {
        assert!(names.contains(&element.tag_name().name()), "{element:?}");
        assert!(element.attributes().all(|attribute| !attribute.name().starts_with("on")));
    }
    text
}

#[test]
fn hostile_names_stay_text() {
    let graph = attacks_by(HOSTILE);
    for &view in View::ALL {
        let text = check(&draw(&graph, ViewOptions::new(view)));
        assert!(!text.contains("<script") && !text.contains('\u{202e}'));
    }
    let text = svg(&draw(&graph, ViewOptions::new(View::Actors)));
    let document = Document::parse(&text).unwrap();
    let shown =
        |words: &str| document.descendants().any(|node| node.has_tag_name("text") && node.text() == Some(words));
    assert!(shown("<b>bold</b> & &amp; &#0; ]]>"));
    assert!(shown("\" onload=\"alert(1)"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_label_is_drawn(name in any::<String>(), id in any::<String>()) {
        let mut picture = draw(&attacks_by(&["Ardovia"]), ViewOptions::new(View::Actors));
        picture.figures[0].lines.push(name.clone());
        picture.figures[0].tooltip = name.clone();
        picture.figures[0].id = id.into();
        picture.arrows[0].lines.push(name.clone());
        picture.title = name;
        check(&picture);
    }
}

#[test]
fn very_long_labels_stay_inside_their_figures() {
    let picture = draw(&attacks_by(&[&"W".repeat(10_000), &"mm ".repeat(4_000)]), ViewOptions::new(View::Full));
    check(&picture);
    let drawing = Drawing::new(&picture);
    for label in drawing.labels.figures.iter().chain(&drawing.labels.arrows) {
        use crate::export::drawing::measure::{ARROW_FONT, room};
        assert!(label.lines.len() < 20 && room(&label.lines, ARROW_FONT).width <= label.size.width);
    }
}

/// The lines of an arrow whose words begin so: whether it is broken, and how often its head is filled.
fn arrow<'a>(document: &'a Document<'a>, picture: &Picture, words: &str) -> Vec<Node<'a, 'a>> {
    let index = picture.arrows.iter().position(|a| a.lines.first().is_some_and(|line| line.starts_with(words)));
    let group = groups(document, 'e')[index.unwrap()];
    group.children().filter(|node| node.has_tag_name("path")).collect()
}

#[test]
fn an_allegation_has_another_line() {
    let mut builder = GraphBuilder::new();
    builder.add(&speech());
    let picture = draw(&builder.finish(), ViewOptions::new(View::Actors));
    let text = check(&picture);
    let document = Document::parse(&text).unwrap();
    let told = arrow(&document, &picture, "invade");
    assert_eq!(told[0].attribute("stroke-dasharray"), None);
    assert_eq!(told[1].attribute("fill"), told[0].attribute("stroke"));
    let alleged = arrow(&document, &picture, "attack");
    assert_eq!(alleged[0].attribute("stroke-dasharray"), Some("1.5 3"));
    assert_eq!(alleged[1].attribute("fill"), Some("#FFFFFF"));
    assert_eq!(arrow(&document, &picture, "eliminate")[0].attribute("stroke-dasharray"), Some("6 3"));
    assert_eq!(arrow(&document, &picture, "not: negotiate")[0].attribute("stroke"), Some("#C00000"));
    let words: Vec<&str> = document.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
    assert!(words.contains(&"per Russia"));
    assert!(words.contains(&"alleged, “per” says by whom"), "the legend tells what the line means");
}

#[test]
fn the_same_picture_has_the_same_bytes_on_any_number_of_threads() {
    let mut builder = GraphBuilder::new();
    corpus(8).iter().for_each(|annotation| {
        builder.add(annotation);
    });
    let graph = builder.finish();
    let written = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| View::ALL.iter().map(|&view| svg(&draw(&graph, ViewOptions::new(view)))).collect::<Vec<_>>())
    };
    let one = written(1);
    assert!(one == written(2) && one == written(8));
}

#[test]
fn a_large_full_view_is_a_contact_sheet() {
    let mut builder = GraphBuilder::new();
    corpus(12).iter().for_each(|annotation| {
        builder.add(annotation);
    });
    let picture = draw(&builder.finish(), ViewOptions::new(View::Full));
    assert!(picture.arrows.len() > 300 && !picture.places.is_empty());
    check(&picture);
    let drawing = Drawing::new(&picture);
    let boxes: Vec<_> = drawing.placement.figures.iter().zip(drawing.labels.sizes()).collect();
    for (i, (a, s)) in boxes.iter().enumerate() {
        for (b, t) in &boxes[..i] {
            let apart = (a.x - b.x).abs() - (s.width + t.width) / 2.0;
            assert!(apart.max((a.y - b.y).abs() - (s.height + t.height) / 2.0) >= 0.0);
        }
    }
}

#[test]
fn lines_touch_the_rims_of_their_figures() {
    let picture = draw(&attacks_by(&["Ardovia"]), ViewOptions::new(View::Actors));
    let drawing = Drawing::new(&picture);
    let course = arrow::Course::of(&drawing, 0);
    let end = course.curves.last().unwrap().1;
    let at = drawing.placement.figures[picture.arrows[0].to];
    let size = drawing.labels.figures[picture.arrows[0].to].size;
    let outside = ((end.x - at.x).abs() - size.width / 2.0).max((end.y - at.y).abs() - size.height / 2.0);
    assert!((0.0..2.0).contains(&outside), "{outside}");
}

#[test]
fn heads_point_at_their_figures() {
    let mut builder = GraphBuilder::new();
    corpus(6).iter().for_each(|annotation| {
        builder.add(annotation);
    });
    let graph = builder.finish();
    for &view in View::ALL {
        let picture = draw(&graph, ViewOptions::new(view));
        let drawing = Drawing::new(&picture);
        for (i, arrow) in picture.arrows.iter().enumerate().filter(|(_, arrow)| arrow.from != arrow.to) {
            let (control, tip) = *arrow::Course::of(&drawing, i).curves.last().unwrap();
            let at = drawing.placement.figures[arrow.to];
            let size = drawing.labels.figures[arrow.to].size;
            // What is behind the tip is not inside the figure that it points at.
            let is_inside = (control.x - at.x).abs() < size.width / 2.0 && (control.y - at.y).abs() < size.height / 2.0;
            assert!(!is_inside, "{view:?}: {arrow:?} ends at {tip:?} from {control:?}");
        }
    }
}
