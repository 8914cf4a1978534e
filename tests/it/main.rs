//! End-to-end tests through the binary and the public API, one module a concern.

// A skipped test says so.
#![allow(clippy::print_stderr)]

mod actors;
mod attribution;
mod broken_input;
mod claims;
mod command_line;
mod containers;
mod decisions;
mod errors;
mod evaluate;
mod examples;
mod factuality;
mod gazetteer;
mod golden;
mod graph_files;
mod house;
mod identity;
mod install;
mod limits;
mod long_runs;
mod mutations;
mod ontology;
mod parse;
mod parts;
mod pictures;
mod properties;
mod quantities;
mod relations;
mod roles;
mod run;
mod store;
mod store_crash;
mod store_faults;
mod store_queries;
mod store_search;
mod times;
mod train;
mod tutorial;
