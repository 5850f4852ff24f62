//! What is being typed into the dialogs of the Keys pane, one file each. Secrets typed here are wiped when the dialog
//! closes.

mod export;
mod fetch;
mod generate;
mod import;
mod passphrase;
mod policy;
mod policy_code;
mod report;
mod secret;

pub use export::{Destination, ExportForm};
pub use fetch::{FetchForm, FetchStep};
pub use generate::{BARE_KINDS, GenerateForm, KidWord};
pub use import::{Found, FoundKey, ImportForm, KeyFile, KeyReading};
pub use passphrase::{PassphraseForm, PassphraseUse};
pub use policy::{PolicyForm, Side};
pub use policy_code::PolicyCodeForm;
pub use report::ReportForm;
pub use secret::{SecretFile, SecretForm, SecretUse};

use crate::keys::Key;

/// The dialog that is open.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyForm {
    /// Add an HMAC secret.
    Secret(SecretForm),
    /// Paste or open keys of any format.
    Import(ImportForm),
    /// Generate a key.
    Generate(GenerateForm),
    /// Rename a key.
    Rename {
        /// Its present name.
        from: String,
        /// The new one.
        to: String,
    },
    /// Export keys.
    Export(ExportForm),
    /// Fetch keys from their issuer.
    Fetch(FetchForm),
    /// Keep, rename or compare policies.
    Policy(PolicyForm),
    /// Copy or save a report.
    Report(ReportForm),
    /// See the policy as code.
    PolicyCode(PolicyCodeForm),
    /// Delete what was removed, for good.
    EmptyTrash,
    /// Unlock the vault, protect it, change its passphrase.
    Passphrase(PassphraseForm),
    /// Take the vault's passphrase away.
    Unprotect,
}

/// A name that no other key has: the wish itself, or the wish and a number.
#[must_use]
pub fn free_name(wish: &str, taken: &[std::sync::Arc<Key>]) -> String {
    let wish = if wish.trim().is_empty() { "key" } else { wish.trim() };
    let is_taken = |name: &str| taken.iter().any(|k| k.name == name);
    if !is_taken(wish) {
        return wish.to_owned();
    }
    (2..).map(|n| format!("{wish}-{n}")).find(|name| !is_taken(name)).unwrap_or_else(|| wish.to_owned())
}
