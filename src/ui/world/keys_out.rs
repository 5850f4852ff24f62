//! Making keys and putting them behind passphrases, on workers. The library that does it cannot be interrupted: when somebody
//! stops it the window answers at once, and what comes out later is thrown away.

use super::{Outcome, World};
use crate::app::{Action, Gravity, ProtectOrder};
use crate::crypto::{KeyShape, NewKey};
use crate::keys::Key;
use crate::ports::JobId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The jobs whose outcome may be thrown away.
#[derive(Debug, Default)]
pub(super) struct Discardable {
    /// What to say when one of them is stopped.
    running: BTreeMap<JobId, &'static str>,
    /// Those that were stopped and still run.
    discarded: BTreeSet<JobId>,
}

impl Discardable {
    pub(super) fn is_discarded(&self, job: JobId) -> bool {
        self.discarded.contains(&job)
    }

    /// A job has ended. Whether its outcome is to be thrown away.
    pub(super) fn ended(&mut self, job: JobId) -> bool {
        self.running.remove(&job);
        self.discarded.remove(&job)
    }
}

impl World {
    /// Makes a key.
    pub(super) fn generate(&mut self, new: NewKey, name: String) -> Vec<Action> {
        let now = self.now();
        let label = match new.spec.shape {
            KeyShape::Rsa { bits } => format!("Generating RSA {bits}"),
            _ => "Generating a key".to_owned(),
        };
        self.spawn_discardable(&label, "No key was made: you stopped it.", move || match new.make(now) {
            Ok(key) => Action::KeyGenerated(Box::new(Key { name, ..key })),
            Err(error) => Action::Notify(Gravity::Error, format!("No key was made: {error}.")),
        });
        Vec::new()
    }

    /// Encrypts a private key that is to leave.
    pub(super) fn protect(&mut self, order: ProtectOrder) -> Vec<Action> {
        let stopped = "Nothing was exported: you stopped it.";
        self.spawn_discardable("Encrypting a private key", stopped, move || match order.carry_out() {
            Ok(leaving) => Action::Leave(Box::new(leaving)),
            Err(error) => Action::Notify(Gravity::Error, format!("Nothing was exported: {error}.")),
        });
        Vec::new()
    }

    fn spawn_discardable(
        &mut self,
        label: &str,
        stopped: &'static str,
        work: impl FnOnce() -> Action + Send + 'static,
    ) {
        let work = Box::new(move |_: &_, _: &_| Outcome::Actions(vec![work()]));
        let id = self.ports.jobs.spawn(label, work);
        self.discardable.running.insert(id, stopped);
    }

    /// Says at once that a job was stopped, if nobody needs to wait for it.
    pub(super) fn discard(&mut self, job: JobId) {
        let Some(words) = self.discardable.running.remove(&job) else { return };
        self.discardable.discarded.insert(job);
        let _ = self.from_dialogs.0.send(Action::Notify(Gravity::Note, words.to_owned()));
        Arc::clone(&self.ports.wake)();
    }
}
