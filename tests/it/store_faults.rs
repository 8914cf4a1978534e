//! What can go wrong with a store: a clear message, exit code 3, and nothing lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;

use crate::run::{Run, claimgraph, claimgraph_with};
use crate::store::{LINES, Place};

/// Every command on a store, with arguments that do something in one that holds the first sample.
fn commands<'a>(store: &'a str, out: &'a str) -> [Vec<&'a str>; 7] {
    [
        vec!["add", store, "--annotated", "-", "--wait", "0"],
        vec!["remove", store, "black-sea-grain-deal", "--wait", "0"],
        vec!["list", store],
        vec!["list", store, "--check"],
        vec!["list", store, "--format", "annotated"],
        vec!["search", store, "Russia", "--kind", "events"],
        vec!["build", "--store", store, "--out", out],
    ]
}

fn run(arguments: &[&str]) -> Run {
    claimgraph_with(arguments, &format!("{}\n", LINES[0]))
}

/// All commands fail with these words and leave the file as it is.
fn all_refuse(place: &Place, words: &str) {
    let before = fs::read(&place.store).unwrap();
    let out = place.folder.path().join("graph");
    for arguments in commands(&place.store, out.to_str().unwrap()) {
        let run = run(&arguments);
        assert_eq!(run.code, 3, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(&place.store) && run.stderr.contains(words), "{arguments:?}: {}", run.stderr);
        assert!(fs::read(&place.store).unwrap() == before, "{arguments:?} changed the file");
    }
    assert!(!out.exists());
}

#[test]
fn what_is_no_store_is_left_as_it_is() {
    let place = Place::new();
    for text in ["a", "Ships left Odesa.\n", &"Ships left Odesa. ".repeat(9_000)] {
        place.file("news.db", text);
        all_refuse(&place, "not even a SQLite file");
    }
}

#[test]
fn a_database_of_another_program_is_left_as_it_is() {
    let place = Place::new();
    let database = Connection::open(&place.store).unwrap();
    database.execute_batch("CREATE TABLE bookmarks (url TEXT)").unwrap();
    drop(database);
    all_refuse(&place, "of another program (application id 0x00000000)");
    Connection::open(&place.store).unwrap().pragma_update(None, "application_id", 0x0f05_5112).unwrap();
    all_refuse(&place, "of another program (application id 0x0f055112)");
}

#[test]
fn a_store_of_a_newer_version_is_left_as_it_is() {
    let place = Place::new();
    place.add(&[&LINES[0]]);
    Connection::open(&place.store).unwrap().pragma_update(None, "user_version", 99).unwrap();
    all_refuse(&place, "version 99, made by a newer claimgraph");
}

