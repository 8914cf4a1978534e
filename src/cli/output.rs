//! Where output goes: standard output, or files that are written whole or not at all; and graphs read from there again.

use std::collections::VecDeque;
use std::fs::OpenOptions;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use anyhow::Context as _;
use clap::{Args, ValueEnum, ValueHint};
use tempfile::NamedTempFile;

use super::interrupt::{heeding, is_interrupted};
use super::selection::SelectionArguments;
use super::split::SplitBy;
use super::words;
use crate::annotation::wire;
use crate::corpus::{self, Limits};
use crate::decisions::Decisions;
use crate::export::node_link::{self, EdgesKey, GraphReadError};
use crate::export::{self, ExportOptions, Files, Fill, Format, Written, rdf};
use crate::graph::view::{View, ViewOptions};
use crate::graph::{KnowledgeGraph, Settled, Shelf};

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.as_str()).help(self.about().what))
    }
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
#[command(next_help_heading = "Pictures and formats")]
pub(super) struct GraphStyle {
    /// Key of the edges in JSON: edges (NetworkX 3.4 and later), links (D3) or both.
    #[arg(long, value_name = "KEY", default_value = "edges", hide_short_help = true)]
    pub(super) edges_key: EdgesKey,
    /// Most edges in a picture; the full view shows all.
    #[arg(long, value_name = "N", default_value_t = ViewOptions::MAX_EDGES)]
    pub(super) max_edges: usize,
    /// Pixels a point in PNG pictures.
    #[arg(long, value_name = "N", default_value_t = 2.0, value_parser = positive, hide_short_help = true)]
    pub(super) scale: f64,
    /// What the names of things in RDF begin with, an absolute IRI that ends with : / or the like.
    #[arg(long, value_name = "IRI", default_value = rdf::BASE, value_parser = base_iri, hide_short_help = true)]
    pub(super) base_iri: String,
}

fn positive(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if number.is_finite() && number > 0.0 { Ok(number) } else { Err("not greater than 0".to_owned()) }
}

fn base_iri(iri: &str) -> Result<String, String> {
    if rdf::is_base(iri) { Ok(iri.to_owned()) } else { Err("expected an absolute IRI without a fragment".to_owned()) }
}

impl GraphStyle {
    /// With the views to draw.
    pub(super) fn options(&self, views: &[View]) -> ExportOptions {
        ExportOptions {
            views: views.to_vec(),
            max_edges: self.max_edges,
            scale: self.scale,
            edges_key: self.edges_key,
            base_iri: self.base_iri.clone(),
        }
    }
}

/// Where the graph goes and in which formats.
#[derive(Debug, Args)]
pub(super) struct GraphOutput {
    /// Folder for the files, made if missing; - for standard output.
    #[arg(
        long,
        short,
        value_name = "DIR",
        default_value = "output",
        value_hint = ValueHint::DirPath,
        help_heading = "Output"
    )]
    out: PathBuf,
    /// Formats to write, separated by commas; all of them are listed by `claimgraph formats`.
    #[arg(
        long,
        value_name = "FORMATS",
        value_delimiter = ',',
        default_value = "json,html,dot",
        hide_possible_values = true,
        help_heading = "Output"
    )]
    format: Vec<Format>,
    /// Views to draw, each in a file of its own, separated by commas; of formats that are pictures.
    #[arg(long, value_name = "VIEWS", value_delimiter = ',', default_value = "full,actors", help_heading = "Output")]
    view: Vec<View>,
    /// Write several graphs, each in a folder of its own: by year, month, day, publisher, or a number of parts.
    ///
    /// Parts by number are of about the same size. Who is one is settled over all documents, so actors have one id in all
    /// of them; memory is that of the largest, for each thread.
    #[arg(long, value_name = "BY", help_heading = "Output", hide_short_help = true)]
    split_by: Option<SplitBy>,
    #[command(flatten)]
    style: GraphStyle,
    #[command(flatten)]
    selection: SelectionArguments,
}

