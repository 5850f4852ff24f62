//! Help, version and wrong usage. An argument may be a token or a secret: what clap would repeat is cut.

use super::reply::{Failure, Reply};
use crate::jose::escape;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Longer values are cut: option names and typing slips are shorter, tokens are not.
const REPEATED_CHARS: usize = 24;

/// Answers what clap stopped at: help and version are answers, the rest are failures.
///
/// # Errors
/// The usage is wrong, and how.
pub fn answer(error: &clap::Error, colour: bool) -> Result<Reply, Failure> {
    let text = error.render();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            Ok(Reply::text(if colour { text.ansi().to_string() } else { text.to_string() }))
        }
        _ => {
            let text =
                repeated(error).into_iter().fold(text.to_string(), |text, value| text.replace(&value, &cut(&value)));
            Err(Failure::new(text.trim_end().strip_prefix("error: ").unwrap_or(&text)))
        }
    }
}

/// The values of the command line that the message repeats, as far as they may be a token or a secret.
fn repeated(error: &clap::Error) -> Vec<String> {
    let kinds = [ContextKind::InvalidArg, ContextKind::InvalidValue, ContextKind::InvalidSubcommand];
    let values = kinds.into_iter().filter_map(|kind| match error.get(kind)? {
        ContextValue::String(value) => Some(vec![value.clone()]),
        ContextValue::Strings(values) => Some(values.clone()),
        _ => None,
    });
    values
        .flatten()
        .filter(|v| v.chars().nth(REPEATED_CHARS).is_some() && !v.starts_with("--") && !v.starts_with('<'))
        .collect()
}

fn cut(value: &str) -> String {
    let start: String = value.chars().take(8).collect();
    format!("{}…", escape::visible(&start))
}
