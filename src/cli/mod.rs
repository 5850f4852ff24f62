//! TEMP
mod start;
pub use start::*;
