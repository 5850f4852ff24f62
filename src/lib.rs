//! JWT Workbench.
pub mod jose;
pub mod keys;
pub mod ports;
pub mod vault;