impl GraphOutput {
    /// Says what is wrong with the arguments before any work is done.
    ///
    /// # Errors
    /// When more than one file would go to standard output.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            !is_stdout(&self.out) || (self.formats().len() == 1 && is_one_file(self.formats()[0], self.views().len())),
            "standard output takes one file: choose one --format, and one --view for pictures"
        );
        anyhow::ensure!(
            !is_stdout(&self.out) || self.split_by.is_none(),
            "standard output takes one graph: give a folder with --out, or leave out --split-by"
        );
        Ok(())
    }

    /// Each format once, in the order given.
    fn formats(&self) -> Vec<Format> {
        once(&self.format)
    }

    fn views(&self) -> Vec<View> {
        once(&self.view)
    }

    /// Makes the graph of some documents, or the several that it is split into, and writes all files; none is touched
    /// unless its whole content is there.
    ///
    /// # Errors
    /// When decisions contradict each other in these documents, nothing of the graph is chosen, or a file cannot be
    /// written; the message names it.
    pub(super) fn make(&self, shelf: &dyn Shelf, decisions: &Decisions, quiet: bool) -> anyhow::Result<()> {
        let settled = Settled::new(shelf, decisions)?;
        if !quiet {
            for decision in settled.idle_decisions() {
                eprintln!("claimgraph: warning: {decision}");
            }
        }
        let Some(by) = self.split_by else {
            let written = self.write(&self.selection.of(settled.graph())?, &self.out)?;
            if !quiet && let Some(words) = written {
                eprintln!("{words}");
            }
            return Ok(());
        };
        self.make_parts(&settled, by, quiet)
    }

    /// As many parts at a time as there are threads; what is said of them comes in their order.
    fn make_parts(&self, settled: &Settled<'_>, by: SplitBy, quiet: bool) -> anyhow::Result<()> {
        let n_threads = rayon::current_num_threads();
        let limits = Limits { n_threads, n_items: 2 * n_threads, weight: usize::MAX };
        let parts = settled.parts(|head| by.part_of(head));
        let (n_parts, mut n_empty) = (parts.len(), 0);
        let write = |(part, numbers): (String, Vec<usize>)| match self.selection.of(settled.graph_of(&numbers)) {
            Ok(graph) => self.write(&graph, &self.out.join(part)),
            // What is asked for need not be in every part.
            Err(_) => Ok(None),
        };
        let take = |written: anyhow::Result<Option<String>>| {
            match written? {
                Some(words) if !quiet => eprintln!("{words}"),
                Some(_) => {}
                None => n_empty += 1,
            }
            Ok::<_, anyhow::Error>(())
        };
        heeding(|stop| corpus::in_order(parts.into_iter(), limits, stop, |_| 1, write, take))?;
        anyhow::ensure!(!is_interrupted(), "interrupted: not all parts are written");
        anyhow::ensure!(n_parts == 0 || n_empty < n_parts, "nothing in any part fits the selection");
        Ok(())
    }

    /// Also says what was written where; `None` for standard output.
    fn write(&self, graph: &KnowledgeGraph, out: &Path) -> anyhow::Result<Option<String>> {
        let options = self.style.options(&self.views());
        if is_stdout(out) {
            let mut out = Single(BufWriter::new(io::stdout().lock()));
            for format in self.formats() {
                export::write(graph, format, &options, &mut out)?;
            }
            out.0.flush()?;
            return Ok(None);
        }
        let mut folder = Folder::new(out)?;
        folder.write(graph, &self.formats(), &options)?;
        let (nodes, edges) = (graph.n_nodes(), graph.n_edges());
        Ok(Some(format!("{nodes} nodes, {edges} edges in {}", folder.written.join(", "))))
    }
}

