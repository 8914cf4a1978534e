//! Clauses of sentences whose trees are given as tables: form, tag, number of the head, relation; one word a line.
//!
//! A clause is written `verb: part part …`. Parts are `s` subject, `s*` one understood, `o` object, `i` indirect object,
//! `of:`, `by!:` and so on complements with their preposition (the exclamation mark for the agent of a passive), `<` the
//! verb of the clause above, `^` the noun that it modifies, `+` particle, `~` subordinator; then its kind, if not finite,
//! and how the verb group stands.

use proptest::prelude::*;

use super::*;
use crate::document::Span;
use crate::lexicon::Vocabulary;
use crate::syntax::tree::Tree;
use crate::syntax::{SentenceSyntax, sentence_syntax};
use crate::text::token::Shape;

struct Reading {
    forms: Vec<String>,
    syntax: SentenceSyntax,
    vocabulary: Vocabulary,
}

fn read(rows: &[(&str, Tag, u32, Relation)]) -> Reading {
    let mut vocabulary = Vocabulary::default();
    let words = FunctionWords::load(&mut vocabulary);
    let mut at = 0usize;
    let tokens: Vec<Token> = rows
        .iter()
        .map(|row| {
            let span = Span::new(at, at + row.0.len());
            at += row.0.len() + 1;
            Token { span, word: vocabulary.add(row.0), shape: Shape::Lower, space_before: true }
        })
        .collect();
    let mut tags: Vec<Tag> = rows.iter().map(|r| r.1).collect();
    let heads = rows.iter().enumerate().map(|(i, r)| if r.2 == 0 { i as u32 } else { r.2 - 1 }).collect();
    let tree = Tree { heads, relations: rows.iter().map(|r| r.3).collect() };
    let syntax = sentence_syntax(&words, &tokens, &mut tags, 0..tokens.len(), tree);
    Reading { forms: rows.iter().map(|r| r.0.to_owned()).collect(), syntax, vocabulary }
}

impl Reading {
    fn of_table(table: &str) -> Self {
        let row = |line: &'static str| {
            let cells: Vec<&str> = line.split_whitespace().collect();
            (cells[0], cells[1].parse().unwrap(), cells[2].parse().unwrap(), Relation::of(cells[3]))
        };
        let lines = table.to_owned().leak().lines().filter(|l| !l.trim().is_empty());
        read(&lines.map(row).collect::<Vec<_>>())
    }

    fn head(&self, chunk: usize) -> &str {
        &self.forms[self.syntax.chunks[chunk].head]
    }

    fn nominal(&self, nominal: &Nominal) -> String {
        nominal.heads.iter().map(|&h| self.head(h)).collect::<Vec<_>>().join("+")
    }

    fn write(&self, clause: &Clause) -> String {
        let mut out = format!("{}:", self.head(clause.verb));
        let mut part = |text: String| {
            out.push(' ');
            out.push_str(&text);
        };
        if let Some(subject) = &clause.subject {
            part(format!("{}={}", if clause.own_subject { "s" } else { "s*" }, self.nominal(subject)));
        }
        if let Some(indirect) = &clause.indirect {
            part(format!("i={}", self.nominal(indirect)));
        }
        if let Some(object) = &clause.object {
            part(format!("o={}", self.nominal(object)));
        }
        for oblique in &clause.obliques {
            let agent = if oblique.agent { "!" } else { "" };
            part(format!("{}{agent}:{}", self.vocabulary.form(oblique.preposition), self.nominal(&oblique.object)));
        }
        if let Some(particle) = clause.particle {
            part(format!("+{}", self.vocabulary.form(particle)));
        }
        if let Some(parent) = clause.parent {
            part(format!("<{}", self.head(self.syntax.clauses[parent].verb)));
        }
        if let Some(antecedent) = clause.antecedent {
            part(format!("^{}", self.head(antecedent)));
        }
        if let Some(subordinator) = clause.subordinator {
            part(format!("~{}", self.vocabulary.form(subordinator)));
        }
        match clause.kind {
            ClauseKind::Finite => {}
            kind => part(format!("{kind:?}").to_lowercase()),
        }
        let form = self.syntax.chunks[clause.verb].verb;
        let marks = [(form.passive, "passive"), (form.negated, "not"), (form.modal.is_some(), "modal")];
        marks.iter().filter(|m| m.0).for_each(|m| part(m.1.to_owned()));
        out
    }
}

