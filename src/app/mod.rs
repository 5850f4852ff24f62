//! The state of the workbench and the one function that changes it. No egui, no IO.
//!
//! A pane returns an [`Action`]; [`update()`] is the only writer; what is to be done in the world comes out as [`Effect`]s,
//! which the shell runs through the ports. An effect's outcome is a later action.

mod action;
mod diagnosing;
mod draft;
mod effect;
mod fetching;
mod history;
pub mod key_form;
mod leaving;
mod making;
mod model;
mod notice;
mod order;
mod policies;
mod redacted;
mod samples;
mod settings;

mod update;
mod vault_deed;

pub use action::{Action, Copy};
pub use diagnosing::{DiagnosisAction, Examination, Examined, LOOKING_FOR_CAUSES, Patient};
pub use draft::Draft;
pub use effect::Effect;
pub use fetching::{FetchAction, FetchErrand};
pub use history::Change;
pub use key_form::{
    BARE_KINDS, Destination, ExportForm, FetchForm, FetchStep, GenerateForm, ImportForm, KeyForm, KidWord,
    PassphraseForm, PassphraseUse, PolicyCodeForm, PolicyForm, ReportForm, SecretForm, SecretUse, Side, free_name,
};
pub use leaving::{Leaving, ProtectOrder};
pub use making::{Choice, Kind, Making, RecipientChoice, Sealing, Signing};
pub use model::Model;
pub use notice::{Gravity, Notice};
pub use order::{Made, Order};
pub use policies::{Policies, PolicyAction, PolicyErrand};
pub use samples::{KEY_NAME as SAMPLE_KEY_NAME, Sample, key as sample_key};
pub use settings::{IDLE_MINUTES, Settings, ThemeChoice};

pub use vault_deed::{VaultDeed, VaultSaying};

pub use update::{LARGE_BYTES, TOO_SLOW, update};
