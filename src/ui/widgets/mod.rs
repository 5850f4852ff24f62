//! Pieces that several panes draw.

pub mod code;
pub mod controls;
pub mod escapes;
pub mod finder;
pub mod progress;
pub mod prose;
pub mod reader;
pub mod underline;
