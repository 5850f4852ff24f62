//! Fetching: the resolver, one request, and the sets that the vault keeps.

use super::World;
use super::vault::failed;
use crate::app::{Action, FetchAction, FetchErrand, Gravity};
use crate::jose::escape;
use crate::jose::numeric_date::NumericDate;
use crate::ports::{Cancel, Fetch, JobId};
use crate::remote::{Arrival, Consent, FetchedSet, Plan, RemoteError, Stop};
use crate::report::words;
use crate::ui::world::Outcome;
use crate::vault::Vault;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError};

impl World {
    /// Carries out an errand.
    pub(super) fn fetch(&mut self, errand: FetchErrand) -> Vec<Action> {
        match errand {
            FetchErrand::LookUp { ticket, plan } => self.look_up(ticket, *plan),
            FetchErrand::Visit { ticket, stop, address, consent } => self.visit(ticket, stop, address, consent),
            FetchErrand::Stop => {
                if let Some(job) = self.fetching.take() {
                    self.cancel(job);
                }
                Vec::new()
            }
            FetchErrand::Keep(set) => self.keep_set(*set),
            FetchErrand::Forget(name) => self.forget_set(name),
        }
    }

    fn look_up(&mut self, ticket: u64, plan: Plan) -> Vec<Action> {
        let looked_up = move |port: &dyn Fetch, cancel: &Cancel| {
            let result = plan.look_up(port, cancel).map(Box::new);
            FetchAction::LookedUp(ticket, result.map_err(said))
        };
        self.on_the_network("Looking up a host", looked_up)
    }

    fn visit(&mut self, ticket: u64, stop: Box<Stop>, address: IpAddr, consent: Consent) -> Vec<Action> {
        let now = NumericDate::from_secs(self.now().secs());
        let visited = move |port: &dyn Fetch, cancel: &Cancel| {
            let result = stop.visit(port, address, consent, now, cancel).map(Box::<Arrival>::new);
            FetchAction::Arrived(ticket, result.map_err(said))
        };
        self.on_the_network("Fetching keys", visited)
    }

    fn on_the_network(
        &mut self,
        label: &str,
        work: impl FnOnce(&dyn Fetch, &Cancel) -> FetchAction + Send + 'static,
    ) -> Vec<Action> {
        let Some(port) = self.ports.fetch.as_ref().map(Arc::clone) else {
            let text = "This build has no network: save the key set with a browser and import the file.";
            return vec![Action::Notify(Gravity::Error, text.to_owned())];
        };
        let job = Box::new(move |cancel: &Cancel, _: &crate::ports::Progress| {
            Outcome::Actions(vec![Action::Fetch(Box::new(work(&*port, cancel)))])
        });
        let job: JobId = self.ports.jobs.spawn(label, job);
        self.fetching = Some(job);
        Vec::new()
    }

    fn keep_set(&mut self, set: FetchedSet) -> Vec<Action> {
        if let (None, super::VaultStatus::Without(why)) = (&self.vault, &self.status) {
            let action = FetchAction::NotKept { name: set.name().to_owned(), error: words::sentence(why) };
            return vec![Action::Fetch(Box::new(action))];
        }
        self.with_vault("Saving fetched keys", move |vault, actions| {
            if vault.changed_on_disk() {
                // the newest of one issuer's keys are wanted, not both versions: what is new there is read first
                vault.reload();
            }
            if let Err(error) = vault.save_issuer(set.name(), &set.to_json()) {
                let action = FetchAction::NotKept { name: set.name().to_owned(), error: failed("", &error) };
                actions.push(Action::Fetch(Box::new(action)));
            }
        })
    }

    fn forget_set(&mut self, name: String) -> Vec<Action> {
        let trash = Arc::clone(&self.trash);
        self.with_vault("Removing fetched keys", move |vault, actions| match vault.remove_issuer(&name) {
            Ok(removed) => {
                trash.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone(), removed);
                actions.push(Action::Fetch(Box::new(FetchAction::Forgotten(name))));
            }
            Err(error) => {
                let shown = escape::visible(&name);
                let text = failed(&format!("The keys of “{shown}” were not removed"), &error);
                actions.push(Action::Notify(Gravity::Error, text));
            }
        })
    }
}

/// The fetched sets of the vault; what cannot be understood is told and left on disk.
pub(super) fn sets_of(vault: &Vault) -> Vec<Action> {
    let mut actions = Vec::new();
    let mut sets: Vec<FetchedSet> = Vec::new();
    for (name, kept) in vault.issuers() {
        match FetchedSet::from_json(&kept) {
            // a second file of one issuer is an older or newer version of it
            Ok(set) => match sets.iter_mut().find(|s| s.name() == set.name()) {
                Some(other) if other.at.secs() < set.at.secs() => *other = set,
                Some(_) => {}
                None => sets.push(set),
            },
            Err(why) => {
                let name = escape::visible(&name);
                let text = format!("The kept keys of “{name}” cannot be used: {why}. The file was left as it is.");
                actions.push(Action::Notify(Gravity::Error, text));
            }
        }
    }
    actions.push(Action::Fetch(Box::new(FetchAction::Known(sets))));
    actions
}

fn said(error: RemoteError) -> String {
    words::sentence(&format!("{error}."))
}