#[track_caller]
fn check(table: &str, expected: &[&str]) {
    let reading = Reading::of_table(table);
    let found: Vec<String> = reading.syntax.clauses.iter().map(|c| reading.write(c)).collect();
    assert_eq!(found, expected);
}

#[test]
fn active_and_passive() {
    check(
        "Norway NNP 3 nsubj\nquietly RB 3 advmod\nexpelled VBD 0 root\ntwo CD 5 nummod\nenvoys NNS 3 obj\n\
         from IN 7 case\nBergen NNP 3 obl\n. . 3 punct",
        &["expelled: s=Norway o=envoys from:Bergen"],
    );
    check(
        "Two CD 2 nummod\nenvoys NNS 5 nsubj:pass\nwere VBD 5 aux:pass\nnot RB 5 advmod\nexpelled VBN 0 root\n\
         by IN 7 case\nNorway NNP 5 obl:agent\n. . 5 punct",
        &["expelled: s=envoys by!:Norway passive not"],
    );
    check("Aid NN 4 nsubj:pass\nmay MD 4 aux\nbe VB 4 aux:pass\ncut VBN 0 root", &["cut: s=Aid passive modal"]);
}

#[test]
fn a_headline_leaves_out_the_auxiliary() {
    check("Envoys NNS 2 nsubj:pass\nexpelled VBN 0 root", &["expelled: s=Envoys passive"]);
}

#[test]
fn a_question_divides_the_verb_group() {
    check(
        "Did VBD 3 aux\nNorway NNP 3 nsubj\nexpel VB 0 root\nthem PRP 3 obj\n? . 3 punct",
        &["expel: s=Norway o=them"],
    );
}

#[test]
fn relative_clauses() {
    check(
        "The DT 2 det\nenvoys NNS 7 nsubj\nwho WP 4 nsubj\nfled VBD 2 acl:relcl\nto IN 6 case\nOslo NNP 4 obl\n\
         returned VBD 0 root",
        &["fled: s*=envoys to:Oslo <returned ^envoys relative", "returned: s=envoys"],
    );
    check(
        "The DT 2 det\nenvoys NNS 6 nsubj\nwhom WP 5 obj\nNorway NNP 5 nsubj\nexpelled VBD 2 acl:relcl\n\
         returned VBD 0 root",
        &["expelled: s=Norway o=envoys <returned ^envoys relative", "returned: s=envoys"],
    );
    check(
        "It PRP 2 nsubj\nlists VBZ 0 root\nthe DT 4 det\nenvoys NNS 2 obj\nNorway NNP 6 nsubj\n\
         expelled VBD 4 acl:relcl",
        &["lists: s=It o=envoys", "expelled: s=Norway o=envoys <lists ^envoys relative"],
    );
    check(
        "The DT 2 det\nday NN 5 nsubj\nthey PRP 4 nsubj\nleft VBD 2 acl:relcl\npassed VBD 0 root",
        &["left: s=they <passed ^day relative", "passed: s=day"],
    );
    check(
        "The DT 2 det\ngroup NN 8 nsubj\nthat WDT 6 obj\nthey PRP 5 nsubj\nwant VBP 2 acl:relcl\njoin VB 5 xcomp\n\
         has VBZ 8 aux\ngrown VBN 0 root",
        &["want: s=they <grown ^group relative", "join: s*=they o=group <want infinitive", "grown: s=group"],
    );
}

