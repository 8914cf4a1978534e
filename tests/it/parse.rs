//! CoNLL-U in and out.

use std::fs;

use crate::run::{claimgraph, claimgraph_with};

const TOKENS: &str = "\
# newdoc id = port
# sent_id = port-1
# text = Crews didn't leave Torvale.
1\tCrews\tx\tX\tX\tA=b\t9\tdep\t1:dep\tNER=B-person|Note=1
2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdid\t_\t_\t_\t_\t_\t_\t_\t_
3\tn't\t_\t_\t_\t_\t_\t_\t_\t_
4\tleave\t_\t_\t_\t_\t_\t_\t_\t_
4.1\tnow\t_\t_\t_\t_\t_\t_\t_\t_
5\tTorvale\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
6\t.\t_\t_\t_\t_\t_\t_\t_\t_

1\tGone\t_\t_\t_\t_\t_\t_\t_\t_

";

/// The columns of the words, without comments and multiword tokens.
fn words(conllu: &str) -> Vec<Vec<&str>> {
    let rows = conllu.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_digit()));
    let columns = rows.map(|l| l.split('\t').collect::<Vec<_>>());
    columns.filter(|c| !c[0].contains(['-', '.'])).collect()
}

/// Every sentence has one root, and every word reaches it.
#[track_caller]
fn check_trees(conllu: &str) {
    for block in conllu.split("\n\n").filter(|b| !b.trim().is_empty()) {
        let heads: Vec<usize> = words(block).iter().map(|c| c[6].parse().unwrap()).collect();
        assert_eq!(heads.iter().filter(|&&h| h == 0).count(), 1, "{block}");
        for word in 1..=heads.len() {
            let climb = std::iter::successors(Some(word), |&w| Some(heads[w - 1]).filter(|&h| h != 0));
            assert!(climb.take(heads.len() + 1).count() <= heads.len(), "{block}");
        }
    }
}

#[test]
fn given_tokens_are_kept_and_annotation_is_replaced() {
    let run = claimgraph_with(&["parse", "--from", "conllu", "--to", "conllu", "-"], TOKENS);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout
            .starts_with("# newdoc id = port\n# sent_id = port-1\n# text = Crews didn't leave Torvale.\n1\tCrews\t")
    );
    assert!(run.stdout.contains("\n2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_\n2\tdid\t"));
    let words = words(&run.stdout);
    let forms: Vec<&str> = words.iter().map(|c| c[1]).collect();
    assert_eq!(forms, ["Crews", "did", "n't", "leave", "Torvale", ".", "Gone"]);
    assert!(words[0][9].contains("Note=1") && !words[0][9].contains("NER=B-person|NER"), "{}", words[0][9]);
    assert!(words[4][9].contains("SpaceAfter=No"));
    assert!(words.iter().all(|c| c.len() == 10 && c[5] != "A=b" && c[8] == "_"));
    check_trees(&run.stdout);
}

#[test]
fn text_gets_tokens_sentences_and_their_places() {
    let text = "“Café” crews don’t leave Torvale’s port. They can’t.\n\nThe end";
    let run = claimgraph_with(&["parse"], text);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let chars: Vec<char> = text.chars().collect();
    for columns in words(&run.stdout) {
        let range = columns[9].split('|').find_map(|e| e.strip_prefix("TokenRange=")).unwrap();
        let (start, end) = range.split_once(':').unwrap();
        let found: String = chars[start.parse().unwrap()..end.parse().unwrap()].iter().collect();
        assert_eq!(found, columns[1]);
    }
    let comments: Vec<&str> = run.stdout.lines().filter(|l| l.starts_with('#')).collect();
    let expected = [
        "# newdoc id = stdin",
        "# newpar",
        "# sent_id = stdin-1",
        "# text = “Café” crews don’t leave Torvale’s port.",
        "# sent_id = stdin-2",
        "# text = They can’t.",
        "# newpar",
        "# sent_id = stdin-3",
        "# text = The end",
    ];
    assert_eq!(comments, expected);
    let columns = run.stdout.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect::<Vec<_>>());
    let multiwords: Vec<&str> = columns.filter(|c| c[0].contains('-')).map(|c| c[1]).collect();
    assert_eq!(multiwords, ["don’t", "Torvale’s", "can’t"]);
    check_trees(&run.stdout);
}

