use super::layer::{Bytes, Layer, LayerError};
use super::*;
use crate::document::Span;
use crate::lexicon::Vocabulary;
use crate::text::token::tokenize;

/// Names in a text, each with the id of its first meaning.
pub(super) fn names_in(gazetteer: &Gazetteer, text: &str) -> Vec<(String, String)> {
    let rules = TokenRules::load().unwrap();
    let mut tokens = Vec::new();
    tokenize(&rules, &Vocabulary::default(), text, Span::new(0, text.len()), &mut tokens);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match gazetteer.find(text, &tokens, at, tokens.len()) {
            Some((end, names)) => {
                let span = tokens[at].span.cover(tokens[end - 1].span);
                found.push((span.of(text).to_owned(), gazetteer.record(names[0].record).id.to_owned()));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) {
    let found = names_in(&Gazetteer::load().unwrap(), text);
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn spellings_meet_in_one_record() {
    check(
        "Al-Qaeda, al Qaeda and al-Qaida",
        &[("Al-Qaeda", "al-qaeda"), ("al Qaeda", "al-qaeda"), ("al-Qaida", "al-qaeda")],
    );
}

#[test]
fn acronyms_need_their_capitals() {
    check("The US told us who WHO is.", &[("US", "united-states"), ("WHO", "world-health-organization")]);
}

#[test]
fn the_longest_name_wins() {
    check(
        "the Islamic State group in South Korea",
        &[("Islamic State group", "islamic-state"), ("South Korea", "south-korea")],
    );
}

#[test]
fn a_name_with_a_symbol_is_found() {
    check("at Standard & Poor's", &[("Standard & Poor's", "standard-and-poors")]);
}

#[test]
fn letters_beyond_ascii_and_curly_apostrophes_are_folded() {
    check("CÔTE D’IVOIRE or Côte d'Ivoire", &[("CÔTE D’IVOIRE", "ivory-coast"), ("Côte d'Ivoire", "ivory-coast")]);
}

/// The five tables as they lie in the repository.
fn shipped() -> Vec<compile::SourceRecord> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gazetteer");
    let texts = table::FILES.map(|f| (f, std::fs::read_to_string(folder.join(f)).unwrap()));
    table::read(std::array::from_fn(|i| (texts[i].0, texts[i].1.as_str()))).unwrap()
}

#[test]
fn the_compiled_file_is_that_of_the_tables() {
    let bytes = compile::compile(&TokenRules::load().unwrap(), &shipped(), None).unwrap();
    assert!(
        bytes == COMPILED,
        "data/gazetteer/gazetteer.bin is not what the tables give; run `cargo run --release -- gazetteer compile \
         data/gazetteer --out data/gazetteer/gazetteer.bin`"
    );
}

#[test]
fn every_name_of_the_tables_is_found_and_means_its_record() {
    let (rules, gazetteer) = (TokenRules::load().unwrap(), Gazetteer::load().unwrap());
    for source in shipped() {
        let id = gazetteer.by_id(&source.id).unwrap();
        let record = gazetteer.record(id);
        assert_eq!((record.id, record.name, record.kind), (&*source.id, &*source.name, source.kind));
        assert_eq!(record.wikidata.unwrap_or_default(), source.wikidata);
        assert_eq!((record.sector, record.gender), (&*source.sector, source.gender));
        assert_eq!(record.state.map_or("", |s| gazetteer.record(s).id), source.state);
        let offices: Vec<compile::SourceOffice> = record
            .offices()
            .map(|o| compile::SourceOffice {
                role: o.role.to_owned(),
                of: o.of.map_or_else(String::new, |of| gazetteer.record(of).id.to_owned()),
                from: o.from,
                to: o.to,
            })
            .collect();
        assert_eq!(offices, source.offices);
        for name in &source.names {
            let mut tokens = Vec::new();
            let span = Span::new(0, name.form.len());
            tokenize(&rules, &Vocabulary::default(), &name.form, span, &mut tokens);
            let found = gazetteer.find(&name.form, &tokens, 0, tokens.len());
            let (end, names) = found.unwrap_or_else(|| panic!("{name:?} is not found"));
            assert_eq!(end, tokens.len(), "{name:?}");
            assert!(names.contains(&Name { record: id, sort: name.sort }), "{name:?} of {id:?} is {names:?}");
        }
    }
}

#[test]
fn family_names_lead_to_persons() {
    let gazetteer = Gazetteer::load().unwrap();
    let ids =
        |name: &str| gazetteer.family(name).iter().map(|&p| gazetteer.record(p).id.to_owned()).collect::<Vec<_>>();
    assert_eq!(ids("Merkel"), ["angela-merkel"]);
    assert!(ids("Xi").contains(&"xi-jinping".to_owned()));
    assert!(ids("Jinping").is_empty());
}

#[test]
fn damaged_files_are_refused_without_a_panic() {
    let open = |bytes: Vec<u8>| Layer::open(Bytes::from(bytes)).map(|l| l.n_records());
    let bytes = COMPILED.to_vec();
    assert!(open(bytes.clone()).is_ok());
    assert_eq!(open(Vec::new()), Err(LayerError::Magic));
    assert_eq!(open(b"id\tname\tkind\n".to_vec()), Err(LayerError::Magic));
    let mut other = bytes.clone();
    other[8] = 9;
    assert_eq!(open(other), Err(LayerError::Version { found: 9 }));
    let mut random = fastrand::Rng::with_seed(4);
    for _ in 0..300 {
        let mut damaged = bytes.clone();
        let at = random.usize(0..damaged.len());
        damaged[at] ^= random.u8(1..);
        assert!(open(damaged).is_err(), "byte {at}");
        let cut = random.usize(0..bytes.len());
        assert!(open(bytes[..cut].to_vec()).is_err(), "cut at {cut}");
    }
}

/// Bytes whose checksum fits but whose lengths do not.
#[test]
fn lengths_that_do_not_fit_are_refused() {
    for section in 0..layer::SECTIONS {
        for length in [0u32, 3, u32::MAX] {
            let mut bytes = COMPILED.to_vec();
            let at = layer::CHECKED + 4 * section;
            bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
            let sum = crc32fast::hash(&bytes[layer::CHECKED..]);
            bytes[12..16].copy_from_slice(&sum.to_le_bytes());
            if bytes != COMPILED {
                assert!(Layer::open(Bytes::from(bytes)).is_err(), "section {section}, length {length}");
            }
        }
    }
}