#[test]
fn participles() {
    check(
        "Envoys NNS 5 nsubj\nexpelled VBN 1 acl\nfrom IN 4 case\nOslo NNP 2 obl\nreturned VBD 0 root",
        &["expelled: s=Envoys from:Oslo <returned ^Envoys participle passive", "returned: s=Envoys"],
    );
    check(
        "By IN 2 mark\nexpelling VBG 6 advcl\nenvoys NNS 2 obj\n, , 6 punct\nNorway NNP 6 nsubj\nstruck VBD 0 root\n\
         , , 8 punct\nforcing VBG 6 advcl\nthem PRP 8 obj\nout RP 8 compound:prt",
        &[
            "expelling: s*=Norway o=envoys <struck ~by participle",
            "struck: s=Norway",
            "forcing: s*=Norway o=them +out <struck participle",
        ],
    );
    check(
        "Norway NNP 2 nsubj\naccused VBD 0 root\nthe DT 4 det\nmayor NN 2 obj\nof IN 6 mark\nstealing VBG 2 advcl\n\
         maps NNS 6 obj",
        &["accused: s=Norway o=mayor", "stealing: s*=mayor o=maps <accused ~of participle"],
    );
}

#[test]
fn control() {
    check(
        "Norway NNP 2 nsubj\nurged VBD 0 root\nOslo NNP 2 obj\nto TO 5 mark\nstop VB 2 xcomp\ntrains NNS 5 obj",
        &["urged: s=Norway o=Oslo", "stop: s*=Oslo o=trains <urged infinitive"],
    );
    check(
        "Norway NNP 2 nsubj\ntried VBD 0 root\nto TO 4 mark\nstop VB 2 xcomp\nit PRP 4 obj",
        &["tried: s=Norway", "stop: s*=Norway o=it <tried infinitive"],
    );
    check(
        "Norway NNP 2 nsubj\nused VBD 0 root\nforce NN 2 obj\nto TO 5 mark\nstop VB 2 advcl\nthem PRP 5 obj",
        &["used: s=Norway o=force", "stop: s*=Norway o=them <used infinitive"],
    );
    check(
        "Norway NNP 2 nsubj\nhas VBZ 0 root\nambition NN 2 obj\nto TO 5 mark\nkidnap VB 3 acl\nor CC 7 cc\n\
         kill VB 5 conj\ncritics NNS 7 obj",
        &[
            "has: s=Norway o=ambition",
            "kidnap: s*=Norway o=critics <has ^ambition infinitive",
            "kill: s*=Norway o=critics <has ^ambition infinitive",
        ],
    );
    check(
        "Norway NNP 2 nsubj\ngave VBD 0 root\nChad NNP 2 iobj\nways NNS 2 obj\nto TO 6 mark\nstop VB 4 acl\n\
         it PRP 6 obj",
        &["gave: s=Norway i=Chad o=ways", "stop: s*=Chad o=it <gave ^ways infinitive"],
    );
    check(
        "Norway NNP 3 nsubj\nis VBZ 3 cop\nready JJ 0 root\nto TO 5 mark\nstrike VB 3 xcomp",
        &["is: s=Norway", "strike: s*=Norway <is infinitive"],
    );
}

#[test]
fn coordination() {
    check(
        "Norway NNP 5 nsubj\n, , 3 punct\nChad NNP 1 conj\nand CC 3 cc\narrested VBD 0 root\nmonks NNS 5 obj\n\
         and CC 8 cc\nnuns NNS 6 conj",
        &["arrested: s=Norway+Chad o=monks+nuns"],
    );
}

#[test]
fn verbs_in_coordination_share_subject_and_voice() {
    check(
        "He PRP 3 nsubj:pass\nwas VBD 3 aux:pass\narrested VBN 0 root\nand CC 5 cc\ncharged VBN 3 conj\n\
         with IN 7 case\ntheft NN 5 obl",
        &["arrested: s=He passive", "charged: s*=He with:theft passive"],
    );
    check(
        "To TO 2 mark\nrob VB 0 root\n, , 4 punct\nbeat VB 2 conj\nor CC 6 cc\nkill VB 2 conj\ncritics NNS 6 obj",
        &["rob: o=critics infinitive", "beat: o=critics infinitive", "kill: o=critics infinitive"],
    );
    check(
        "He PRP 2 nsubj\nfell VBD 0 root\nand CC 5 cc\nthey PRP 5 nsubj\nran VBD 2 conj",
        &["fell: s=He", "ran: s=they"],
    );
}

