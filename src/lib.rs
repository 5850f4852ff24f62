//! JWT Workbench.
pub mod jose;
pub mod keys;
