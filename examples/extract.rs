#![allow(missing_docs, clippy::print_stdout, clippy::print_stderr)]
use std::io::Write;
fn main() {
    let t0 = std::time::Instant::now();
    let a = claimgraph::pipeline::Analyzer::load().unwrap();
    eprintln!("load {:?}", t0.elapsed());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut bytes = 0;
    let t0 = std::time::Instant::now();
    for p in std::env::args().skip(1) {
        let s = std::fs::read_to_string(&p).unwrap();
        let docs: Vec<claimgraph::document::Document> = if p.ends_with(".jsonl") {
            s.lines()
                .map(|l| {
                    let v: serde_json::Value = serde_json::from_str(l).unwrap();
                    let mut d =
                        claimgraph::document::Document::new(v["id"].as_str().unwrap(), v["text"].as_str().unwrap());
                    d.title = v["title"].as_str().map(str::to_owned);
                    d.date = v["date"].as_str().and_then(|d| d.parse().ok());
                    d
                })
                .collect()
        } else {
            vec![claimgraph::document::Document::new(
                std::path::Path::new(&p).file_stem().unwrap().to_str().unwrap(),
                s,
            )]
        };
        for d in docs {
            bytes += d.text.len();
            let x = a.analyze(d);
            writeln!(out, "{}", claimgraph::annotation::wire::to_line(&x).unwrap()).unwrap();
        }
    }
    let e = t0.elapsed();
    eprintln!("{bytes} bytes {e:?} {:.2} MB/s", bytes as f64 / 1e6 / e.as_secs_f64());
}
