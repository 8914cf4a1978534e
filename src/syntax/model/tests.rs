use proptest::prelude::*;

use super::*;
use crate::syntax::network::kernel;
use crate::syntax::tree::Tree;

fn shipped(choice: ModelChoice) -> SyntaxModel {
    SyntaxModel::load(&choice).expect("a model that ships")
}

fn words(sentence: &str) -> Vec<&str> {
    sentence.split(' ').collect()
}

fn analyze(model: &SyntaxModel, forms: &[&str]) -> Analysis {
    let mut out = Analysis::default();
    let whole = 0..forms.len();
    model.analyze(std::slice::from_ref(&whole), |i| forms[i], &mut out);
    out
}

fn is_tree(heads: &[u32]) -> bool {
    let heads: Vec<u32> = heads.iter().enumerate().map(|(w, &h)| if h == 0 { w as u32 } else { h - 1 }).collect();
    Tree { relations: vec![Relation::Dep; heads.len()], heads }.is_well_formed()
}

#[test]
fn a_plain_sentence_is_understood_by_both_models() {
    for choice in [ModelChoice::Accurate, ModelChoice::Fast] {
        let model = shipped(choice);
        let mut out = Vec::new();
        let forms = words("Britain expelled ten Russian diplomats in March .");
        model.parse(std::slice::from_ref(&(0..forms.len())), &forms, &mut out);
        assert_eq!(out[1].upos, "VERB");
        assert_eq!(out[1].lemma, "expel");
        assert_eq!((out[0].head, out[0].deprel), (2, "nsubj"));
        assert_eq!((out[4].head, out[4].deprel), (2, "obj"));
        assert_eq!(out[4].lemma, "diplomat");
        assert!(out[0].name.is_some_and(|n| n.begins));
        assert!(out[1].name.is_none());
    }
}

#[test]
fn every_path_gives_the_same_answers() {
    let forms =
        words("Officials in Kyiv , who asked not to be named , denied that the plant 's 2nd reactor had failed .");
    let answers: Vec<Analysis> =
        Simd::available().into_iter().map(|s| analyze(&shipped(ModelChoice::Fast).with_simd(s), &forms)).collect();
    assert!(answers.windows(2).all(|w| w[0] == w[1]));
}

#[test]
fn sentences_do_not_depend_on_their_neighbours() {
    let model = shipped(ModelChoice::Fast);
    let forms = words("He left . The minister of defence resigned on Monday . Nobody knew why .");
    let ranges = [0..3, 3..11, 11..15];
    let mut together = Analysis::default();
    model.analyze(&ranges, |i| forms[i], &mut together);
    for range in ranges {
        let alone = analyze(&model, &forms[range.clone()]);
        assert_eq!(alone.heads, together.heads[range.clone()]);
        assert_eq!(alone.relations, together.relations[range.clone()]);
        assert_eq!(alone.names, together.names[range]);
    }
}

#[test]
fn an_endless_sentence_is_one_tree() {
    let model = shipped(ModelChoice::Fast);
    let forms: Vec<&str> = words("the spies fled , ").into_iter().cycle().take(20_000).collect();
    let out = analyze(&model, &forms);
    assert_eq!(out.heads.len(), 20_000);
    assert!(is_tree(&out.heads));
}

#[test]
fn a_changed_file_is_refused() {
    let path = Path::new("changed.model");
    let read = |bytes: Vec<u8>| SyntaxModel::read(bytes.into(), path);
    assert!(matches!(read(b"no model".to_vec()), Err(LoadError::Model { source: ModelError::Magic, .. })));
    let mut bytes = FAST.to_vec();
    bytes[8] = 99;
    let error = read(bytes).expect_err("a later version");
    let cause = std::error::Error::source(&error).expect("what is wrong with it").to_string();
    assert!(error.to_string().contains("changed.model") && cause.contains("99"), "{error}: {cause}");
    let cut = FAST[..FAST.len() / 2].to_vec();
    assert!(matches!(read(cut), Err(LoadError::Model { source: ModelError::Length { .. }, .. })));
    let mut bytes = FAST.to_vec();
    let last = bytes.len() - 100;
    bytes[last] ^= 1;
    assert!(matches!(read(bytes), Err(LoadError::Model { source: ModelError::Checksum { .. }, .. })));
    for length in 0..64 {
        assert!(read(FAST[..length].to_vec()).is_err());
    }
}

#[test]
fn a_changed_header_is_refused() {
    // With a checksum that fits, so that only the header's own checks stand in the way.
    let header = 32..32 + u32::from_le_bytes([FAST[12], FAST[13], FAST[14], FAST[15]]) as usize;
    let mut rng = fastrand::Rng::with_seed(11);
    for _ in 0..200 {
        let mut bytes = FAST.to_vec();
        let at = rng.usize(header.clone());
        bytes[at] = rng.u8(b' '..b'~');
        let checksum = crc32fast::hash(&bytes[32..]).to_le_bytes();
        bytes[24..28].copy_from_slice(&checksum);
        // Many changes do no harm, such as that of a licence's text; what is read must work.
        if let Ok(model) = SyntaxModel::read(bytes.into(), Path::new("changed.model")) {
            assert!(is_tree(&analyze(&model, &words("it works as well as it can")).heads));
        }
    }
}

#[test]
fn weights_are_packed_and_found_again() {
    let weights: Vec<i8> = (0..20 * 8).map(|i| (i * 37 % 127) as i8 - 63).collect();
    let mut packed = Vec::new();
    kernel::pack(&weights, 8, &mut packed);
    let sums = kernel::packed_sums(&packed, 20, 8);
    for (row, sum) in weights.chunks(8).zip(sums) {
        assert_eq!(row.iter().map(|&w| i32::from(w)).sum::<i32>(), sum);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_words_make_a_tree(forms in prop::collection::vec("\\PC{0,12}|[A-Z][a-z]{1,9}|[a-z]{1,9}|[,.;:\"“”-]", 1..80)) {
        static MODEL: std::sync::LazyLock<SyntaxModel> = std::sync::LazyLock::new(|| shipped(ModelChoice::Fast));
        let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
        let out = analyze(&MODEL, &forms);
        prop_assert!(is_tree(&out.heads));
        prop_assert_eq!(out.names.len(), forms.len());
        for (at, &class) in out.names.iter().enumerate() {
            if class > 0 && class % 2 == 0 {
                prop_assert!(at > 0 && (out.names[at - 1] == class || out.names[at - 1] == class - 1));
            }
        }
    }
}
