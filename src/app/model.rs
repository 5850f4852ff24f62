//! Everything the window shows, as one value.

use super::diagnosing::Examined;
use super::draft::Draft;
use super::history::{Change, History, Snapshot};
use super::key_form::KeyForm;
use super::making::Making;
use super::notice::{Gravity, Notice};
use super::policies::Policies;
use super::settings::Settings;
use crate::jose::escape::{self, Layout};
use crate::jose::find::Found;
use crate::jose::flaw::Part;
use crate::jose::numeric_date::NumericDate;
use crate::keys::{About, Key, KeyRing, Origin};
use crate::remote::FetchedSet;
use crate::report::zone::{LocalZone, ZoneChoice};
use crate::report::{At, Inputs, words};
use crate::vault::Protection;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// The state of the workbench.
#[derive(Default)]
pub struct Model {
    /// What the report is made from.
    pub inputs: Inputs,
    /// The header editor.
    pub header: Draft,
    /// The claims editor.
    pub claims: Draft,
    /// What is made, and of what.
    pub making: Making,
    /// The keys at hand: the vault's, and those of this session.
    pub ring: KeyRing,
    /// What is kept between starts.
    pub settings: Settings,
    /// The policies that are kept by name.
    pub policies: Policies,
    /// Messages on screen, oldest first.
    pub notices: Vec<Notice>,
    /// The open dialog of the Keys pane.
    pub key_form: Option<KeyForm>,
    /// The signature that was examined last, and what came out.
    pub examined: Option<Examined>,
    /// The tokens of the last text, when it held several.
    pub found: Vec<Found>,
    /// Whether the close question is asked.
    pub closing: bool,
    /// The clock's reading, set before each round of actions.
    pub now: NumericDate,
    /// The zone of local times.
    pub zone: LocalZone,
    /// When keys were used last, by name.
    pub uses: BTreeMap<String, NumericDate>,
    /// Changes with the times of use.
    pub uses_revision: u64,
    /// Whether the vault has a passphrase, and whether it was said.
    pub protection: Protection,
    /// How many keys of the vault cannot be opened now.
    pub locked_keys: usize,
    /// Whether there is a keychain to remember the passphrase.
    pub has_keychain: bool,
    /// Keys of the vault, as last read.
    pub(super) kept: Vec<Key>,
    /// Keys that are not in the vault: the samples' and those whose saving failed.
    pub(super) session: Vec<Key>,
    /// Names of session keys whose saving failed.
    pub(super) unsaved_keys: Vec<String>,
    /// Notes of kept keys that are not in the vault yet.
    pub(super) unkept_notes: BTreeMap<String, About>,
    /// Fetched sets of the vault, as last read.
    pub(super) fetched: Vec<FetchedSet>,
    /// Fetched sets that are not in the vault yet.
    pub(super) fetched_here: Vec<FetchedSet>,
    /// Names of those whose saving failed.
    pub(super) unsaved_sets: Vec<String>,
    /// The ticket that was given out last.
    pub(super) tickets: u64,
    /// Whether the token was changed here and neither copied nor saved since.
    pub(super) token_unsaved: bool,
    /// The keys removed in this session, last one last.
    pub(super) removed_keys: Vec<String>,
    /// What a worker is making: the state that it was asked for in.
    pub(super) ordered: Option<Box<Snapshot>>,
    pub(super) history: History,
    pub(super) revision: u64,
    pub(super) next_notice: u64,
    /// How often the import dialog looked at something: what a worker finds belongs to one look.
    pub(super) looks: u64,
}

