use jiff::civil::date;

use super::*;
use crate::annotation::{Annotation, wire};
use crate::decisions::Decisions;
use crate::document::Document;
use crate::graph::{Settled, Shelf as _};

fn prepared(id: &str, text: &str) -> Prepared {
    Prepared::new(Annotation { document: Document::new(id, text), ..Annotation::default() }).unwrap()
}

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("news.db")).unwrap();
    (folder, store)
}

#[test]
fn a_key_tells_every_field_from_every_other() {
    let plain = Document::new("a", "Ships left.");
    let date = Some(date(2022, 11, 16));
    let given = Some("b".to_owned());
    let others = [
        Document::new("b", "Ships left."),
        Document::new("a", "Ships came."),
        Document { title: given.clone(), ..plain.clone() },
        Document { title: Some(String::new()), ..plain.clone() },
        Document { url: given.clone(), ..plain.clone() },
        Document { publisher: given.clone(), ..plain.clone() },
        Document { author: given, ..plain.clone() },
        Document { date, ..plain.clone() },
        plain.clone(),
    ];
    let mut keys: Vec<String> = others.iter().map(key).collect();
    assert_eq!(keys.last(), Some(&key(&plain)));
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), others.len());
    // What stores hold is known by it.
    assert_eq!(key(&plain), "b1ad85febf7d49e4");
}

#[test]
fn a_document_is_added_once_and_again_only_when_asked() {
    let (_folder, mut store) = store();
    let [fast, accurate] = ["fast", "accurate"].map(|m| Analysis { model: Some(m.to_owned()), ..Analysis::default() });
    let a = [prepared("a", "Ships left.")];
    let analysis = |store: &Store| store.analyses().unwrap()[&store.keys().unwrap()[a[0].key()]].clone();
    assert_eq!(store.add(&a, &fast, false).unwrap(), [Added::New]);
    assert_eq!(store.add(&a, &fast, true).unwrap(), [Added::Known]);
    assert_eq!(store.add(&a, &accurate, false).unwrap(), [Added::Known]);
    assert_eq!(analysis(&store), fast);
    assert_eq!(store.add(&a, &accurate, true).unwrap(), [Added::Again]);
    assert_eq!(analysis(&store), accurate);
    assert_eq!(store.counts().unwrap().documents, 1);
    store.check(|problem| panic!("{problem}"));
}

#[test]
fn versions_are_told_by_address_else_by_id() {
    let (_folder, mut store) = store();
    let version = |id: &str, url: Option<&str>, day: Option<i8>, text: &str| {
        let document = Document {
            url: url.map(str::to_owned),
            date: day.map(|day| date(2024, 5, day)),
            ..Document::new(id, text)
        };
        Prepared::new(Annotation { document, ..Annotation::default() }).unwrap()
    };
    let documents = [
        version("a", None, None, "one"),
        version("a", None, None, "two"),
        version("b", Some("https://x/a"), Some(2), "later"),
        version("c", Some("https://x/a"), Some(1), "earlier, and added after it"),
        // The stem of a page's file says little where the page tells its address.
        version("index", Some("https://x/b"), None, "three"),
        version("index", Some("https://x/c"), None, "four"),
        version("https://x/c", None, None, "five"),
    ];
    store.add(&documents, &Analysis::default(), false).unwrap();
    let current = store.documents(&DocumentFilter { current: true, ..DocumentFilter::default() }).unwrap();
    let current: Vec<(&str, i64, i64)> = current.iter().map(|d| (d.id.as_str(), d.version, d.n_versions)).collect();
    assert_eq!(current, [("a", 2, 2), ("https://x/c", 1, 1), ("index", 1, 1), ("index", 1, 1), ("b", 2, 2)]);
    assert_eq!(store.into_shelf(true).unwrap().n_documents(), 5);
}

#[test]
fn names_are_ids_addresses_or_keys() {
    let (_folder, mut store) = store();
    let mut with_url = Annotation { document: Document::new("b", "two"), ..Annotation::default() };
    with_url.document.url = Some("https://x/b".to_owned());
    let documents = [prepared("a", "one"), Prepared::new(with_url).unwrap(), prepared("a", "three")];
    store.add(&documents, &Analysis::default(), false).unwrap();
    let marked = format!("a~{}", &Document::new("a", "three").digest()[..8]);
    let names =
        ["a", "https://x/b", &documents[2].key()[..6], &documents[0].key()[..3], "nobody", &marked, "a~00000000"];
    let found = store.find(&names.map(str::to_owned)).unwrap();
    let n: Vec<usize> = found.iter().map(|f| if let Found::Documents(d) = f { d.len() } else { 0 }).collect();
    assert_eq!(n, [2, 1, 1, 0, 0, 1, 0]);
}

