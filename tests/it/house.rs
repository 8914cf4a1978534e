//! The project keeps its own rules.

use std::fs;

use crate::run::project;

/// Every table of `data/` has a header, sorted rows where it says so, and no row with too many cells.
#[test]
fn every_table_has_a_header_and_whole_rows() {
    for folder in ["data/gazetteer", "data/input", "data/lexicon", "data/ontology"] {
        for entry in fs::read_dir(project(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "tsv") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let mut rows = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
            let columns = rows.next().unwrap_or_else(|| panic!("{} is empty", path.display())).split('\t').count();
            for row in rows {
                assert!(row.split('\t').count() <= columns, "{}: {row}", path.display());
            }
            assert!(!text.contains('\r'), "{} has CR line ends", path.display());
        }
    }
}

/// Every data file is described in the README of its folder.
#[test]
fn every_data_file_stands_in_its_readme() {
    for folder in ["data/gazetteer", "data/input", "data/lexicon", "data/ontology", "data/models"] {
        let readme = fs::read_to_string(project(folder).join("README.md")).unwrap();
        for entry in fs::read_dir(project(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(name == "README.md" || readme.contains(&name), "{folder}/README.md does not mention {name}");
        }
    }
}
