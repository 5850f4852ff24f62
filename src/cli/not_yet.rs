//! Commands of a later version: known by name, so that the answer is clear.

use clap::Args;
use std::ffi::OsString;

/// Whatever follows such a command.
#[derive(Debug, Clone, Args)]
pub struct Rest {
    /// Ignored
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    pub rest: Vec<OsString>,
}
