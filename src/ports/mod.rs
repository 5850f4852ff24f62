//! What the world does, as traits: time, disk, environment, file dialogs, clipboard, slow work, the
//! network. Each has a native version and one for tests.
//!
//! These are the only files that name `rfd`, `arboard`, `ureq`, `std::fs`, the places of the environment or the system
//! clock.
//! A room that needs one of those takes a port as an argument, so that a test can hand it a world that fails on purpose.
//!
//! | port | native | for tests |
//! | --- | --- | --- |
//! | [`Clock`] | [`SystemClock`] | [`SetClock`] |
//! | [`Disk`] | [`NativeDisk`] | [`SimDisk`]: power loss and errors at any step |
//! | [`Environment`] | [`NativeEnvironment`] | [`SetEnvironment`] |
//! | [`Dialogs`] | `NativeDialogs` (feature `gui`) | [`QueuedDialogs`] |
//! | [`Clipboard`] | `NativeClipboard` (feature `gui`) | [`MemoryClipboard`] |
//! | [`FolderWatch`] | `NativeFolderWatch` (feature `gui`) | [`NoFolderWatch`] |
//! | [`Jobs`] | [`ThreadJobs`] | [`InlineJobs`] |
//! | [`Keychain`] | `NativeKeychain` (feature `keychain`) | [`MemoryKeychain`] |
//! | [`Fetch`] | `NativeFetch` (feature `fetch`) | [`ScriptedFetch`] |
//! | [`Terminal`] | [`NativeTerminal`] | [`SetTerminal`] |

mod clipboard;
mod clock;
mod dialogs;
mod disk;
mod environment;
mod fetch;
mod file;
mod folder;
mod folder_watch;
mod jobs;
mod keychain;
mod native_disk;
mod sim_disk;
mod terminal;

pub use clipboard::{Clipboard, ClipboardError, MemoryClipboard};
pub use clock::{Clock, Moment, SetClock, SystemClock};
pub use dialogs::{Ask, DialogBusy, Dialogs, FileFilter, OnPicked, Picked, QueuedDialogs};
pub use disk::{Disk, DiskError, FileKind, Fingerprint, Lock, Meta, NewFile, Privacy, Stamp};
pub use environment::{Environment, NativeEnvironment, SetEnvironment};
#[cfg(feature = "fetch")]
pub use fetch::NativeFetch;
pub use fetch::{Fetch, FetchAnswer, FetchError, FetchLimits, FetchRequest, ScriptedFetch};
pub(crate) use file::parent;
pub use file::{FILE_LIMIT_BYTES, Written, is_temp_name, read_file, replace_file, write_file};
pub use folder::{FOLDER_FILES, Folder, read_folder};
pub use folder_watch::{FolderWatch, NoFolderWatch};
pub use jobs::{Cancel, InlineJobs, JobId, JobPanicked, JobStatus, Jobs, Progress, ThreadJobs, Work};
pub use keychain::{Keychain, KeychainError, MemoryKeychain, NoKeychain, native_keychain};
pub use native_disk::NativeDisk;
pub use sim_disk::{Fault, SimDisk};
pub use terminal::{NativeTerminal, SetTerminal, Terminal};

#[cfg(feature = "keychain")]
pub use keychain::NativeKeychain;

#[cfg(feature = "gui")]
pub use clipboard::NativeClipboard;
#[cfg(feature = "gui")]
pub use dialogs::NativeDialogs;
#[cfg(feature = "gui")]
pub use folder_watch::NativeFolderWatch;
