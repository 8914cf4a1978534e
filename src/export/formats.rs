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
        /// RDF with named graphs, in Turtle's language.
        TriG = "trig",
        /// RDF with named graphs, in JSON.
        JsonLd = "jsonld",
        /// FollowTheMoney entities, one a line.
        FollowTheMoney = "ftm",
        /// A STIX 2.1 bundle.
        Stix = "stix",
        /// Markdown notes.
        Notes = "notes",
        /// Node-link JSON without the further provenance.
        D3 = "d3",
        /// GraphML.
        GraphMl = "graphml",
        /// GraphML as yEd draws it.
        Yed = "yed",
        /// GEXF, with time.
        Gexf = "gexf",
        /// JSON of Cytoscape.js.
        Cytoscape = "cytoscape",
        /// CX2, of Cytoscape and NDEx.
        Cx2 = "cx2",
        /// CSV files for Neo4j's importer.
        Neo4j = "neo4j",
        /// Cypher for Neo4j.
        Cypher = "cypher",
        /// Cypher for Kuzu and Ladybug.
        Kuzu = "kuzu",
        /// A table of links between actors.
        Links = "links",
        /// Event dyads in the columns of ICEWS.
        Icews = "icews",
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
            Self::TriG => about(
                "RDF as TriG: who says what in named graphs (SEM, PROV-O, schema.org, Web Annotation)",
                "Oxigraph, GraphDB, Apache Jena, rdflib",
                Written::File("graph.trig"),
            ),
            Self::JsonLd => about(
                "RDF as JSON-LD: the same as TriG",
                "Oxigraph, Apache Jena, rdflib, JSON-LD processors",
                Written::File("graph.jsonld"),
            ),
            Self::FollowTheMoney => about(
                "FollowTheMoney entities: people, organisations, events, articles and their links",
                "Aleph, OpenAleph, the ftm command",
                Written::File("entities.ftm.json"),
            ),
            Self::Stix => about(
                "STIX 2.1 bundle: identities, incidents, notes, reports and their relationships",
                "OpenCTI, MISP, the stix2 package",
                Written::File("bundle.stix.json"),
            ),
            Self::Notes => about(
                "Markdown notes with links: one for each actor, one for each article",
                "Obsidian, Logseq, any editor",
                Written::Folder("notes"),
            ),
            Self::D3 => about(
                "node-link JSON with `links`, lean: the first place of each only",
                "D3, vis-network, NetworkX",
                Written::File("d3.json"),
            ),
            Self::GraphMl => about(
                "GraphML: typed columns",
                "NetworkX, igraph, Gephi, Cytoscape, graph-tool",
                Written::File("graph.graphml"),
            ),
            Self::Yed => {
                about("GraphML pictures with labels, shapes and colours", "yEd", Written::Pictures("yed.graphml"))
            }
            Self::Gexf => about(
                "GEXF 1.3 with dates, colours and sizes",
                "Gephi, Gephi Lite, NetworkX",
                Written::File("graph.gexf"),
            ),
            Self::Cytoscape => {
                about("elements JSON of Cytoscape.js", "Cytoscape.js, Cytoscape", Written::File("graph.cyjs"))
            }
            Self::Cx2 => {
                about("CX2, with a style", "Cytoscape, Cytoscape Web, NDEx, ndex2", Written::File("graph.cx2"))
            }
            Self::Neo4j => about(
                "CSV files with the headers of Neo4j's importer",
                "neo4j-admin database import",
                Written::Folder("neo4j"),
            ),
            Self::Cypher => about(
                "Cypher script that makes the graph",
                "Neo4j (cypher-shell), Memgraph",
                Written::File("graph.cypher"),
            ),
            Self::Kuzu => about("Cypher script with tables", "Kuzu, Ladybug", Written::File("graph.kuzu.cypher")),
            Self::Links => about(
                "table of who did or said what to whom, and of ties",
                "i2 Analyst's Notebook, Maltego, Kumu, spreadsheets",
                Written::File("links.csv"),
            ),
            Self::Icews => about(
                "table of events between two actors, in the columns of ICEWS",
                "R, pandas, event-data tools",
                Written::File("icews.tsv"),
            ),
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