#[test]
fn what_parse_writes_it_reads() {
    let first = claimgraph(&["parse", "data/articles/nurses-strike.txt"]).stdout;
    let again = claimgraph_with(&["parse", "--from", "conllu"], &first);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert_eq!(again.stdout, first);
}

#[test]
fn any_number_of_threads_parses_to_the_same_bytes() {
    let articles = ["data/articles/nurses-strike.txt", "data/articles/oil-price-cap.txt"];
    let parse = |threads| claimgraph(&["parse", "-j", threads, articles[0], articles[1]]).stdout;
    let one = parse("1");
    assert!(one.len() > 10_000);
    assert_eq!(one, parse("2"));
    assert_eq!(one, parse("7"));
}

#[test]
fn a_broken_sentence_is_named_and_the_others_are_parsed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.conllu");
    let good = "1\tGo\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
    let cases: [(&[u8], &str); 6] = [
        (b"1\tNo\t_\n\n", "found 3 columns, expected 10"),
        (b"2\tNo\t_\t_\t_\t_\t_\t_\t_\t_\n\n", "found the ID \"2\", expected 1"),
        (b"1\t\t_\t_\t_\t_\t_\t_\t_\t_\n\n", "FORM is empty"),
        (b"1-5\tNo\t_\t_\t_\t_\t_\t_\t_\t_\n1\tNo\t_\t_\t_\t_\t_\t_\t_\t_\n\n", "\"1-5\" covers no words"),
        (b"1\t\xff\xfe\t_\t_\t_\t_\t_\t_\t_\t_\r\n\r\n", "invalid UTF-8"),
        (b"no conllu at all\n\n", "found 1 columns, expected 10"),
    ];
    for (broken, message) in cases {
        fs::write(&path, [good.as_bytes(), broken, good.as_bytes()].concat()).unwrap();
        let run = claimgraph(&["parse", "--from", "conllu", path.to_str().unwrap()]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stderr.contains("broken.conllu:3: ") && run.stderr.contains(message), "{}", run.stderr);
        assert_eq!(words(&run.stdout).len(), 2, "{message}");
    }
    fs::write(&path, "1\tNo\t_\n").unwrap();
    assert_eq!(claimgraph(&["parse", "--from", "conllu", path.to_str().unwrap()]).code, 3);
    let run = claimgraph(&["parse", "--from", "conllu", "no/such/file.conllu"]);
    assert_eq!((run.code, run.stderr.contains("no/such/file.conllu: ")), (3, true), "{}", run.stderr);
    let run = claimgraph_with(&["parse", "--from", "conllu"], "");
    assert_eq!((run.code, run.stderr.contains("no sentence found")), (3, true), "{}", run.stderr);
}

#[test]
fn a_sentence_that_is_too_long_is_passed_over() {
    let input = format!("1\t{}\t_\t_\t_\t_\t_\t_\t_\t_\n\n1\tGo\t_\t_\t_\t_\t_\t_\t_\t_\n\n", "x".repeat(3 << 20));
    let run = claimgraph_with(&["parse", "--from", "conllu", "--max-bytes", "1000000"], &input);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("stdin:1: sentence longer than 1000000 bytes"), "{}", run.stderr);
    assert_eq!(words(&run.stdout).len(), 1);
    let run = claimgraph_with(&["parse", "--from", "conllu"], &input);
    assert_eq!((run.code, words(&run.stdout).len()), (0, 2), "{}", run.stderr);
}

#[test]
fn hostile_text_takes_no_square_of_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.conllu");
    // A square of these lengths would take hours.
    let pieces = [
        "1-", "a'a", "a.", "etc. ", ":)", ":(", "<", "A. ", "! ", "“", "a@", "1:", "1,111", "x.doc", "'", ")",
        "\u{300}",
    ];
    for piece in pieces {
        let arguments = ["parse", "--model", "fast", "--out", out.to_str().unwrap()];
        let run = claimgraph_with(&arguments, &piece.repeat(20_000));
        assert_eq!(run.code, 0, "{piece}: {}", run.stderr);
    }
}
