//! The neural network that tags, parses and names.

pub mod decode;
pub mod file;
pub mod forms;
pub mod kernel;
pub mod layers;
pub mod math;
pub mod model;
pub mod shape;
pub mod simd;
