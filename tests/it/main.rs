//! End-to-end tests through the binary and the public API, one module a concern.

mod broken_input;
mod command_line;
mod golden;
mod graph_files;
mod house;
mod properties;
mod run;
