//! Asking a person at the terminal for a passphrase, without showing what is typed.

use crate::keys::Secret;
use std::collections::VecDeque;
use std::fmt;
use zeroize::Zeroizing;

/// The terminal that the program was started from.
pub trait Terminal: fmt::Debug + Send {
    /// Asks for a passphrase; `None` where nobody sits there, or nothing was typed.
    fn ask(&mut self, prompt: &str) -> Option<Secret>;
}

/// The process's own terminal; a program that was started without one asks nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeTerminal;

impl Terminal for NativeTerminal {
    fn ask(&mut self, prompt: &str) -> Option<Secret> {
        let typed = Zeroizing::new(rpassword::prompt_password(format!("{prompt}: ")).ok()?);
        (!typed.is_empty()).then(|| Secret::new(typed.as_bytes().to_vec()))
    }
}

/// Answers that were thought of beforehand; then nobody is there.
#[derive(Default)]
pub struct SetTerminal(pub VecDeque<Secret>);

impl Terminal for SetTerminal {
    fn ask(&mut self, _prompt: &str) -> Option<Secret> {
        self.0.pop_front()
    }
}

impl fmt::Debug for SetTerminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SetTerminal").field(&self.0.len()).finish()
    }
}