impl Model {
    /// A fresh workbench with these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let inputs = Inputs { policy: settings.policy.clone(), ..Inputs::default() };
        Self { inputs, settings, ..Self::default() }
    }

    /// The clock's reading and the zone of local times.
    #[must_use]
    pub fn at(&self) -> At {
        At { now: self.now, zone: self.zone.shown().clone() }
    }

    /// Says what zone the desktop has; the one that settings name is shown, if there is one of that name.
    pub fn set_desktop_zone(&mut self, desktop: TimeZone) {
        self.zone = LocalZone::new(desktop);
        let choice = self.settings.zone.clone();
        if let (false, ZoneChoice::Named(name)) = (self.zone.choose(&choice), choice) {
            let name: String = escape::visible(&name).chars().take(60).collect();
            let told =
                "There is no time zone “{}” here: local times are those of the desktop. Choose another one under View.";
            self.notify(Gravity::Note, told.replace("{}", &name));
        }
    }

    /// The draft of a part.
    #[must_use]
    pub fn draft(&self, part: Part) -> &Draft {
        if part == Part::Header { &self.header } else { &self.claims }
    }

    pub(super) fn draft_mut(&mut self, part: Part) -> &mut Draft {
        if part == Part::Header { &mut self.header } else { &mut self.claims }
    }

    /// Whether there is a step to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Whether there is a step to redo.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// What would be lost on closing, in words; empty when nothing.
    #[must_use]
    pub fn unsaved(&self) -> Vec<String> {
        let mut list: Vec<String> =
            self.unsaved_keys.iter().map(|k| format!("The key “{k}” could not be saved.")).collect();
        list.extend(self.unkept_notes.keys().map(|k| format!("The notes of the key “{k}” could not be saved.")));
        list.extend(self.unsaved_sets.iter().map(|s| format!("The keys of “{s}” could not be saved.")));
        let names = self.policies.unsaved.iter().filter_map(|p| p.name.as_deref());
        list.extend(names.map(|name| format!("The policy “{}” could not be saved.", escape::visible(name))));
        if self.token_unsaved {
            list.push("The token you changed was neither copied nor saved.".to_owned());
        }
        for (part, name) in [(Part::Header, "header"), (Part::Payload, "claims")] {
            let draft = self.draft(part);
            if draft.is_waiting() {
                list.push(format!("The {name} editor holds text that is not JSON yet."));
            } else if draft.is_edited() && self.edits_wait() {
                list.push(format!("The {name} editor holds changes that are not in the encrypted token yet."));
            }
        }
        list
    }

    /// The name of the policy in force, where it is one that is kept.
    #[must_use]
    pub fn policy_name(&self) -> Option<&str> {
        self.settings.policy_name.as_deref().filter(|name| self.policies.named(name).is_some())
    }

    /// Whether the policy in force differs from what is kept under its name.
    #[must_use]
    pub fn policy_is_changed(&self) -> bool {
        let kept = self.policy_name().and_then(|name| self.policies.named(name));
        kept.is_some_and(|kept| kept.policy != self.inputs.policy)
    }

    /// Whether the claims editor shows this content of the encrypted token.
    #[must_use]
    pub fn shows_content(&self, content: &[u8]) -> bool {
        self.claims.stands_for(content)
    }

    /// Whether a worker is making a token.
    #[must_use]
    pub fn is_making(&self) -> bool {
        self.ordered.is_some()
    }

    /// Whether a key is kept in the vault.
    #[must_use]
    pub fn is_kept(&self, name: &str) -> bool {
        self.kept.iter().any(|k| k.name == name)
    }

    /// Whether a key was fetched from its issuer: those are kept together, and replaced together.
    #[must_use]
    pub fn is_fetched(&self, name: &str) -> bool {
        let is_fetched = |k: &Key| k.about.source.as_ref().is_some_and(|s| s.origin == Origin::Fetched);
        self.ring.named(name).is_some_and(|k| is_fetched(k)) && !self.is_kept(name)
    }

    /// The fetched sets, the newest of each name.
    #[must_use]
    pub fn fetched_sets(&self) -> Vec<&FetchedSet> {
        let is_renewed = |set: &FetchedSet| self.fetched_here.iter().any(|s| s.name() == set.name());
        self.fetched.iter().filter(|set| !is_renewed(set)).chain(&self.fetched_here).collect()
    }

    /// The fetched set that a key belongs to.
    #[must_use]
    pub fn set_of(&self, name: &str) -> Option<&FetchedSet> {
        if !self.is_fetched(name) {
            return None;
        }
        let source = self.ring.named(name)?.about.source.as_ref()?;
        let set = source.issuer.as_deref().unwrap_or(&source.place);
        self.fetched_sets().into_iter().find(|s| s.name() == set)
    }

    /// Whether a key is waiting to be saved.
    #[must_use]
    pub fn is_unsaved(&self, name: &str) -> bool {
        self.unsaved_keys.iter().any(|k| k == name)
    }

    /// Whether a removed key can be brought back.
    #[must_use]
    pub fn can_restore(&self) -> bool {
        !self.removed_keys.is_empty()
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            inputs: self.inputs.clone(),
            policy_name: self.settings.policy_name.clone(),
            header: self.header.clone(),
            claims: self.claims.clone(),
            entry: self.making.entry,
            token_unsaved: self.token_unsaved,
        }
    }

    pub(super) fn remember(&mut self, change: Change) {
        let state = self.snapshot();
        self.history.before(change, self.now_millis(), state);
    }

    pub(super) fn now_millis(&self) -> i128 {
        self.now.nanos_since(NumericDate::default()) / 1_000_000
    }

    pub(super) fn renew_drafts(&mut self) {
        if self.inputs.token.len() > super::LARGE_BYTES {
            let is_encrypted = looks_encrypted(&self.inputs.token);
            (self.header, self.claims) = (Draft::of_large(is_encrypted), Draft::of_large(is_encrypted));
            return;
        }
        let token = self.shown_token();
        self.header = Draft::of(&token, Part::Header, self.settings.keep_white_space);
        self.claims = Draft::of(&token, Part::Payload, self.settings.keep_white_space);
    }

    pub(super) fn rebuild_ring(&mut self) {
        self.revision += 1;
        // what was found out was found out with other keys
        self.examined.take_if(|examined| examined.diagnosis.is_some());
        let mut keys = self.kept.clone();
        keys.extend(self.session.iter().filter(|s| self.kept.iter().all(|k| k.name != s.name)).cloned());
        // two issuers on one host may both have a key 1
        let mut names: BTreeSet<String> = keys.iter().map(|k| k.name.clone()).collect();
        for key in self.fetched_sets().into_iter().flat_map(|set| &set.keys) {
            let mut key = key.clone();
            let wish = std::mem::take(&mut key.name);
            let numbered = (2..).map(|n: u32| format!("{wish}-{n}"));
            let free = std::iter::once(wish.clone()).chain(numbered).find(|name| !names.contains(name));
            key.name = free.unwrap_or(wish);
            names.insert(key.name.clone());
            keys.push(key);
        }
        self.ring = KeyRing::new(keys, self.revision);
    }

    /// Adds a message; one with the same text that is still there is renewed instead.
    pub fn notify(&mut self, gravity: Gravity, text: impl Into<String>) {
        // names of keys, files and policies may be anybody's
        let text = escape::guarded(&text.into(), Layout::Line).into_owned();
        let (text, since_millis) = (words::sentence(&text), self.now_millis());
        self.notices.retain(|n| n.text != text);
        self.next_notice += 1;
        self.notices.push(Notice { id: self.next_notice, gravity, text, since_millis });
        // a column of old messages helps nobody
        const SHOWN: usize = 4;
        if self.notices.len() > SHOWN {
            self.notices.remove(0);
        }
    }
}

/// Whether a text that is too large to be taken apart here is an encrypted token.
fn looks_encrypted(text: &str) -> bool {
    match text.trim_start().starts_with('{') {
        true => text.contains("\"ciphertext\""),
        false => text.bytes().filter(|b| *b == b'.').count() == 4,
    }
}