#[test]
fn what_is_removed_is_gone_from_every_table() {
    let (_folder, mut store) = store();
    let analyzer = crate::pipeline::Analyzer::with_model(&crate::syntax::model::ModelChoice::Fast).unwrap();
    let text = "Ken McCallum, the head of MI5, said Russia expelled 23 British diplomats in 2018. Russia denied it.";
    let annotation = analyzer.analyze(Document::new("a", text));
    assert!(!annotation.claims.is_empty() && !annotation.events.is_empty() && !annotation.relations.is_empty());
    let empty = |store: &Store| {
        let tables = [
            "documents",
            "annotations",
            "sentences",
            "actors",
            "mentions",
            "claims",
            "claim_about",
            "claim_events",
            "claim_stances",
            "claim_responses",
            "events",
            "event_arguments",
            "event_links",
            "relations",
        ];
        tables.map(|table| {
            let sql = format!("SELECT count(*) FROM {table}");
            store.connection.query_row(&sql, (), |row| row.get::<_, i64>(0)).unwrap()
        })
    };
    let bare = empty(&store);
    assert_eq!(bare.iter().sum::<i64>(), 0);
    store.add(&[Prepared::new(annotation).unwrap()], &Analysis::default(), false).unwrap();
    store.check(|problem| panic!("{problem}"));
    let found = |store: &Store| {
        let query = Query { words: Some(Words::Plain("diplomats".to_owned())), ..Query::new(HitKind::Sentences) };
        store.search(&query).unwrap().len()
    };
    assert_eq!(found(&store), 1);
    let numbers = store.numbers();
    store.remove(&numbers).unwrap();
    assert_eq!((empty(&store), found(&store)), (bare, 0));
    store.check(|problem| panic!("{problem}"));
    store.compact().unwrap();
    store.check(|problem| panic!("{problem}"));
}

