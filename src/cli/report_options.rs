//! The options of a report for others: its format, what is masked, where it goes.

use super::reply::{Failure, Reply};
use super::world::World;
use crate::jose::escape::shown_path;
use crate::ports::{Privacy, write_file};
use crate::report::Report;
use crate::report::out::{self, Format, Redaction, Scope};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// A format, as it is called on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// For tickets and chats
    Markdown,
    /// One file that loads nothing
    Html,
    /// The document of --json, redacted
    Json,
}

impl FormatName {
    fn format(self) -> Format {
        match self {
            Self::Markdown => Format::Markdown,
            Self::Html => Format::Html,
            Self::Json => Format::Json,
        }
    }
}

/// A report for others.
#[derive(Debug, Clone, Args)]
pub struct ReportOptions {
    /// Write a report for others to read: the signature is cut, claims that name people or secrets are masked
    #[arg(long = "report", value_name = "FORMAT", conflicts_with_all = ["json", "verbose"])]
    format: Option<FormatName>,
    /// Write the report to this file
    #[arg(long, value_name = "FILE", requires = "format")]
    out: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, requires = "out")]
    force: bool,
    /// Mask this claim in the report too; repeat for more
    #[arg(long = "mask", value_name = "CLAIM", requires = "format", conflicts_with = "show_all")]
    masks: Vec<String>,
    /// Mask the names of keys in the report
    #[arg(long, requires = "format", conflicts_with = "show_all")]
    mask_key_names: bool,
    /// Take nothing out: whoever has the report may be able to use the token
    #[arg(long, requires = "format")]
    show_all: bool,
}

impl ReportOptions {
    /// The report, or `None` where none was asked for.
    ///
    /// # Errors
    /// The file exists, or what the disk says.
    pub fn reply(&self, reports: &[Report], scope: Scope, world: &mut World) -> Result<Option<Reply>, Failure> {
        let Some(format) = self.format else { return Ok(None) };
        let out = self.out.as_deref().filter(|path| *path != Path::new("-"));
        if let Some(path) = out.filter(|path| !self.force && world.exists(path)) {
            let path = shown_path(path);
            return Err(Failure::new(format!(
                "{path} exists already: choose another name, or add --force to replace it"
            )));
        }
        let text = out::write(reports, scope, format.format(), &self.redaction());
        let Some(path) = out else {
            return Ok(Some(if format == FormatName::Json { Reply::json(&text) } else { Reply::text(text) }));
        };
        // what was not redacted may still be a credential
        let privacy = if self.show_all { Privacy::Private } else { Privacy::Ordinary };
        let written = write_file(path, text.as_bytes(), privacy)?;
        let doubt = written.unconfirmed.map(|e| format!("note: written, but not confirmed on the disk: {e}"));
        Ok(Some(doubt.into_iter().fold(Reply::nothing(), Reply::note)))
    }

    fn redaction(&self) -> Redaction {
        if self.show_all {
            return Redaction::nothing();
        }
        let redaction = Redaction { key_names: self.mask_key_names, ..Redaction::default() };
        self.masks.iter().fold(redaction, |redaction, claim| redaction.with_claim(claim))
    }
}
