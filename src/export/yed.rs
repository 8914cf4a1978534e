//! GraphML as yEd draws it: a picture whose labels, shapes, colours and lines are those of the DOT.
//!
//! What enters: a [`Picture`]. Figures stand on a grid, since yEd lays out when asked only (Layout, Hierarchical). Sentences
//! are in the description, which yEd shows as a tooltip; what is alleged, unreal or negated is a property as well as a line.

use std::io::{self, Write};

use super::drawing::label::{lines, printable};
use super::drawing::style::{self, Dash, Head};
use super::graphml::NAMESPACE;
use super::shared::xml::{self, Xml};
use crate::graph::view::{Arrow, Cell, Figure, Look, Picture, Shape};

/// Pixels between the corners of neighbours.
const CELL: (u32, u32) = (320, 110);

/// Properties of figures and arrows beside what is drawn.
const PROPERTIES: [(&str, &str, &str); 11] = [
    ("node", "id", "string"),
    ("node", "type", "string"),
    ("node", "alleged", "boolean"),
    ("node", "unreal", "boolean"),
    ("node", "negated", "boolean"),
    ("node", "description", "string"),
    ("edge", "alleged", "boolean"),
    ("edge", "unreal", "boolean"),
    ("edge", "negated", "boolean"),
    ("edge", "weight", "int"),
    ("edge", "description", "string"),
];

/// Writes a picture.
///
/// # Errors
/// When writing fails.
pub fn write_picture(picture: &Picture, out: impl Write) -> io::Result<()> {
    let mut xml = Xml::new(out)?;
    let mut namespaces = NAMESPACE.to_vec();
    namespaces.push(("xmlns:y", "http://www.yworks.com/xml/graphml"));
    xml.open("graphml", &namespaces)?;
    for (of, name, kind) in PROPERTIES {
        xml.empty("key", &[("id", &key(of, name)), ("for", of), ("attr.name", name), ("attr.type", kind)])?;
    }
    for of in ["node", "edge"] {
        let graphics = format!("{of}graphics");
        xml.empty("key", &[("id", &graphics), ("for", of), ("yfiles.type", &graphics)])?;
    }
    xml.open("graph", &[("id", picture.view.as_str()), ("edgedefault", "directed")])?;
    let columns = (picture.figures.len() as f64).sqrt().ceil().max(1.0) as u32;
    for (i, figure) in picture.figures.iter().enumerate() {
        let row = |i: u32| Cell { column: i % columns, row: i / columns };
        let cell = picture.places.get(i).copied().unwrap_or_else(|| row(i as u32));
        write_figure(&mut xml, i, figure, cell)?;
    }
    for (i, arrow) in picture.arrows.iter().enumerate() {
        write_arrow(&mut xml, i, arrow)?;
    }
    xml.close("graph")?;
    xml.close("graphml")?;
    xml.finish()
}

fn key(of: &str, name: &str) -> String {
    format!("{of}_{name}")
}

fn data<W: Write>(xml: &mut Xml<W>, of: &str, name: &str, text: &str) -> io::Result<()> {
    xml.text("data", &[("key", &key(of, name))], text)
}

fn write_look<W: Write>(xml: &mut Xml<W>, of: &str, look: Look) -> io::Result<()> {
    for (name, is) in [("alleged", look.alleged), ("unreal", look.unreal), ("negated", look.negated)] {
        data(xml, of, name, if is { "true" } else { "false" })?;
    }
    Ok(())
}

fn write_figure<W: Write>(xml: &mut Xml<W>, index: usize, figure: &Figure, cell: Cell) -> io::Result<()> {
    let style = style::of_figure(figure.shape);
    let (kind, look) = match figure.shape {
        Shape::Actor(_) => ("actor", None),
        Shape::Claim(look) => ("claim", Some(look)),
        Shape::Event(_, look) => ("event", Some(look)),
        Shape::Document => ("document", None),
    };
    xml.open("node", &[("id", &format!("n{index}"))])?;
    data(xml, "node", "id", &xml::id(figure.id.as_str()))?;
    data(xml, "node", "type", kind)?;
    if let Some(look) = look {
        write_look(xml, "node", look)?;
    }
    data(xml, "node", "description", &printable(&figure.tooltip))?;
    xml.open("data", &[("key", "nodegraphics")])?;
    xml.open("y:ShapeNode", &[])?;
    let label = lines(&figure.lines).join("\n");
    // About seven pixels a letter and fifteen a line.
    let width = label.lines().map(|line| line.chars().count()).max().unwrap_or(0) * 7 + 24;
    let height = label.lines().count().max(1) * 15 + 16;
    let [x, y] = [cell.column * CELL.0, cell.row * CELL.1].map(|at| at.to_string());
    let [width, height] = [width, height].map(|n| n.to_string());
    xml.empty("y:Geometry", &[("x", &x), ("y", &y), ("width", &width), ("height", &height)])?;
    xml.empty("y:Fill", &[("color", style.fill), ("transparent", "false")])?;
    let line = [("color", style.line), ("type", line_type(style.dash)), ("width", "1.5")];
    xml.empty("y:BorderStyle", &line)?;
    xml.text("y:NodeLabel", &[("fontSize", "11"), ("textColor", "#000000")], &label)?;
    let shape = match figure.shape {
        Shape::Actor(_) => "roundrectangle",
        Shape::Claim(_) => "rectangle",
        Shape::Event(..) => "octagon",
        Shape::Document => "parallelogram",
    };
    xml.empty("y:Shape", &[("type", shape)])?;
    xml.close("y:ShapeNode")?;
    xml.close("data")?;
    xml.close("node")
}

fn write_arrow<W: Write>(xml: &mut Xml<W>, index: usize, arrow: &Arrow) -> io::Result<()> {
    let style = style::of_arrow(arrow);
    let [id, from, to] = [format!("e{index}"), format!("n{}", arrow.from), format!("n{}", arrow.to)];
    xml.open("edge", &[("id", &id), ("source", &from), ("target", &to)])?;
    write_look(xml, "edge", arrow.look)?;
    data(xml, "edge", "weight", &arrow.weight.to_string())?;
    data(xml, "edge", "description", &printable(&arrow.tooltip))?;
    xml.open("data", &[("key", "edgegraphics")])?;
    xml.open("y:PolyLineEdge", &[])?;
    xml.empty(
        "y:LineStyle",
        &[("color", style.line), ("type", line_type(style.dash)), ("width", &format!("{:.1}", style.width))],
    )?;
    let head = match style.head {
        Head::Bar => "t_shape",
        Head::Hollow => "white_delta",
        Head::Open => "plain",
        Head::None => "none",
        Head::Full => "delta",
    };
    xml.empty("y:Arrows", &[("source", "none"), ("target", head)])?;
    if !arrow.lines.is_empty() {
        xml.text("y:EdgeLabel", &[("fontSize", "9"), ("textColor", style.line)], &lines(&arrow.lines).join("\n"))?;
    }
    xml.close("y:PolyLineEdge")?;
    xml.close("data")?;
    xml.close("edge")
}

fn line_type(dash: Dash) -> &'static str {
    match dash {
        Dash::Dotted => "dotted",
        Dash::Dashed => "dashed",
        Dash::Solid => "line",
    }
}