#[test]
fn a_shelf_shows_the_store_as_it_was() {
    let (_folder, mut store) = store();
    store.add(&[prepared("a", "one"), prepared("b", "two")], &Analysis::default(), false).unwrap();
    let shelf = Store::open(store.path()).unwrap().into_shelf(false).unwrap();
    let numbers = store.numbers();
    store.remove(&numbers).unwrap();
    store.add(&[prepared("c", "three")], &Analysis::default(), false).unwrap();
    let ids: Vec<String> = (0..shelf.n_documents()).map(|i| shelf.get(i).unwrap().document.id.clone()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert!(shelf.take_failed().is_empty());
}

#[test]
fn a_line_that_cannot_be_read_is_told_and_left_out() {
    let (_folder, mut store) = store();
    store.add(&[prepared("a", "one"), prepared("b", "two")], &Analysis::default(), false).unwrap();
    store.connection.execute("UPDATE annotations SET line = x'00' WHERE document = 1", ()).unwrap();
    let mut problems = Vec::new();
    store.check(|problem| problems.push(problem.to_string()));
    assert_eq!(problems.len(), 1, "{problems:?}");
    let shelf = store.into_shelf(false).unwrap();
    let graph = Settled::new(&shelf, &Decisions::default()).unwrap().graph();
    assert_eq!(graph.n_nodes(), 1);
    let failed = shelf.take_failed();
    assert_eq!(failed.len(), 1);
    assert!(failed[0].to_string().contains("document \"1\" cannot be read"), "{}", failed[0]);
}

#[test]
fn lines_come_back_as_they_were() {
    let (_folder, mut store) = store();
    let annotation = Annotation { document: Document::new("ü", "“Iran” said."), ..Annotation::default() };
    let line = wire::to_line(&annotation).unwrap();
    store.add(&[Prepared::new(annotation.clone()).unwrap()], &Analysis::default(), false).unwrap();
    assert_eq!(store.line(1).unwrap(), line);
    assert_eq!(store.annotation(1).unwrap(), annotation);
}

#[test]
fn words_are_words_and_no_syntax() {
    let (_folder, mut store) = store();
    let text = "The OR-gate (NOT a visa) was “denied”. Visas were banned.";
    let mut annotation = Annotation { document: Document::new("a", text), ..Annotation::default() };
    let end = text.find(" Visas").unwrap();
    annotation.sentences = vec![crate::document::Span::new(0, end), crate::document::Span::new(end + 1, text.len())];
    store.add(&[Prepared::new(annotation).unwrap()], &Analysis::default(), false).unwrap();
    let found = |words: Words| store.search(&Query { words: Some(words), ..Query::new(HitKind::Sentences) });
    for (words, n) in [
        ("visa", 1),
        ("VISA denied", 1),
        ("visa*", 2),
        ("\"a visa\"", 1),
        ("\"visa a\"", 0),
        ("visa banned", 0),
        ("NOT", 1),
        ("(visa", 1),
        ("text:visa", 0),
        ("visa AND banned", 0),
        ("\"unclosed visa", 0),
        ("…", 0),
        ("'; DROP TABLE documents", 0),
    ] {
        assert_eq!(found(Words::Plain(words.to_owned())).unwrap().len(), n, "{words}");
    }
    assert_eq!(found(Words::Fts5("visa OR banned".to_owned())).unwrap().len(), 2);
    for wrong in ["visa OR", "\"visa", "nobody:visa", "visa )"] {
        let error = found(Words::Fts5(wrong.to_owned())).unwrap_err();
        assert!(matches!(error, StoreError::Query { .. }), "{wrong}: {error}");
    }
}

#[test]
fn a_full_disk_costs_nothing_that_is_committed() {
    let (_folder, mut store) = store();
    let n_pages: i64 = store.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    store.connection.pragma_update_and_check(None, "max_page_count", n_pages + 20, |_| Ok(())).unwrap();
    // Of chance letters, so that they do not become short.
    let mut chance = fastrand::Rng::with_seed(1);
    let mut text = || (0..9_000).map(|_| chance.alphanumeric()).collect::<String>();
    let mut committed = Vec::new();
    let error = (0..100).find_map(|number| {
        let document = [prepared(&number.to_string(), &text())];
        match store.add(&document, &Analysis::default(), false) {
            Ok(_) => {
                committed.push(document[0].key().to_owned());
                None
            }
            Err(error) => Some(error),
        }
    });
    assert!(matches!(error, Some(StoreError::Full { .. })), "{error:?}");
    assert!(!committed.is_empty());
    store.check(|problem| panic!("{problem}"));
    let mut keys: Vec<String> = store.keys().unwrap().into_keys().collect();
    keys.sort();
    committed.sort();
    assert_eq!(keys, committed);
    // With room again, work goes on.
    store.connection.pragma_update_and_check(None, "max_page_count", 1 << 30, |_| Ok(())).unwrap();
    assert_eq!(store.add(&[prepared("last", &text())], &Analysis::default(), false).unwrap(), [Added::New]);
}

#[test]
fn actors_are_found_by_name_alias_or_end_of_a_persons_name() {
    use crate::annotation::{Actor, ActorKind, Claim, ClaimKind, Reference};
    use crate::document::Span;
    let text = "He spoke.";
    let actor = |name: &str, kind: ActorKind, aliases: &[&str]| Actor {
        name: name.to_owned(),
        kind,
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        gazetteer: None,
        wikidata: None,
        code: None,
        named: true,
    };
    let actors = [
        actor("Ken McCallum", ActorKind::Person, &["the MI5 chief"]),
        actor("Seán O’Brien", ActorKind::Person, &[]),
        actor("Bank of Iran", ActorKind::Organization, &["BoI"]),
        actor("Iran", ActorKind::State, &["Islamic Republic"]),
    ];
    let (_folder, mut store) = store();
    for (number, actor) in actors.into_iter().enumerate() {
        let source = Some(Reference { span: Span::new(0, 2), actor: Some(crate::annotation::ActorId(0)) });
        let claim = Claim { source, ..Claim::new(ClaimKind::Direct, vec![Span::new(3, 8)]) };
        let document = Document::new(number.to_string(), text);
        let sentences = vec![Span::new(0, text.len())];
        let annotation =
            Annotation { document, sentences, actors: vec![actor], claims: vec![claim], ..Annotation::default() };
        store.add(&[Prepared::new(annotation).unwrap()], &Analysis::default(), false).unwrap();
    }
    for (name, ids) in [
        ("mccallum", &["0"][..]),
        ("KEN MCCALLUM", &["0"]),
        ("Ken", &[]),
        ("the MI5 chief", &["0"]),
        ("o'brien", &["1"]),
        ("Sean OBrien", &["1"]),
        ("Iran", &["3"]),
        ("boi", &["2"]),
        ("islamic republic", &["3"]),
        ("republic", &[]),
    ] {
        for kind in [HitKind::Claims, HitKind::Sentences] {
            let query = Query { speaker: Some(name.to_owned()), ..Query::new(kind) };
            let found: Vec<String> = store.search(&query).unwrap().into_iter().map(|hit| hit.id).collect();
            assert_eq!(found, ids, "{name}");
        }
    }
}
