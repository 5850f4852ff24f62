//! Asking a person at the terminal: for a passphrase, without showing what is typed, or for a yes.

use crate::keys::Secret;
use std::collections::VecDeque;
use std::fmt;
use std::io::{IsTerminal as _, Write as _};
use zeroize::Zeroizing;

/// The terminal that the program was started from.
pub trait Terminal: fmt::Debug + Send {
    /// Asks for a passphrase; `None` where nobody sits there, or nothing was typed.
    fn ask(&mut self, prompt: &str) -> Option<Secret>;

    /// Asks a question to be answered with yes or no; `None` where nobody sits there.
    fn confirm(&mut self, question: &str) -> Option<bool>;
}

/// The process's own terminal; a program that was started without one asks nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeTerminal;

impl Terminal for NativeTerminal {
    fn ask(&mut self, prompt: &str) -> Option<Secret> {
        let typed = Zeroizing::new(rpassword::prompt_password(format!("{prompt}: ")).ok()?);
        (!typed.is_empty()).then(|| Secret::new(typed.as_bytes().to_vec()))
    }

    fn confirm(&mut self, question: &str) -> Option<bool> {
        let (input, mut errors) = (std::io::stdin(), std::io::stderr());
        if !input.is_terminal() || !errors.is_terminal() {
            return None;
        }
        write!(errors, "{question} [y/N] ").and_then(|()| errors.flush()).ok()?;
        let mut line = String::new();
        input.read_line(&mut line).ok()?;
        Some(is_yes(&line))
    }
}

fn is_yes(typed: &str) -> bool {
    matches!(typed.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

/// Answers that were thought of beforehand; then nobody is there.
#[derive(Default)]
pub struct SetTerminal(pub VecDeque<Secret>);

impl Terminal for SetTerminal {
    fn ask(&mut self, _prompt: &str) -> Option<Secret> {
        self.0.pop_front()
    }

    fn confirm(&mut self, _question: &str) -> Option<bool> {
        let typed = self.0.pop_front()?;
        Some(std::str::from_utf8(typed.expose()).is_ok_and(is_yes))
    }
}

impl fmt::Debug for SetTerminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SetTerminal").field(&self.0.len()).finish()
    }
}