#[test]
fn copulas() {
    check(
        "Moe NNP 4 nsubj\nis VBZ 4 cop\nthe DT 4 det\nhead NN 0 root\nof IN 6 case\nNorway NNP 4 nmod",
        &["is: s=Moe o=head"],
    );
    check("Moe NNP 4 nsubj\nis VBZ 4 cop\nin IN 4 case\nOslo NNP 0 root", &["is: s=Moe in:Oslo"]);
    check(
        "The DT 2 det\nfear NN 6 nsubj:outer\nis VBZ 6 cop\nthat IN 6 mark\nit PRP 6 nsubj\nleaks VBZ 0 root",
        &["is: s=fear ~that", "leaks: s=it ~that"],
    );
    check(
        "There EX 2 expl\nwere VBD 0 root\nclashes NNS 2 nsubj\nin IN 5 case\nOslo NNP 3 nmod",
        &["were: s=There o=clashes in:Oslo"],
    );
}

#[test]
fn appositions_are_no_members() {
    check(
        "Moe NNP 8 nsubj\n, , 4 punct\na DT 4 det\nbuilder NN 1 appos\nfrom IN 6 case\nOslo NNP 4 nmod\n, , 4 punct\n\
         left VBD 0 root",
        &["left: s=Moe"],
    );
}

#[test]
fn particles_and_objects_of_two_kinds() {
    check(
        "Norway NNP 2 nsubj\ncalled VBD 0 root\nthe DT 4 det\nstrike NN 2 obj\noff RP 2 compound:prt",
        &["called: s=Norway o=strike +off"],
    );
    check(
        "Norway NNP 2 nsubj\ngave VBD 0 root\nChad NNP 2 iobj\ntrucks NNS 2 obj",
        &["gave: s=Norway i=Chad o=trucks"],
    );
    check(
        "It PRP 2 nsubj\nclaimed VBD 0 root\nresponsibility NN 2 obj\nfor IN 6 case\nthe DT 6 det\nraid NN 3 nmod\n\
         because IN 9 case\nof IN 7 fixed\nanger NN 2 obl",
        &["claimed: s=It o=responsibility for:raid because:anger"],
    );
}

#[test]
fn reported_speech() {
    check(
        "Moe NNP 2 nsubj\nsaid VBD 0 root\nthat IN 5 mark\nit PRP 5 nsubj\nleaked VBD 2 ccomp",
        &["said: s=Moe", "leaked: s=it <said ~that"],
    );
    check(
        "It PRP 2 nsubj\nleaked VBD 0 root\n, , 5 punct\nhe PRP 5 nsubj\nsaid VBD 2 parataxis\n. . 2 punct",
        &["leaked: s=It", "said: s=he <leaked"],
    );
    check(
        "It PRP 2 nsubj\nleaks VBZ 4 ccomp\n, , 4 punct\nsaid VBD 0 root\nMr NNP 4 nsubj\nMoe NNP 5 flat\n. . 4 punct",
        &["leaks: s=It <said", "said: s=Moe"],
    );
    check(
        "It PRP 2 nsubj\nleaks VBZ 0 root\n, , 6 punct\naccording VBG 6 case\nto IN 4 fixed\nMoe NNP 2 obl\n. . 2 punct",
        &["leaks: s=It according:Moe"],
    );
}

#[test]
fn a_clause_ends_before_the_next() {
    let reading = Reading::of_table(
        "Norway NNP 2 nsubj\naccused VBD 0 root\nthe DT 4 det\nmayor NN 2 obj\nof IN 7 mark\nbriefly RB 7 advmod\n\
         stealing VBG 2 advcl\nmaps NNS 7 obj",
    );
    let ends: Vec<usize> = reading.syntax.clauses.iter().map(|c| c.end).collect();
    assert_eq!(reading.head(ends[0]), "of");
    assert_eq!(ends[1], reading.syntax.chunks.len());
}

