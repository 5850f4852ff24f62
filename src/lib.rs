//! JWT Workbench: see a JSON Web Token, judge it, change it, sign it. A library with one binary, which is the window and
//! the command line over the same core.
//!
//! # Rooms
//!
//! Ground floor first; each room imports only rooms above it in this list.
//!
//! | room | is | must never hold |
//! | --- | --- | --- |
//! | [`jose`] | RFC 7515 to 7519 as values: base64url, JSON with positions, the token taken apart in all its forms, SD-JWT, kinds of token, NumericDate, the one algorithm table, finding tokens in text | a crypto crate, a clock, a file |
//! | [`keys`] | key material as values: every format in and out, what a key fits, what is weak about it | a signature, a file |
//! | [`crypto`] | sign, verify, encrypt, decrypt, generate, digest, thumbprint, opening keys with a passphrase; the only room that names a crypto crate | a policy |
//! | [`make`] | making tokens: header, payload and keys in, the token's text out | a file, a judgement |
//! | [`ports`] | traits for what the world does, native and for tests; the only room that names `std::fs`, the system clock, rfd, arboard and ureq | a decision |
//! | [`remote`] | key sets of other machines: what to ask on a click, of which address, how to read the answer | a socket, a request nobody asked for |
//! | [`checks`] | pure judgement, one file a check: subject in, outcomes out | a word of prose, a clock |
//! | [`teach`] | the prose of `assets/teach`, looked up by id and filled with facts | a decision |
//! | [`code`] | a policy as code for a resource server, in six languages; `assets/code` has the templates | IO, a secret, a value that is no literal |
//! | [`report`] | inputs, keys and a time in, one [`report::Report`] out; what the window draws and `--json` prints | IO |
//! | [`policy`] | policies as values: read from files, the presets of `assets/policies`, made from a token, compared, chosen by issuer | IO, a judgement of its own |
//! | [`doctor`] | why a signature does not verify: what would have matched, proved by computing it | IO, a verdict, prose |
//! | [`vault`] | the user's folder of keys, policies and settings: atomic, durable, private | egui, prose |
//! | [`app`] | the state of the window and the one function that changes it | egui, IO |
//! | [`cli`] | the commands, over the same reports | a second way to judge or sign |
//! | `ui` | the window (feature `gui`): panes, theme, shortcuts, the frame loop | decoding, verifying, formatting a claim |
//!
//! [`mod@panic`] is the hook that tells where a fault was and nothing of what was in it.
//!
//! Without the feature `gui` nothing below `ui` can reach egui: `cargo check --no-default-features` holds that wall.
//!
//! # One frame
//!
//! ```text
//! logic: clock; finished jobs, caught pastes, dropped files -> Action
//! ui:    keys of the keyboard -> Action
//!        report = analyze(inputs, ring, now), if the inputs changed or a shown value is due (large tokens: on a worker)
//!        panes draw (&Report, &Model) and return Actions
//!        for each action: effects += update(model, action); a port runs each effect; its outcome is a later Action
//!        request_repaint_after(report.next_change): an idle window sleeps, and still flips at exp
//! ```
//!
//! # Invariants
//!
//! * The token's text is the truth. Bytes that nobody edited are never encoded again ([`app::Draft`]).
//! * Four states, never mixed: pass, warn, fail, not checked. "No key" is never "invalid" ([`checks::Reason`]).
//! * A key or address that a token brings is shown and never used ([`report::verify()`]). One exception, which says so: the
//!   key binding of an SD-JWT, with the key that the issuer's signature names ([`report::sd_jwt`]).
//! * Decrypted is never authentic: what was only encrypted is accepted with a warning at most ([`checks::decryption`]).
//! * Checking never makes a signature; signing is always asked for, or switched on for the time being.
//! * A text that is not ours is made visible where it is quoted ([`jose::escape::visible`]); what leaves for a terminal, a report or
//!   a message passes a second wall ([`jose::escape::guarded`]).
//! * What leaves as a report or a “safe” token passes one gate, and no writer sees what it took out ([`report::out`]).
//! * Secrets live in [`keys::Secret`]; no message, log or window title holds a token, a key or a secret.
//! * Nothing opens a network connection but a click on “Fetch” (or `keys fetch`), to the one address that was shown before, and
//!   nothing of a token is sent ([`remote`]). Without the feature `fetch` there is no code for sockets of the internet.
//!
//! # Where to begin reading
//!
//! [`jose::token::Token::read`], then [`report::Memo::analyze`], then [`app::update()`], then `ui/shell.rs`. To add a check: a file
//! in `checks/`, its two lines in `checks/mod.rs`, and its table in `assets/teach/checks.toml`; a test holds ids and prose one to
//! one. To add an algorithm: a row in [`jose::alg::ALL`] (or [`jose::alg::CONTENT`]), an arm in its family's file in `crypto/`, its
//! prose and vectors. To add a preset: a file in `assets/policies/`, its line in `policy/preset.rs`, its command in
//! `ui/shortcuts.rs`.

pub mod app;
pub mod checks;
pub mod cli;
pub mod code;
pub mod crypto;
pub mod doctor;
pub mod jose;
pub mod keys;
pub mod make;
pub mod panic;
pub mod policy;
pub mod ports;
pub mod remote;
pub mod report;
pub mod teach;
#[cfg(feature = "gui")]
pub mod ui;
pub mod vault;
