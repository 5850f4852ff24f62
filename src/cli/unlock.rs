//! Opening key files with passphrases: from variables, else from whoever sits at the terminal.

use super::key_options::{file_name, variable};
use super::reply::Failure;
use super::world::World;
use crate::crypto;
use crate::jose::escape;
use crate::keys::{Imported, Secret};
use std::path::Path;

/// So often somebody is asked for one file.
const QUESTIONS: usize = 3;

/// Passphrases that were given by hand, and which of them opened something.
#[derive(Default)]
pub struct Passphrases {
    given: Vec<(String, Secret)>,
    opened: Vec<String>,
}

impl Passphrases {
    /// The passphrases in these variables.
    ///
    /// # Errors
    /// A variable is not set.
    pub fn of(variables: &[String], world: &World) -> Result<Self, Failure> {
        let read = |name: &String| Ok((name.clone(), variable(name, world)?));
        Ok(Self { given: variables.iter().map(read).collect::<Result<_, Failure>>()?, opened: Vec::new() })
    }

    /// Those that opened no file: they are for tokens.
    #[must_use]
    pub fn unused(&self) -> Vec<(String, Secret)> {
        self.given.iter().filter(|(name, _)| !self.opened.contains(name)).cloned().collect()
    }

    /// Reads keys, and opens what is locked in them as far as the passphrases go; `path` names them to whoever is asked.
    pub fn import(&mut self, bytes: &[u8], path: &Path, world: &mut World) -> Imported {
        let mut imported = crypto::import(bytes);
        let mut good: Vec<Secret> = Vec::new();
        for (name, secret) in &self.given {
            if imported.locked.is_empty() {
                break;
            }
            if tried(bytes, &mut imported, &mut good, secret.clone()) {
                self.opened.push(name.clone());
            }
        }
        for _ in 0..QUESTIONS {
            let Some(locked) = imported.locked.first() else { break };
            let part = if locked.what == "the input" { String::new() } else { format!(" ({})", locked.what) };
            let Some(answer) =
                world.terminal.ask(&format!("Passphrase for {}{part}", escape::visible(&file_name(path))))
            else {
                break;
            };
            if !tried(bytes, &mut imported, &mut good, answer) && !imported.locked.is_empty() {
                world.tell("That passphrase does not open it.");
            }
        }
        imported
    }
}

/// Tries one more passphrase; tells whether it opened something.
fn tried(bytes: &[u8], imported: &mut Imported, good: &mut Vec<Secret>, passphrase: Secret) -> bool {
    let before = imported.locked.len();
    good.push(passphrase);
    let now = crypto::import_unlocking(bytes, good);
    // what was refused is known now, even where nothing opened
    *imported = now;
    let opened = imported.locked.len() < before;
    if !opened {
        good.pop();
    }
    opened
}