fn once<T: Copy + PartialEq>(all: &[T]) -> Vec<T> {
    let mut once: Vec<T> = Vec::new();
    for &one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

/// Whether a format makes one file only, so that it can go to standard output.
pub(super) fn is_one_file(format: Format, n_views: usize) -> bool {
    match format.about().written {
        Written::File(_) => true,
        Written::Pictures(_) => n_views == 1,
        Written::Folder(_) => false,
    }
}

/// All that is written goes to one writer.
pub(super) struct Single<W>(pub(super) W);

impl<W: Write> Files for Single<W> {
    fn file(&mut self, _name: &str, fill: Fill<'_>) -> io::Result<()> {
        fill(&mut self.0)
    }
}

/// Files in a folder, each written whole or not at all.
pub(super) struct Folder {
    path: PathBuf,
    /// What was written, in words: paths of files, and folders once.
    written: Vec<String>,
    /// What went wrong, with the name of the file: an exporter's error does not tell.
    failed: Option<anyhow::Error>,
    /// Files that are on their way to the disk, the oldest first.
    unsynced: VecDeque<Unsynced>,
}

/// Files on their way to the disk at any time: each holds a thread and a file open.
const MOST_UNSYNCED: usize = 16;

/// A file with its whole content, which the system still has to put on the disk.
struct Unsynced {
    file: NamedTempFile,
    /// What it will be called.
    path: PathBuf,
    synced: JoinHandle<io::Result<()>>,
}

impl Unsynced {
    /// Begins to sync. The disk takes longer for a small file than making the next one does, so others are made meanwhile.
    fn begin(file: NamedTempFile, path: PathBuf) -> io::Result<Self> {
        let handle = file.as_file().try_clone()?;
        let synced = thread::Builder::new().spawn(move || handle.sync_all())?;
        Ok(Self { file, path, synced })
    }

    /// Gives the file its name when it is on the disk.
    fn finish(self) -> anyhow::Result<()> {
        let synced = self.synced.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        synced
            .map_err(anyhow::Error::from)
            .and_then(|()| persist(self.file, &self.path))
            .with_context(|| cannot_write(&self.path))
    }
}

impl Folder {
    /// Makes the folder if it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn new(path: &Path) -> anyhow::Result<Self> {
        make_folder(path)?;
        Ok(Self { path: path.to_owned(), written: Vec::new(), failed: None, unsynced: VecDeque::new() })
    }

    /// Writes a graph in some formats.
    ///
    /// # Errors
    /// When a file cannot be written; the message names it. Those before it are written.
    pub(super) fn write(
        &mut self,
        graph: &KnowledgeGraph,
        formats: &[Format],
        options: &ExportOptions,
    ) -> anyhow::Result<()> {
        let done = formats.iter().try_for_each(|&format| self.write_one(graph, format, options));
        done.and(self.finish())
    }

    fn write_one(&mut self, graph: &KnowledgeGraph, format: Format, options: &ExportOptions) -> anyhow::Result<()> {
        let done = export::write(graph, format, options, self);
        match (self.failed.take(), done) {
            (Some(error), _) => Err(error),
            (None, Err(error)) => Err(error).with_context(|| format!("cannot write {}", format.as_str())),
            (None, Ok(())) => Ok(()),
        }
    }

    /// Writes one file that is no graph.
    ///
    /// # Errors
    /// When it cannot be written; the message names it.
    pub(super) fn put(&mut self, name: &str, fill: Fill<'_>) -> anyhow::Result<()> {
        let done = self.file(name, fill);
        let finished = self.finish();
        self.failed.take().map_or_else(|| Ok(done?), Err).and(finished)
    }

    /// Waits until all is on the disk under its own name.
    fn finish(&mut self) -> anyhow::Result<()> {
        std::mem::take(&mut self.unsynced).into_iter().try_for_each(Unsynced::finish)
    }
}

