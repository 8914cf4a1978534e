//! Where output goes: standard output, or files that are written whole or not at all; and graphs read from there again.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use tempfile::NamedTempFile;

use crate::export::dot;
use crate::export::node_link::{self, EdgesKey};
use crate::graph::KnowledgeGraph;
use crate::graph::view::{View, ViewOptions};

/// A format that graphs are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Node-link JSON, for NetworkX and D3.
    Json,
    /// DOT, for Graphviz.
    Dot,
}

impl ValueEnum for View {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.as_str()))
    }
}

impl ValueEnum for EdgesKey {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Edges, Self::Links, Self::Both]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(match self {
            Self::Edges => "edges",
            Self::Links => "links",
            Self::Both => "both",
        }))
    }
}

/// How graphs are written.
#[derive(Debug, Args)]
pub(super) struct GraphStyle {
    /// Key of the edges in JSON: edges (NetworkX 3.4 and later), links (D3) or both.
    #[arg(long, value_name = "KEY", default_value = "edges")]
    pub(super) edges_key: EdgesKey,
    /// Most edges in a picture; the full view shows all.
    #[arg(long, value_name = "N", default_value_t = ViewOptions::MAX_EDGES)]
    pub(super) max_edges: usize,
}

impl GraphStyle {
    pub(super) fn write(
        &self,
        graph: &KnowledgeGraph,
        format: Format,
        view: View,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match format {
            Format::Json => node_link::write_graph(graph, self.edges_key, out),
            Format::Dot => dot::write_graph(graph, ViewOptions { view, max_edges: self.max_edges }, out),
        }
    }
}

/// Where the graph goes and in which formats.
#[derive(Debug, Args)]
pub(super) struct GraphOutput {
    /// Folder for the files, made if missing; - for standard output.
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Formats to write, separated by commas.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "json,dot")]
    format: Vec<Format>,
    /// Views to draw in DOT, separated by commas.
    #[arg(long, value_name = "VIEWS", value_delimiter = ',', default_value = "full,actors")]
    view: Vec<View>,
    #[command(flatten)]
    style: GraphStyle,
}

impl GraphOutput {
    /// Says what is wrong with the arguments before any work is done.
    ///
    /// # Errors
    /// When more than one file would go to standard output.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            !is_stdout(&self.out) || self.files().len() == 1,
            "standard output takes one file: choose one --format, and one --view for dot"
        );
        Ok(())
    }

    /// File names with what goes into them.
    fn files(&self) -> Vec<(String, Format, View)> {
        let mut files = Vec::new();
        for &format in &self.format {
            match format {
                Format::Json => files.push(("graph.json".to_owned(), format, View::Full)),
                Format::Dot => files.extend(self.view.iter().map(|&view| {
                    let stem = if view == View::Full { "graph" } else { view.as_str() };
                    (format!("{stem}.dot"), format, view)
                })),
            }
        }
        files.dedup();
        files
    }

    /// Writes all files; none is touched unless its whole content is there.
    ///
    /// # Errors
    /// When a file cannot be written; the message names it.
    pub(super) fn write(&self, graph: &KnowledgeGraph, quiet: bool) -> anyhow::Result<()> {
        if is_stdout(&self.out) {
            let mut out = BufWriter::new(io::stdout().lock());
            for (_, format, view) in self.files() {
                self.style.write(graph, format, view, &mut out)?;
            }
            return Ok(out.flush()?);
        }
        std::fs::create_dir_all(&self.out).with_context(|| format!("cannot make the folder {}", self.out.display()))?;
        let mut names = Vec::new();
        for (name, format, view) in self.files() {
            let path = self.out.join(name);
            write_whole(&path, |out| Ok(self.style.write(graph, format, view, out)?))?;
            names.push(path.display().to_string());
        }
        if !quiet {
            let (nodes, edges) = (graph.n_nodes(), graph.n_edges());
            eprintln!("{nodes} nodes, {edges} edges in {}", names.join(", "));
        }
        Ok(())
    }
}

fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads a graph from a file, or from standard input for `-`.
///
/// # Errors
/// When it cannot be read or is no graph; the message names it.
pub(super) fn read_graph(path: &Path) -> anyhow::Result<KnowledgeGraph> {
    let json = if is_stdout(path) {
        let mut json = String::new();
        io::stdin().read_to_string(&mut json).map(|_| json)
    } else {
        std::fs::read_to_string(path)
    };
    let json = json.with_context(|| path.display().to_string())?;
    node_link::read_graph(&json).with_context(|| path.display().to_string())
}

/// Writes to a file, or to standard output for `-` and for nothing.
///
/// # Errors
/// When it cannot be written; an earlier file of that name is then still there.
pub(super) fn write_to(
    path: Option<&Path>,
    fill: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    match path.filter(|p| !is_stdout(p)) {
        Some(path) if is_device(path) => {
            let fail = || format!("cannot write {}", path.display());
            let mut out = BufWriter::new(OpenOptions::new().write(true).open(path).with_context(fail)?);
            fill(&mut out).with_context(fail)?;
            out.flush().with_context(fail)
        }
        Some(path) => write_whole(path, fill),
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            fill(&mut out)?;
            Ok(out.flush()?)
        }
    }
}

/// Whether the path names a device, pipe or socket: it is written to, never replaced, since renaming a file to
/// `/dev/null` would take the device away from the whole machine.
fn is_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Writes under a temporary name beside the target, syncs, and renames. The target must be no device.
fn write_whole(path: &Path, fill: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let fail = || format!("cannot write {}", path.display());
    let mut file = NamedTempFile::new_in(folder).with_context(fail)?;
    {
        let mut out = BufWriter::with_capacity(1 << 16, file.as_file_mut());
        fill(&mut out).with_context(fail)?;
        out.flush().with_context(fail)?;
    }
    file.as_file().sync_all().with_context(fail)?;
    make_readable(file.as_file()).with_context(fail)?;
    file.persist(path).with_context(fail)?;
    Ok(())
}

/// A temporary file is its owner's alone; what it becomes is for everyone the file mode allows.
#[cfg(unix)]
fn make_readable(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &std::fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(is_device(&socket));
        // A socket cannot be opened as a file, so this fails; what matters is that it is still a socket.
        assert!(write_to(Some(&socket), |out| Ok(out.write_all(b"x")?)).is_err());
        assert!(is_device(&socket));
        let file = folder.path().join("file");
        assert!(!is_device(&file) && !is_device(folder.path()));
        write_to(Some(&file), |out| Ok(out.write_all(b"x")?)).unwrap();
        assert!(!is_device(&file));
    }
}
