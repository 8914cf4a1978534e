#![allow(missing_docs, clippy::print_stdout, clippy::print_stderr)]
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut c = claimgraph::training::tagger::TaggerCounts::default();
    for f in &args[1..] {
        eprintln!("{f} {}", c.add_conllu(&std::fs::read_to_string(f).unwrap()));
    }
    std::fs::write(&args[0], c.to_table()).unwrap();
}
