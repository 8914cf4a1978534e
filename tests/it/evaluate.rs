//! Scores against gold sentences; the figures are those of an independent scorer.

use std::fs;
use std::path::Path;

use crate::run::{Run, claimgraph};

const GOLD: &str = "\
# newdoc id = port
# newpar
# sent_id = port-1
1\tMara\tMara\tPROPN\tNNP\t_\t2\tnsubj\t_\tNER=B-person
2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_
3\tTorvale\tTorvale\tPROPN\tNNP\t_\t4\tcompound\t_\tNER=B-organization
4\tPort\tPort\tPROPN\tNNP\t_\t2\tobj\t_\tNER=I-organization|SpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

# sent_id = port-2
1-2\tWon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tWo\twill\tAUX\tMD\t_\t3\taux\t_\t_
2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
3\treturn\treturn\tVERB\tVB\t_\t0\troot\t_\t_

";

const PREDICTED: &str = "\
1\tMara\tMara\tPROPN\tNNP\t_\t2\tnsubj:pass\t_\tNER=B-person
2\tleft\tleft\tVERB\tVBN\t_\t0\troot\t_\t_
3\tTorvale\tTorvale\tPROPN\tNNP\t_\t2\tobj\t_\tNER=B-place
4\tPort\tPort\tNOUN\tNN\t_\t3\tflat\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

1-2\tWon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tWo\twill\tAUX\tMD\t_\t3\taux\t_\t_
2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
3\treturn\treturn\tVERB\tVB\t_\t0\troot\t_\tNER=I-state

";

/// The same text with other tokens and one sentence.
const OTHER_TOKENS: &str = "\
1\tMara\tMara\tPROPN\tNNP\t_\t2\tnsubj\t_\t_
2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_
3\tTorvale\tTorvale\tPROPN\tNNP\t_\t4\tcompound\t_\t_
4\tPort.\tPort.\tPROPN\tNNP\t_\t2\tobj\t_\t_
5\tWo\twill\tAUX\tMD\t_\t7\taux\t_\tSpaceAfter=No
6\tn't\tnot\tPART\tRB\t_\t7\tadvmod\t_\t_
7\treturn\treturn\tVERB\tVB\t_\t2\tparataxis\t_\t_

";

fn evaluate(layer: &str, gold: &str, predicted: Option<&str>, options: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let gold = write("gold.conllu", gold);
    let predicted = predicted.map(|text| write("predicted.conllu", text));
    let mut arguments = vec!["evaluate", layer, "--gold", &gold];
    arguments.extend(predicted.as_deref());
    arguments.extend(options);
    claimgraph(&arguments)
}

#[test]
fn syntax_on_given_words() {
    let run = evaluate("syntax", GOLD, Some(PREDICTED), &["--json"]);
    let expected = concat!(
        r#"{"gold":"gold.conllu","mode":"given words","UPOS":0.875,"XPOS":0.75,"Lemma":0.875,"UFeats":1.0,"UAS":0.75,"#,
        r#""LAS":0.75,"LAS-sub":0.625,"CLAS":0.66667,"UAS-np":0.71429,"LAS-np":0.71429,"Sentence-exact":0.5,"#,
        r#""words":8,"sentences":2}"#,
        "\n"
    );
    assert_eq!((run.stdout.as_str(), run.code), (expected, 0), "{}", run.stderr);
    let table = evaluate("syntax", GOLD, Some(PREDICTED), &[]).stdout;
    assert!(table.contains("LAS-np                71.43\n"), "{table}");
}

#[test]
fn syntax_from_other_tokens() {
    let run = evaluate("syntax", GOLD, Some(OTHER_TOKENS), &["--raw", "--json"]);
    let expected = concat!(
        r#"{"gold":"gold.conllu","mode":"raw text","Tokens":0.57143,"Words":0.8,"Sentences":0.0,"UPOS":0.8,"XPOS":0.8,"#,
        r#""Lemma":0.8,"UAS":0.53333,"LAS":0.53333,"CLAS":0.5,"gold words":8,"predicted words":7,"#,
        r#""gold sentences":2,"predicted sentences":1}"#,
        "\n"
    );
    assert_eq!((run.stdout.as_str(), run.code), (expected, 0), "{}", run.stderr);
}

#[test]
fn names_on_given_words() {
    let run = evaluate("names", GOLD, Some(PREDICTED), &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["typed"].to_string(), r#"{"f1":0.4,"gold":2,"p":0.3333,"pred":3,"r":0.5}"#);
    assert_eq!(json["LOC"]["pred"], 2);
    let table = evaluate("names", GOLD, Some(PREDICTED), &[]).stdout;
    assert!(table.contains("typed      33.33  50.00  40.00      2         3\n"), "{table}");
}

#[test]
fn without_a_prediction_the_program_is_scored() {
    for (layer, options) in [("syntax", &[][..]), ("syntax", &["--raw"]), ("names", &[]), ("names", &["--raw"])] {
        let run = evaluate(layer, GOLD, None, options);
        assert_eq!(run.code, 0, "{layer} {options:?}: {}", run.stderr);
        assert!(run.stdout.starts_with("gold.conllu, "), "{}", run.stdout);
    }
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let refuse = |predicted: &str, options: &[&str], message: &str| {
        let run = evaluate("syntax", GOLD, Some(predicted), options);
        assert_eq!(run.code, 3, "{}", run.stdout);
        assert!(run.stderr.contains(message), "{}", run.stderr);
        assert_eq!(run.stdout, "");
    };
    refuse(OTHER_TOKENS, &[], "the words differ in sentence 1 (port-1): gold \"Port\", predicted \"Port.\"");
    let first = &PREDICTED[..PREDICTED.find("\n\n").unwrap() + 2];
    refuse(first, &[], "the number of sentences differs: gold 2, predicted 1");
    refuse(
        first,
        &["--raw"],
        "the texts differ at character 20, blanks not counted: gold \"Won'treturn\", predicted \"\"",
    );
    refuse("1\tMara\n", &[], "predicted.conllu:1: found 2 columns");
}

#[test]
fn gold_must_hold_trees() {
    let folder = tempfile::tempdir().unwrap();
    let check = |from: &str, to: &str, message: &str| {
        let run = evaluate("syntax", &GOLD.replacen(from, to, 1), Some(PREDICTED), &[]);
        assert_eq!(run.code, 3, "{}", run.stdout);
        assert!(run.stderr.contains("gold.conllu:") && run.stderr.contains(message), "{}", run.stderr);
    };
    check("_\t2\tobj", "_\t9\tobj", "gold.conllu:7: found the HEAD \"9\"");
    check("_\t2\tobj", "_\t3\tobj", "gold.conllu:6: the heads go in a circle");
    check("_\t0\troot", "_\t4\troot", "gold.conllu:1: found 0 roots");
    let empty = folder.path().join("empty.conllu");
    fs::write(&empty, "").unwrap();
    let missing = |path: &Path| claimgraph(&["evaluate", "names", "--gold", path.to_str().unwrap()]);
    assert!(missing(&empty).stderr.contains("empty.conllu: no sentence found"));
    assert_eq!(missing(&folder.path().join("none.conllu")).code, 3);
}