impl Files for Folder {
    fn file(&mut self, name: &str, fill: Fill<'_>) -> io::Result<()> {
        let path = self.path.join(name);
        let mut write = || -> anyhow::Result<()> {
            if let Some(folder) = path.parent() {
                make_folder(folder)?;
            }
            let file = filled(&path, |out| Ok(fill(out)?))?;
            if self.unsynced.len() == MOST_UNSYNCED
                && let Some(oldest) = self.unsynced.pop_front()
            {
                oldest.finish()?;
            }
            let unsynced = Unsynced::begin(file, path.clone()).with_context(|| cannot_write(&path))?;
            self.unsynced.push_back(unsynced);
            Ok(())
        };
        let done = write();
        done.map_err(|error| {
            let message = io::Error::other(error.to_string());
            self.failed = Some(error);
            message
        })?;
        let shown = match name.split_once('/') {
            Some((folder, _)) => format!("{}/", self.path.join(folder).display()),
            None => path.display().to_string(),
        };
        if self.written.last() != Some(&shown) {
            self.written.push(shown);
        }
        Ok(())
    }
}

pub(super) fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn make_folder(path: &Path) -> anyhow::Result<()> {
    let fail = || format!("cannot make the folder {}", path.display());
    let file = path.ancestors().find(|p| p.exists()).filter(|p| !p.is_dir());
    if let Some(file) = file {
        return Err(anyhow::anyhow!("{} is a file", file.display()).context(fail()));
    }
    std::fs::create_dir_all(path).with_context(fail)
}

/// Reads a graph from a file, from the folder it is in, or from standard input for `-`.
///
/// # Errors
/// When it cannot be read or is no graph; the message names it, with the place of what is wrong.
pub(super) fn read_graph(path: &Path) -> anyhow::Result<KnowledgeGraph> {
    let inside = path.join("graph.json");
    let path = if path.is_dir() { inside.as_path() } else { path };
    let json = if is_stdout(path) {
        let mut json = String::new();
        io::stdin().read_to_string(&mut json).map(|_| json)
    } else {
        std::fs::read_to_string(path)
    };
    let name = words::name(path);
    let json = json.with_context(|| name.clone())?;
    anyhow::ensure!(!json.trim().is_empty(), "{name}: empty, expected a graph.json as `claimgraph build` writes it");
    node_link::read_graph(&json).map_err(|error| match error {
        GraphReadError::Json(error) => {
            let (place, words) = words::json(&error, 1);
            let first = json.lines().next().unwrap_or_default();
            let advice = match wire::document_of_line(first) {
                Ok(_) => "these are annotated documents, which `claimgraph merge` makes a graph of",
                Err(_) => "`claimgraph build` writes graph.json",
            };
            anyhow::anyhow!("{name}{place}: not a graph: {words}; {advice}")
        }
        error => anyhow::Error::from(error).context(name),
    })
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
pub(super) fn is_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Writes under a temporary name beside the target, syncs, and renames. The target must be no device.
fn write_whole(path: &Path, fill: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let file = filled(path, fill)?;
    file.as_file().sync_all().with_context(|| cannot_write(path))?;
    persist(file, path).with_context(|| cannot_write(path))
}

/// A file under a temporary name beside the target, with its whole content.
fn filled(path: &Path, fill: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let fail = || cannot_write(path);
    if !folder.is_dir() {
        return Err(anyhow::anyhow!("there is no folder {}", folder.display()).context(fail()));
    }
    if path.is_dir() {
        return Err(anyhow::anyhow!("it is a folder").context(fail()));
    }
    // The temporary file's own name would only puzzle.
    let mut file = NamedTempFile::new_in(folder).map_err(|error| io::Error::from(error.kind())).with_context(fail)?;
    {
        let mut out = BufWriter::with_capacity(1 << 16, file.as_file_mut());
        fill(&mut out).with_context(fail)?;
        out.flush().with_context(fail)?;
    }
    Ok(file)
}

/// Gives a file its name.
fn persist(file: NamedTempFile, path: &Path) -> anyhow::Result<()> {
    make_readable(file.as_file())?;
    file.persist(path)?;
    Ok(())
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
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