/// What must hold of clauses whatever the tree and the tags.
fn assert_sane(syntax: &SentenceSyntax, size: usize) {
    let chunks = &syntax.chunks;
    let nominal = |n: &Nominal| {
        assert!(!n.heads.is_empty() && n.heads.is_sorted_by(|a, b| a < b));
        assert!(n.heads.iter().all(|h| n.chunks.contains(h) && chunks[*h].kind == ChunkKind::Noun));
        assert!(*n.chunks.end() < chunks.len() && n.word < size);
    };
    assert!(syntax.clauses.is_sorted_by(|a, b| a.verb < b.verb));
    for (number, clause) in syntax.clauses.iter().enumerate() {
        assert_eq!(chunks[clause.verb].kind, ChunkKind::Verb);
        assert!(clause.predicate < size && clause.verb < clause.end && clause.end <= chunks.len());
        assert!(clause.parent.is_none_or(|p| p != number && p < syntax.clauses.len()));
        assert!(clause.antecedent.is_none_or(|a| chunks[a].kind == ChunkKind::Noun));
        let objects = clause.obliques.iter().map(|o| &o.object);
        for n in objects.chain(&clause.subject).chain(&clause.object).chain(&clause.indirect) {
            nominal(n);
        }
        if let Some(subject) = clause.subject.as_ref().filter(|_| clause.own_subject) {
            assert!(!subject.chunks.contains(&clause.verb));
        }
        assert!(clause.own_subject <= clause.subject.is_some());
        assert!(clause.obliques.is_sorted_by_key(|o| o.at) && clause.obliques.iter().all(|o| o.at < chunks.len()));
    }
}

type Row = (usize, Tag, usize, Relation);

fn row() -> impl Strategy<Value = Row> {
    let common = vec![
        Relation::Nsubj,
        Relation::NsubjPass,
        Relation::Obj,
        Relation::Obl,
        Relation::Case,
        Relation::Conj,
        Relation::Acl,
        Relation::AclRelcl,
        Relation::Xcomp,
        Relation::Cop,
        Relation::Aux,
        Relation::Nmod,
    ];
    let relation = prop_oneof![3 => prop::sample::select(common), 1 => prop::sample::select(Relation::ALL)];
    (0..FORMS.len(), prop::sample::select(Tag::ALL), any::<usize>(), relation)
}

const FORMS: [&str; 12] = ["x", "that", "who", "to", "was", "not", "of", "by", "has", "day", "for", "said"];

/// A tree from any numbers: each word hangs on one that has its place already, in an order that the numbers give.
fn rows(raw: &[Row]) -> Vec<(&'static str, Tag, u32, Relation)> {
    let mut order: Vec<usize> = (0..raw.len()).collect();
    order.sort_by_key(|&i| (raw[i].2.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7, i));
    let mut heads = vec![0u32; raw.len()];
    for (place, &word) in order.iter().enumerate().skip(1) {
        heads[word] = order[raw[word].2 % place] as u32 + 1;
    }
    raw.iter().zip(heads).map(|(r, head)| (FORMS[r.0], r.1, head, r.3)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_gives_sane_clauses(raw in prop::collection::vec(row(), 0..40)) {
        let reading = read(&rows(&raw));
        prop_assert_eq!(reading.syntax.tree.len(), raw.len());
        assert_sane(&reading.syntax, raw.len());
    }
}

#[test]
fn endless_sentences_take_linear_time() {
    let word = |i: usize, star: bool| {
        let row = [
            ("said", Tag::Vbd, Relation::Conj),
            ("who", Tag::Wp, Relation::Nsubj),
            ("x", Tag::Nn, Relation::Nmod),
            ("x", Tag::Vbg, Relation::Advcl),
            ("x", Tag::Vbn, Relation::Xcomp),
        ][i % 5];
        let head = if i == 0 {
            0
        } else if star {
            1
        } else {
            i as u32
        };
        (row.0, row.1, head, row.2)
    };
    for star in [false, true] {
        let rows: Vec<_> = (0..20_000).map(|i| word(i, star)).collect();
        let start = std::time::Instant::now();
        let reading = read(&rows);
        assert!(start.elapsed().as_millis() < 2000, "{:?}", start.elapsed());
        assert_sane(&reading.syntax, rows.len());
    }
}
