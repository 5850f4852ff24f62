//! Locked keys beyond the files of `key_files`: PKCS#12 files made by hand that ask for too much, what the window looks at on
//! a worker, and encrypted JWKs (RFC 7517 section 7) both ways.

use crate::cli::Bench;
use crate::vectors;
use der::Encode as _;
use jwt_workbench::app::{Action, Effect, ImportForm, KeyForm, Model, update};
use jwt_workbench::crypto::{self, KeyShape};
use jwt_workbench::jose::base64url;
use jwt_workbench::keys::{Format, Imported, Key, Material, Private, Secret, UnlockLimits, export};
use pkcs8::PrivateKeyInfoRef;
use pkcs8::pkcs5::pbes2::Parameters;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

fn secret(text: &str) -> Secret {
    Secret::new(text.as_bytes().to_vec())
}

fn ignored(imported: &Imported) -> Vec<&'static str> {
    imported.ignored.iter().map(|i| i.why.id()).collect()
}

fn pair() -> Key {
    crypto::generate(&crypto::KeySpec::new(KeyShape::Pair("P-256".parse().unwrap()))).unwrap()
}
