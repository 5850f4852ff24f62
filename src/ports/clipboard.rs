//! The clipboard: texts for everybody, secrets for a while.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::disk::Fingerprint;

/// Copies and reads text. One value lives as long as the program: on Linux the content lives in it.
pub trait Clipboard: fmt::Debug {
    /// Copies a text that may be remembered by clipboard managers.
    ///
    /// # Errors
    /// There is no clipboard, or another program holds it.
    fn copy(&self, text: &str) -> Result<(), ClipboardError>;

    /// Copies a secret: clipboard managers are asked to keep it out of their history. Call
    /// [`clear_if_ours`](Clipboard::clear_if_ours) after a while and when the program ends.
    ///
    /// # Errors
    /// There is no clipboard, or another program holds it.
    fn copy_secret(&self, text: &str) -> Result<(), ClipboardError>;

    /// Empties the clipboard if it still holds what was copied last through this value, and says whether it did. What
    /// another program put there is never touched.
    ///
    /// # Errors
    /// There is no clipboard, or another program holds it.
    fn clear_if_ours(&self) -> Result<bool, ClipboardError>;

    /// The text on the clipboard; `None` if it holds none.
    ///
    /// # Errors
    /// There is no clipboard, or another program holds it.
    fn read(&self) -> Result<Option<String>, ClipboardError>;
}

/// Why the clipboard did not do it. Never holds any of its content.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ClipboardError {
    /// No display, no permission, or not supported here.
    #[error("there is no clipboard here ({cause}): save to a file instead")]
    Unavailable {
        /// What the system says.
        cause: String,
    },
    /// Another program is using it.
    #[error("another program is using the clipboard: try again")]
    Occupied,
}

/// A clipboard in memory.
#[derive(Default)]
pub struct MemoryClipboard(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    text: Option<String>,
    is_secret: bool,
    ours: Option<Fingerprint>,
}

impl MemoryClipboard {
    /// Whether the present content was copied as a secret.
    #[must_use]
    pub fn holds_secret(&self) -> bool {
        self.memory().is_secret
    }

    /// What another program would do: puts a text there.
    pub fn put_foreign(&self, text: &str) {
        let mut memory = self.memory();
        memory.text = Some(text.to_owned());
        memory.is_secret = false;
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, text: &str, is_secret: bool) {
        *self.memory() =
            Memory { text: Some(text.to_owned()), is_secret, ours: Some(Fingerprint::of(text.as_bytes())) };
    }
}

impl Clipboard for MemoryClipboard {
    fn copy(&self, text: &str) -> Result<(), ClipboardError> {
        self.put(text, false);
        Ok(())
    }

    fn copy_secret(&self, text: &str) -> Result<(), ClipboardError> {
        self.put(text, true);
        Ok(())
    }

    fn clear_if_ours(&self) -> Result<bool, ClipboardError> {
        let mut memory = self.memory();
        let now = memory.text.as_ref().map(|t| Fingerprint::of(t.as_bytes()));
        let is_ours = now.is_some() && now == memory.ours;
        if is_ours {
            *memory = Memory::default();
        }
        Ok(is_ours)
    }

    fn read(&self) -> Result<Option<String>, ClipboardError> {
        Ok(self.memory().text.clone())
    }
}

impl fmt::Debug for MemoryClipboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryClipboard")
    }
}

#[cfg(feature = "gui")]
pub use native::NativeClipboard;

#[cfg(feature = "gui")]
mod native {
    use std::fmt;
    use std::sync::{Mutex, PoisonError};

    #[cfg(target_os = "macos")]
    use arboard::SetExtApple as _;
    #[cfg(all(unix, not(target_os = "macos")))]
    use arboard::SetExtLinux as _;
    #[cfg(windows)]
    use arboard::SetExtWindows as _;
    use zeroize::Zeroizing;

    use super::{Clipboard, ClipboardError};
    use crate::ports::disk::Fingerprint;

    /// The clipboard of the desktop, opened at its first use and kept open. A secret that is still there is cleared when
    /// the value is dropped.
    #[derive(Default)]
    pub struct NativeClipboard(Mutex<Handle>);

    #[derive(Default)]
    struct Handle {
        board: Option<arboard::Clipboard>,
        ours: Option<Fingerprint>,
        is_secret: bool,
    }

    impl Handle {
        fn board(&mut self) -> Result<&mut arboard::Clipboard, ClipboardError> {
            if self.board.is_none() {
                self.board = Some(arboard::Clipboard::new().map_err(sorted)?);
            }
            self.board.as_mut().ok_or(ClipboardError::Occupied)
        }

        fn text(&mut self) -> Result<Option<String>, ClipboardError> {
            match self.board()?.get_text() {
                Ok(text) => Ok(Some(text)),
                Err(arboard::Error::ContentNotAvailable | arboard::Error::ConversionFailure) => Ok(None),
                Err(e) => Err(sorted(e)),
            }
        }

        fn copy(&mut self, text: &str, is_secret: bool) -> Result<(), ClipboardError> {
            let mut set = self.board()?.set();
            if is_secret {
                set = set.exclude_from_history();
            }
            set.text(text).map_err(sorted)?;
            self.ours = Some(Fingerprint::of(text.as_bytes()));
            self.is_secret = is_secret;
            Ok(())
        }

        fn clear_if_ours(&mut self) -> Result<bool, ClipboardError> {
            let Some(ours) = self.ours else { return Ok(false) };
            let now = self.text()?.map(Zeroizing::new);
            if now.is_none_or(|text| Fingerprint::of(text.as_bytes()) != ours) {
                return Ok(false);
            }
            self.board()?.clear().map_err(sorted)?;
            self.ours = None;
            self.is_secret = false;
            Ok(true)
        }
    }

    impl Drop for Handle {
        fn drop(&mut self) {
            if self.is_secret {
                let _ = self.clear_if_ours();
            }
        }
    }

    impl NativeClipboard {
        fn with<R>(&self, act: impl FnOnce(&mut Handle) -> R) -> R {
            act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
        }
    }

    impl Clipboard for NativeClipboard {
        fn copy(&self, text: &str) -> Result<(), ClipboardError> {
            self.with(|handle| handle.copy(text, false))
        }

        fn copy_secret(&self, text: &str) -> Result<(), ClipboardError> {
            self.with(|handle| handle.copy(text, true))
        }

        fn clear_if_ours(&self) -> Result<bool, ClipboardError> {
            self.with(Handle::clear_if_ours)
        }

        fn read(&self) -> Result<Option<String>, ClipboardError> {
            self.with(Handle::text)
        }
    }

    impl fmt::Debug for NativeClipboard {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("NativeClipboard")
        }
    }

    fn sorted(e: arboard::Error) -> ClipboardError {
        match e {
            arboard::Error::ClipboardOccupied => ClipboardError::Occupied,
            other => ClipboardError::Unavailable { cause: other.to_string() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_text_is_cleared() {
        let board = MemoryClipboard::default();
        assert_eq!(board.clear_if_ours(), Ok(false));
        board.copy_secret("canary").unwrap();
        assert!(board.holds_secret());
        board.put_foreign("theirs");
        assert_eq!(board.clear_if_ours(), Ok(false));
        assert_eq!(board.read().unwrap().as_deref(), Some("theirs"));
        board.copy_secret("canary").unwrap();
        assert_eq!(board.clear_if_ours(), Ok(true));
        assert_eq!(board.read(), Ok(None));
    }

    #[test]
    fn debug_shows_no_content() {
        let board = MemoryClipboard::default();
        board.copy_secret("canary").unwrap();
        assert!(!format!("{board:?}").contains("canary"));
    }
}