#[test]
fn a_store_that_is_not_there_is_made_by_add_alone() {
    let place = Place::new();
    let out = place.folder.path().join("graph");
    for arguments in &commands(&place.store, out.to_str().unwrap())[1..] {
        let run = run(arguments);
        assert_eq!(run.code, 3, "{arguments:?}");
        assert!(run.stderr.contains("there is no store; `claimgraph add"), "{arguments:?}: {}", run.stderr);
        assert!(!Path::new(&place.store).exists(), "{arguments:?} made a file");
    }
    // What a maker leaves that was stopped before it began, and a folder.
    place.file("news.db", "");
    assert!(run(&["list", &place.store]).stderr.contains("there is no store"));
    place.add(&[&LINES[0]]);
    let folder = place.folder.path().to_str().unwrap();
    for arguments in [["list", folder], ["search", folder]] {
        let run = run(&arguments);
        assert_eq!(run.code, 3);
        assert!(run.stderr.contains("a folder, and a store is one file"), "{}", run.stderr);
    }
    let nowhere = format!("{folder}/no/such/folder/news.db");
    let run = run(&["add", &nowhere, "--annotated", "-"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("cannot be opened; is there such a folder"), "{}", run.stderr);
}

#[test]
fn names_that_mean_something_to_sqlite_are_files() {
    let place = Place::new();
    for name in ["file:news?mode=memory", ":memory:", "ä ? # %41.db"] {
        let file = place.folder.path().join(name);
        let out = Command::new(env!("CARGO_BIN_EXE_claimgraph"))
            .args(["add", name, "--annotated", &place.file("one.jsonl", &LINES[0])])
            .current_dir(place.folder.path())
            .output()
            .unwrap();
        assert!(out.status.success(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
        assert!(file.is_file(), "{name}");
    }
}

#[test]
fn who_reads_does_not_wait_for_who_writes() {
    let place = Place::new();
    place.add(&[&LINES[0]]);
    let writer = Connection::open(&place.store).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE; DELETE FROM documents").unwrap();
    let out = place.folder.path().join("graph");
    let commands = commands(&place.store, out.to_str().unwrap());
    for arguments in &commands[..2] {
        let run = run(arguments);
        assert_eq!(run.code, 3, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("another process is changing the store; try again"), "{}", run.stderr);
    }
    let listed = run(&commands[2]);
    assert_eq!((listed.code, listed.stdout.lines().count()), (0, 1), "{}", listed.stderr);
    let built = run(&commands[6]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    writer.execute_batch("ROLLBACK").unwrap();
    drop(writer);
    place.add(&[&LINES[0], &LINES[1]]);
    place.check();
}

#[test]
fn two_may_add_at_once() {
    let place = Place::new();
    let file = place.file("all.jsonl", &LINES.join("\n"));
    let add = || {
        Command::new(env!("CARGO_BIN_EXE_claimgraph"))
            .args(["add", &place.store, "--annotated", &file, "--batch", "1", "--wait", "600", "--quiet"])
            .spawn()
            .unwrap()
    };
    let mut children = [add(), add(), add()];
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    place.check();
    assert_eq!(claimgraph(&["list", &place.store]).stdout.lines().count(), LINES.len());
}

#[test]
fn a_damaged_store_never_panics_and_gives_what_can_be_read() {
    let place = Place::new();
    place.add(&LINES.iter().take(6).collect::<Vec<_>>());
    let whole = fs::read(&place.store).unwrap();
    let out = place.folder.path().join("graph");
    let mut chance = fastrand::Rng::with_seed(8);
    let mut n_noticed = 0;
    for round in 0..crate::store_crash::rounds(8) {
        let mut bytes = whole.clone();
        // A page, some bytes, or the end of the file.
        match round % 3 {
            0 => {
                let page = chance.usize(0..bytes.len() / 4096) * 4096;
                chance.fill(&mut bytes[page..page + 4096]);
            }
            1 => (0..30).for_each(|_| {
                let at = chance.usize(100..whole.len());
                bytes[at] = chance.u8(..);
            }),
            _ => bytes.truncate(chance.usize(1..whole.len())),
        }
        for arguments in commands(&place.store, out.to_str().unwrap()) {
            fs::write(&place.store, &bytes).unwrap();
            for log in ["news.db-wal", "news.db-shm"] {
                let _ = fs::remove_file(place.folder.path().join(log));
            }
            let run = run(&arguments);
            assert!([0, 1, 3].contains(&run.code), "round {round}: {arguments:?}: {}", run.stderr);
            assert!(!run.stderr.contains("panicked"), "round {round}: {arguments:?}: {}", run.stderr);
            n_noticed += usize::from(run.code != 0);
        }
    }
    assert!(n_noticed > 0, "no damage was noticed");
}

#[test]
fn documents_of_a_damaged_store_are_saved() {
    let place = Place::new();
    place.add(&LINES.iter().take(6).collect::<Vec<_>>());
    let database = Connection::open(&place.store).unwrap();
    let root = |table: &str| {
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?";
        database.query_row(sql, [table], |row| row.get::<_, u32>(0).map(|page| page as usize)).unwrap()
    };
    let pages = [root("documents"), root("sentences")];
    drop(database);
    let mut bytes = fs::read(&place.store).unwrap();
    for page in pages {
        bytes[(page - 1) * 4096..page * 4096].fill(0xff);
    }
    fs::write(&place.store, &bytes).unwrap();
    let listed = claimgraph(&["list", &place.store]);
    assert_eq!((listed.code, listed.stdout.lines().count()), (1, 6), "{}", listed.stderr);
    assert!(
        listed.stderr.contains("the store is damaged") && listed.stderr.contains("--format annotated"),
        "{}",
        listed.stderr
    );
    let check = claimgraph(&["list", &place.store, "--check"]);
    assert!(check.code != 0 && !check.stderr.is_empty());
    let saved = claimgraph(&["list", &place.store, "--format", "annotated"]);
    assert_eq!(saved.code, 1, "{}", saved.stderr);
    let mut saved: Vec<&str> = saved.stdout.lines().collect();
    let mut expected: Vec<&str> = LINES.iter().take(6).map(String::as_str).collect();
    saved.sort_unstable();
    expected.sort_unstable();
    assert!(saved == expected, "what was saved is not what was added");
}

/// A small file system in memory, where the user may mount one.
struct Mount(PathBuf);

impl Mount {
    fn new(at: &Path, size: &str) -> Option<Self> {
        fs::create_dir(at).unwrap();
        let options = format!("size={size}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|out| out.status.success()).then(|| Self(at.to_owned()))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let place = Place::new();
    let disk = place.folder.path().join("disk");
    let Some(_mount) = Mount::new(&disk, "700k") else {
        return eprintln!(
            "skipped: this user may not mount a small disk; the library's own test fills a store otherwise"
        );
    };
    let store = disk.join("news.db").into_os_string().into_string().unwrap();
    let file = place.file("all.jsonl", &LINES.join("\n"));
    let run = claimgraph(&["add", &store, "--annotated", &file, "--batch", "1", "--keys"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stderr.contains("the disk is full") || run.stderr.contains("disk I/O error"), "{}", run.stderr);
    // Room to read in: what was committed is there, and all of it is whole.
    let copy = place.folder.path().join("news.db");
    for end in ["", "-wal"] {
        let from = format!("{store}{end}");
        if Path::new(&from).exists() {
            fs::copy(&from, format!("{}{end}", copy.display())).unwrap();
        }
    }
    if run.stdout.is_empty() {
        return;
    }
    place.check();
    let listed = claimgraph(&["list", &place.store, "--format", "jsonl"]).stdout;
    assert!(run.stdout.lines().count() > 3, "{}", run.stdout);
    for line in run.stdout.lines() {
        let key = line.split('\t').next().unwrap();
        assert!(listed.contains(key), "{line} was told and is gone");
    }
    let run = claimgraph(&["add", &place.store, "--annotated", &file]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(place.graph(&[]) == crate::store::merged(&LINES.iter().collect::<Vec<_>>()));
}

#[test]
fn a_store_that_may_only_be_read_is_read() {
    let place = Place::new();
    let disk = place.folder.path().join("disk");
    let Some(mount) = Mount::new(&disk, "4m") else {
        return eprintln!("skipped: this user may not mount a disk that can only be read");
    };
    let store = disk.join("news.db").into_os_string().into_string().unwrap();
    let file = place.file("one.jsonl", &LINES[0]);
    assert_eq!(claimgraph(&["add", &store, "--annotated", &file]).code, 0);
    let remount = Command::new("mount").args(["-o", "remount,ro"]).arg(&mount.0).output().unwrap();
    if !remount.status.success() {
        return eprintln!("skipped: this user may not mount a disk that can only be read");
    }
    let out = place.folder.path().join("graph");
    let commands = commands(&store, out.to_str().unwrap());
    for arguments in &commands[..2] {
        let run = run(arguments);
        assert_eq!(run.code, 3, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("may be read but not changed"), "{arguments:?}: {}", run.stderr);
    }
    for arguments in &commands[2..] {
        let run = run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_only_be_read_is_not_changed() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    place.add(&[&LINES[0]]);
    fs::set_permissions(&place.store, fs::Permissions::from_mode(0o444)).unwrap();
    if fs::OpenOptions::new().write(true).open(&place.store).is_ok() {
        return eprintln!("skipped: this user may write every file");
    }
    let run = run(&["add", &place.store, "--annotated", "-"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("may be read but not changed"), "{}", run.stderr);
    assert_eq!(claimgraph(&["list", &place.store]).stdout.lines().count(), 1);
}
