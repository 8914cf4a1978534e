#![no_main]

#[allow(dead_code)]
#[path = "../../tests/it/mutations/targets.rs"]
mod targets;

use claimgraph::document::InputFormat;
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::documents(Some(InputFormat::Docx), bytes));
