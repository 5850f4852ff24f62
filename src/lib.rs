//! JWT Workbench.
pub mod crypto;
pub mod jose;
pub mod keys;
