#![no_main]

#[allow(dead_code)]
#[path = "../../tests/it/mutations/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::store(bytes));
