//! The formats there are, and what opens them.

use crate::closed_set::closed_set;

closed_set!(
    /// A format that graphs are written in.
    Format {
        /// Node-link JSON, all that the graph holds.
        Json = "json",
        /// Graphviz's language.
        Dot = "dot",
        /// RDF with named graphs, in Turtle's language.
        TriG = "trig",
        /// RDF with named graphs, in JSON.
        JsonLd = "jsonld",
        /// FollowTheMoney entities, one a line.
        FollowTheMoney = "ftm",
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
