//! JWT Workbench.
pub mod crypto;
pub mod jose;
pub mod keys;
pub mod ports;
pub mod teach;
pub mod vault;
