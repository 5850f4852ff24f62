//! The argument `TOKEN|FILE|-`: where a token comes from.

use super::reply::Failure;
use super::world::World;
use crate::jose::find::{self, Findings, Found};
use clap::Args;
use std::ffi::OsString;
use std::path::Path;

/// The token argument.
#[derive(Debug, Clone, Args)]
pub struct TokenArgument {
    /// A token, a file that holds one, or `-` for standard input, which is also the default.
    ///
    /// Text around the token may stay: Bearer, a whole curl command, a cookie, JSON, a log line. Other programs can see a
    /// token that is given as an argument; files and `-` always work.
    #[arg(value_name = "TOKEN|FILE|-")]
    pub token: Option<OsString>,
}

/// A text and the tokens in it.
#[derive(Debug)]
pub struct TokenText {
    /// The text.
    pub text: String,
    /// What was found in it; never empty.
    pub tokens: Vec<Found>,
}

impl TokenArgument {
    /// Reads the text and looks for tokens in it. What is obviously no token comes back as it stands, as the only one, so
    /// that the report can say what is wrong with it.
    ///
    /// # Errors
    /// The file cannot be read or is no text, nothing is in it, or a key is.
    pub fn read(&self, world: &mut World) -> Result<TokenText, Failure> {
        let (text, is_argument) = self.text(world)?;
        let Findings { tokens, secret } = find::find(&text);
        if !tokens.is_empty() {
            return Ok(TokenText { text, tokens });
        }
        if secret.is_some() {
            return Err(Failure::new(
                "the input holds a secret or private key and no token: describe keys with `jwt-workbench keys show FILE`",
            ));
        }
        if text.trim().is_empty() {
            return Err(Failure::new(
                "the input is empty: give a token, a file that holds one, or `-` and pipe one in",
            ));
        }
        if is_argument && text.matches('.').count() < 2 {
            return Err(Failure::new(
                "the argument names no file and holds no token: check the file's name, or give `-` and pipe a token in",
            ));
        }
        let core = text.trim();
        let start = text.len() - text.trim_start().len();
        let whole = Found {
            text: core.to_owned(),
            range: start..start + core.len(),
            form: find::Form::Damaged,
            removed: Vec::new(),
        };
        Ok(TokenText { tokens: vec![whole], text })
    }

    /// The text, and whether it stood in the argument itself.
    fn text(&self, world: &mut World) -> Result<(String, bool), Failure> {
        let Some(argument) = &self.token else { return Ok((decoded(&world.read_input("a token")?)?, false)) };
        let path = Path::new(argument);
        if argument == "-" || world.exists(path) {
            return Ok((decoded(&world.read(path, "a token")?)?, false));
        }
        let text = argument.to_str().ok_or_else(|| {
            Failure::new("the argument names no file and is no UTF-8 text: check the file's name, or pipe the token in")
        })?;
        Ok((text.to_owned(), true))
    }
}

fn decoded(bytes: &[u8]) -> Result<String, Failure> {
    find::from_bytes(bytes).map(|(text, _)| text).map_err(|e| Failure::new(format!("the input is no text: {e}")))
}

impl TokenText {
    /// The one token to judge: the `nth` (from 1), or the only one.
    ///
    /// # Errors
    /// There are several and none was chosen, or there are fewer. The message lists them without their content.
    pub fn chosen(&self, nth: Option<usize>) -> Result<&Found, Failure> {
        let count = self.tokens.len();
        match (nth, self.tokens.as_slice()) {
            (Some(n), tokens) => n.checked_sub(1).and_then(|i| tokens.get(i)).ok_or_else(|| {
                let there = if count == 1 { "is 1 token".to_owned() } else { format!("are {count} tokens") };
                Failure::new(format!("there is no token {n}, there {there} in the input: choose one with --nth"))
            }),
            (None, [only]) => Ok(only),
            (None, _) => Err(Failure::new(format!(
                "there are {count} tokens in the input: choose one with --nth N\n{}",
                self.list()
            ))),
        }
    }

    fn list(&self) -> String {
        const LISTED: usize = 20;
        let lines = self.tokens.iter().take(LISTED).enumerate().map(|(i, found)| {
            let (line, column) = position(&self.text, found.range.start);
            let form = crate::jose::token::Token::read(&found.text).form.id();
            format!("  {}: {form}, {} bytes, line {line}, column {column}", i + 1, found.text.len())
        });
        let mut lines: Vec<_> = lines.collect();
        if let Some(more) = self.tokens.len().checked_sub(LISTED).filter(|n| *n > 0) {
            lines.push(format!("  and {more} more"));
        }
        lines.join("\n")
    }
}

/// Line and column, from 1, of a byte.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
