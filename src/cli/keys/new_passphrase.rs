//! A passphrase for a private key that leaves.

use crate::cli::reply::Failure;
use crate::cli::world::World;
use crate::keys::Secret;
use clap::Args;

/// Where the passphrase for what is written comes from.
#[derive(Debug, Clone, Default, Args)]
pub struct NewPassphrase {
    /// The variable with the passphrase for jwk-encrypted, pem-encrypted and ssh [default for the first two: ask at the terminal]; with --from it opens that file too
    #[arg(long, value_name = "VAR")]
    passphrase_env: Option<String>,
}

impl NewPassphrase {
    /// Whether one was given.
    pub fn is_given(&self) -> bool {
        self.passphrase_env.is_some()
    }

    /// The variable's name, for opening a file that is converted.
    pub fn names(&self) -> &[String] {
        self.passphrase_env.as_slice()
    }

    /// The one that was given, if any.
    ///
    /// # Errors
    /// The variable is not set, or empty.
    pub fn given(&self, world: &World) -> Result<Option<Secret>, Failure> {
        let Some(name) = self.passphrase_env.as_deref() else { return Ok(None) };
        match world.environment.var(name).filter(|value| !value.is_empty()) {
            Some(value) => Ok(Some(Secret::new(value.into_encoded_bytes()))),
            None => Err(Failure::new(format!("{name} is not set or empty: set it to the passphrase, or leave it out"))),
        }
    }

    /// The one that was given; else it is asked for, twice.
    ///
    /// # Errors
    /// Nobody sits at a terminal, or the two differ.
    pub fn ask(&self, world: &mut World) -> Result<Secret, Failure> {
        if let Some(given) = self.given(world)? {
            return Ok(given);
        }
        let none = || Failure::new("a passphrase is needed: name a variable that holds it with --passphrase-env");
        let first = world.terminal.ask("New passphrase").ok_or_else(none)?;
        let second = world.terminal.ask("The same again").ok_or_else(none)?;
        if first != second {
            return Err(Failure::new("the two passphrases differ: nothing was written, try again"));
        }
        Ok(first)
    }
}
