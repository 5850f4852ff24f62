//! What a person, a finished job or a port can ask of the model.

use super::diagnosing::DiagnosisAction;
use super::fetching::FetchAction;
use super::history::Change;
use super::key_form::{Found, KeyFile, KeyForm};
use super::leaving::Leaving;
use super::making::Kind;
use super::notice::Gravity;
use super::order::Made;
use super::policies::PolicyAction;
use super::samples::Sample;
use super::settings::ThemeChoice;
use super::vault_deed::VaultSaying;
use crate::checks::{Fix, Policy};
use crate::jose::flaw::Part;
use crate::jose::numeric_date::NumericDate;
use crate::keys::{About, Key, Secret};
use crate::make::Shape;
use crate::report::KeyChoice;
use crate::report::zone::ZoneChoice;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// One wish. Panes return these; only [`super::update()`] carries them out.
#[derive(Clone, PartialEq)]
pub enum Action {
    /// The token editor's text changed by typing.
    TypeToken(String),
    /// A text that holds a token was pasted, dropped or read from a file. `source` names where it came from.
    TakeText {
        /// The text.
        text: String,
        /// "the clipboard", "token.jwt".
        source: String,
    },
    /// The token was found in a text on a worker.
    Found(Box<crate::jose::find::Findings>),
    /// Show another of the tokens that the last text held.
    ShowToken(usize),
    /// A built-in token.
    LoadSample(Sample),
    /// An unsigned token to fill in.
    NewToken,
    /// Empty the token pane.
    Clear,
    /// The header or claims editor's text changed.
    EditPart(Part, String),
    /// Lay a part's text out over lines.
    FormatPart(Part),
    /// Put a part's text on one line.
    CompactPart(Part),
    /// Put a part back to what the token had.
    RevertPart(Part),
    /// Set a date claim to so many seconds from now.
    SetDate {
        /// The claim.
        claim: &'static str,
        /// Seconds from now.
        from_now_secs: i64,
    },
    /// Which key verifies.
    ChooseVerifyKey(KeyChoice),
    /// Which key signs.
    ChooseSigningKey(Option<String>),
    /// Which algorithm signs.
    ChooseAlgorithm(&'static str),
    /// What the one button makes.
    ChooseKind(Kind),
    /// Which key a recipient has.
    ChooseRecipient {
        /// The recipient, counted from 0.
        number: usize,
        /// The key's name.
        key: Option<String>,
    },
    /// How the content encryption key gets to a recipient.
    ChooseKeyManagement {
        /// The recipient, counted from 0.
        number: usize,
        /// The algorithm.
        alg: &'static str,
    },
    /// One more recipient.
    AddRecipient,
    /// One recipient less.
    RemoveRecipient(usize),
    /// How the content is encrypted.
    ChooseContentEncryption(&'static str),
    /// Compress before encrypting.
    SetZip(bool),
    /// Rounds that a passphrase is stretched with.
    SetRounds(u32),
    /// Encrypt the signed token as it stands, instead of its claims.
    SetWhole(bool),
    /// Make the token anew on each change.
    SetFollow(bool),
    /// Which signature of several is shown and signed again, counted from 0.
    ChooseEntry(usize),
    /// Leave `alg` and `kid` as typed when signing.
    SetHeaderAsTyped(bool),
    /// Keep the editor's white space in edited parts.
    SetKeepWhiteSpace(bool),
    /// Sign the token as it stands.
    Sign,
    /// Make what is chosen: sign, encrypt or both.
    Make,
    /// A worker made a token.
    Made(Box<Made>),
    /// A worker made none: why, or nothing where it was stopped.
    NotMade(Option<String>),
    /// The encrypted token on screen was opened.
    Opened {
        /// What is inside.
        content: Zeroizing<Vec<u8>>,
        /// The same as text, where it is a signed token.
        inside: Option<Zeroizing<String>>,
    },
    /// Write the token in another form.
    Convert(Shape),
    /// Sign the payload once more, with the signing key.
    AddSignature,
    /// The policy was edited.
    SetPolicy(Box<Policy>, Change),
    /// Judge as if now were this time, or by the real clock.
    SetAsOf(Option<NumericDate>),
    /// Judge as if now were so many seconds later than the time that it is judged at.
    StepAsOf(i64),
    /// The time to judge at is dragged. All of a drag is one step.
    DragAsOf {
        /// Where to.
        time: NumericDate,
        /// Whether the drag begins here.
        begins: bool,
    },
    /// Do what a check offers.
    Apply(Fix),
    /// Step back.
    Undo,
    /// Step forward.
    Redo,
    /// Copy something.
    Copy(Copy),
    /// Ask for a file to open.
    OpenFile,
    /// A file was picked, dropped or named on the command line.
    ReadFile(PathBuf),
    /// A file was read: a token, or keys.
    FileRead {
        /// Its name, without the folder.
        name: String,
        /// Its content.
        bytes: Zeroizing<Vec<u8>>,
    },
    /// Ask for the file with the payload of a detached JWS.
    ChoosePayload,
    /// That file was picked.
    ReadPayload(PathBuf),
    /// The payload of a detached JWS was read.
    PayloadRead {
        /// The file's name, without the folder.
        name: String,
        /// Its content.
        bytes: Zeroizing<Vec<u8>>,
    },
    /// Judge the token without its detached payload.
    ForgetPayload,
    /// Make the token a presentation of some disclosures of an SD-JWT.
    Present {
        /// The SD-JWT with all of them.
        text: String,
        /// Which of them, counted from 0.
        disclosures: Vec<usize>,
    },
    /// Ask where to save the token.
    SaveToken,
    /// Ask where to save a report.
    SaveReport {
        /// The suggested name.
        name: String,
        /// The report.
        text: String,
        /// Whether the token's signature is in it.
        is_whole: bool,
    },
    /// Ask where to save a policy that was written as code.
    SaveCode {
        /// The suggested name.
        name: &'static str,
        /// The code.
        text: String,
    },
    /// The token was written.
    TokenSaved,
    /// Open a dialog of the Keys pane, or close it.
    SetKeyForm(Option<KeyForm>),
    /// Carry out the open dialog.
    SubmitKeyForm,
    /// Ask for a key file to open.
    OpenKeyFile,
    /// Ask for a folder of key files to open.
    OpenKeyFolder,
    /// The files of a folder were read: keys, as far as they are any.
    FolderRead {
        /// The folder's name.
        name: String,
        /// The files.
        files: Vec<KeyFile>,
        /// What was passed over, in words.
        passed_over: Vec<String>,
    },
    /// Try the passphrase of the import dialog on what is locked.
    UnlockKeys,
    /// A worker looked at what the import dialog holds.
    KeysRead {
        /// Which look it was.
        look: u64,
        /// What it found; nothing where it was stopped.
        found: Option<Box<Found>>,
        /// The passphrase that was tried.
        tried: Option<Secret>,
    },
    /// Ask for the file whose bytes are a secret.
    ChooseSecretFile,
    /// That file was read.
    SecretFileRead {
        /// Its name, without the folder.
        name: String,
        /// Its content.
        bytes: Zeroizing<Vec<u8>>,
    },
    /// Keys are ready to leave: put behind a passphrase by a worker.
    Leave(Box<Leaving>),
    /// A key was generated.
    KeyGenerated(Box<Key>),
    /// The vault's keys, read anew.
    KeysLoaded(Vec<Key>),
    /// A key was not saved; it stays here, marked unsaved.
    KeyNotSaved {
        /// Which.
        name: String,
        /// Why, and what to do.
        error: String,
    },
    /// Tags and notes of a key.
    SetAbout {
        /// Which key.
        name: String,
        /// The notes.
        about: About,
    },
    /// Tags and notes of a key are in the vault.
    AboutKept(String),
    /// A key verified, opened or made a token.
    KeyUsed(String),
    /// When keys were used last, as kept.
    UsesLoaded(BTreeMap<String, NumericDate>),
    /// Try again to save what is unsaved.
    SaveUnsaved,
    /// Move a key to the trash.
    RemoveKey(String),
    /// A key is in the trash.
    KeyRemoved(String),
    /// Bring the key back that was removed last.
    RestoreKey,
    /// Take other users' access to the vault away.
    FixVaultModes,
    /// Close the protected vault.
    LockVault,
    /// The vault or the keychain said something about the passphrase.
    VaultSaid(VaultSaying),
    /// Close the protected vault when nobody does anything for so many minutes; 0 is never.
    SetLockAfter(u32),
    /// A key is out of the trash; the name it had when it was removed.
    KeyRestored(String),
    /// A kept key has another name.
    KeyRenamed {
        /// The name it had.
        from: String,
        /// The name it has.
        to: String,
    },
    /// About a signature that does not verify.
    Diagnose(DiagnosisAction),
    /// About policies that are kept by name.
    Policy(Box<PolicyAction>),
    /// About keys that are fetched.
    Fetch(Box<FetchAction>),
    /// Light, dark or as the desktop says.
    SetTheme(ThemeChoice),
    /// Zoom of the window.
    SetZoom(f32),
    /// The zone of local times.
    SetZone(ZoneChoice),
    /// The panes were rearranged.
    SetLayout(Value),
    /// Settings could not be kept.
    SettingsNotSaved(String),
    /// Show a message.
    Notify(Gravity, String),
    /// A message goes.
    Dismiss(u64),
    /// The clock moved on: messages fade.
    Tick,
    /// The window is asked to close.
    Close,
    /// Close without keeping what is unsaved.
    CloseAnyway,
    /// Stay.
    StayOpen,
}

/// What can be copied.
#[derive(Clone, PartialEq, Eq)]
pub enum Copy {
    /// The whole token.
    Token,
    /// The whole token, redacted.
    Redacted,
    /// A part's encoded text.
    Encoded(Part),
    /// A part's decoded text.
    Decoded(Part),
    /// The value of one claim or header parameter, by name.
    Member(Part, String),
    /// A key's public JWK.
    PublicKey(String),
    /// A key's thumbprint.
    Thumbprint(String),
    /// The verdict and every check.
    Report {
        /// The text.
        text: String,
        /// Whether the signature was cut and claims were masked.
        is_redacted: bool,
    },
    /// A text that is on screen and that no other word names.
    Text {
        /// The text.
        text: String,
        /// "Payload as bytes".
        what: String,
    },
}
