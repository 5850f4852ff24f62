//! `verify --diagnose`: why a signature does not verify. The verdict and the exit status stay what they are.

use super::paint::{Paint, harmless};
use super::reply::Failure;
use super::vault_options::{VaultOptions, usable};
use super::world::World;
use crate::app::free_name;
use crate::checks::{Verification, VerificationState};
use crate::doctor::{self, Cause, Cure, Diagnosis};
use crate::jose::token::Token;
use crate::keys::{Key, KeyRing};
use crate::ports::read_file;
use crate::report::{Report, Watch, words};
use crate::teach;
use clap::Args;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The options.
#[derive(Debug, Clone, Args)]
pub struct DiagnoseOptions {
    /// Where a signature does not verify, find out why: try other readings of the secret, the other keys of the vault, other
    /// algorithms and what else usually goes wrong. The verdict stays as it is
    #[arg(long, help_heading = "Diagnosis")]
    diagnose: bool,
    /// Try each line of this file as the HMAC secret, where nothing else explains the signature
    #[arg(long, value_name = "FILE", requires = "diagnose", help_heading = "Diagnosis")]
    word_list: Option<PathBuf>,
}

/// What was found out about one signature.
pub(super) struct Found {
    /// Which of several, counted from 1.
    signature: Option<usize>,
    diagnosis: Diagnosis,
}

impl DiagnoseOptions {
    /// Examines each signature that no key verifies, in every layer; `None` where nobody asked for it. `ring` are the keys
    /// that were tried; those of the vault come to them.
    ///
    /// # Errors
    /// The word list cannot be read.
    pub(super) fn run(
        &self,
        report: &Report,
        ring: KeyRing,
        vault: Option<&VaultOptions>,
        world: &mut World,
    ) -> Result<Option<Vec<Found>>, Failure> {
        if !self.diagnose {
            return Ok(None);
        }
        let words = self.word_list.as_deref().map(|path| word_list(path, world)).transpose()?;
        let ring = with_vault(ring, vault, world);
        let examine = |token: &Token, verification: &Verification, signature| {
            let is_open = matches!(verification.state, VerificationState::Invalid | VerificationState::NotChecked);
            let chosen = verification.key.as_deref();
            let words = words.as_ref().map(|words| words.as_slice());
            is_open
                .then(|| Found { signature, diagnosis: doctor::diagnose(token, &ring, chosen, words, &Watch::NOBODY) })
        };
        let mut found = Vec::new();
        for layer in report.layers() {
            if layer.each.is_empty() {
                found.extend(examine(&layer.token, &layer.verification, None));
            }
            let each = layer.each.iter().enumerate();
            found.extend(each.filter_map(|(i, e)| examine(&e.token, &e.verification, Some(i + 1))));
        }
        found.retain(|found| found.diagnosis.tried > 0 || !found.diagnosis.causes.is_empty());
        Ok(Some(found))
    }
}

fn word_list(path: &Path, world: &mut World) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if path == Path::new("-") {
        return world.read_input("the word list");
    }
    Ok(Zeroizing::new(read_file(path, doctor::limits::MAX_WORD_LIST_BYTES)?))
}

/// The keys that were given by hand, and those of the vault, each with a name of its own.
fn with_vault(ring: KeyRing, vault: Option<&VaultOptions>, world: &mut World) -> KeyRing {
    let kept = match vault.map(|vault| vault.open(world)) {
        Some(Ok(vault)) => usable(&vault, world),
        // a signature can be examined without a vault; what is wrong with it was told where its keys were asked for
        _ => return ring,
    };
    let mut keys: Vec<Arc<Key>> = ring.keys().to_vec();
    for mut key in kept {
        if keys.iter().all(|known| known.name != key.name || known.material != key.material) {
            key.name = free_name(&key.name, &keys);
            keys.push(Arc::new(key));
        }
    }
    KeyRing::new(keys.into_iter().map(Arc::unwrap_or_clone).collect(), 2)
}

/// The causes as a JSON text.
pub(super) fn document(found: &[Found]) -> String {
    let causes = found.iter().flat_map(|found| found.diagnosis.causes.iter().map(|cause| member(found, cause)));
    Value::Array(causes.collect()).to_string()
}

fn member(found: &Found, cause: &Cause) -> Value {
    let lesson = teach::cause(cause.id, &cause.facts);
    let mut member = json!({
        "id": cause.id,
        "title": lesson.title,
        "summary": lesson.summary,
        "why": lesson.why,
        "fix": lesson.fix,
        "refs": lesson.refs,
        "cure": cause.cure.as_ref().map(cure),
    });
    if let (Some(number), Value::Object(members)) = (found.signature, &mut member) {
        members.insert("signature".to_owned(), json!(number));
    }
    member
}

/// What would put it right. A secret is not printed.
fn cure(cure: &Cure) -> Value {
    match cure {
        Cure::ChooseKey { name } => json!({ "id": cure.id(), "key": name }),
        Cure::AddKey(_) => json!({ "id": cure.id() }),
        Cure::UseText(text) => json!({ "id": cure.id(), "token": text }),
    }
}

/// The causes for people, below the report.
pub(super) fn text(found: &[Found], paint: Paint) -> String {
    let mut out = String::new();
    for Found { signature, diagnosis } in found {
        let of = signature.map(|number| format!(" of signature {number}")).unwrap_or_default();
        let _ = writeln!(out, "\n{}", paint.bold(&format!("Diagnosis{of}")));
        diagnosis.causes.iter().for_each(|cause| told(&mut out, cause, paint));
        if diagnosis.causes.is_empty() {
            let _ = writeln!(out, "  {}", words::no_cause(diagnosis.tried, diagnosis.is_cut_short));
        }
    }
    out
}

fn told(out: &mut String, cause: &Cause, paint: Paint) {
    let lesson = teach::cause(cause.id, &cause.facts);
    let _ = writeln!(out, "  {}  {}", lesson.title, harmless(&lesson.summary));
    let _ = writeln!(out, "    {}", paint.faint(lesson.why));
    let _ = writeln!(out, "    → {}", lesson.fix);
    if let Some(Cure::UseText(text)) = &cause.cure {
        let _ = writeln!(out, "    The token that verifies: {}", harmless(text));
    }
    let _ = writeln!(out, "    {}", paint.faint(&format!("{} ({})", cause.id, lesson.refs.join(", "))));
}
