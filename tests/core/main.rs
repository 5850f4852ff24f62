//! Behaviour of the core through its public doors: one test binary, so that it links once.

mod app;
mod certificates;
mod cli;
mod crypto;
mod escape;
#[cfg(feature = "fetch")]
mod fetch;
mod find;
mod forms;
mod health;
mod hostile;
mod json;
mod jwe;
mod jwe_cli;
mod key_files;
mod key_import_cli;
mod keys;
mod keys_out;
mod kinds;
mod layers;
mod making;
mod many_keys;
mod replay;
mod report;
mod rfc;
mod sd_jwt;
mod teach;
mod teach_cases;
mod vault;
mod vault_crash;
mod vault_kill;
mod vault_leaks;
mod vault_native;
mod vault_protect;
mod vectors;
mod wycheproof;
