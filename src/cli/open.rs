//! No subcommand, or `open`: the window.

use super::reply::{Failure, Reply};
use super::start::{OpenWindow, Opening, Start};
use super::world::World;
use crate::app::Sample;
use crate::jose::escape;
use crate::jose::find;
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Options of `open`.
#[derive(Debug, Clone, Default, Args)]
pub struct Open {
    /// A token, a token or key file, or `-` for standard input
    ///
    /// Other programs can see a token that is given as an argument; files and `-` always work.
    #[arg(value_name = "TOKEN|FILE|-")]
    token: Option<OsString>,
    /// Start with a built-in token: good, expired or none
    #[arg(long, value_name = "NAME", value_parser = sample, conflicts_with = "token")]
    sample: Option<Sample>,
    /// The vault's folder [default: the user's configuration folder, or JWT_WORKBENCH_CONFIG_DIR]
    #[arg(long, value_name = "DIR")]
    config_dir: Option<PathBuf>,
}

/// The examples of `open`. They stand at the subcommand: the options are also those of the program itself.
pub const EXAMPLES: &str = "\
Examples:
  jwt-workbench open token.txt
  jwt-workbench open --sample expired
  curl -s https://login.example.com/token | jwt-workbench open -

A token given as an argument can be seen by other programs; a file or - cannot.";

fn sample(name: &str) -> Result<Sample, String> {
    Sample::named(name).ok_or_else(|| "choose good, expired or none".to_owned())
}

/// Opens the window and waits for its end.
///
/// # Errors
/// What was to be opened is not there, or the window cannot be opened.
pub fn run(options: &Open, world: &mut World, window: OpenWindow) -> Result<Reply, Failure> {
    let open = match (&options.sample, &options.token) {
        (Some(sample), _) => Some(Opening::Sample(*sample)),
        (None, Some(argument)) => Some(opening(argument, world)?),
        (None, None) => None,
    };
    let start = Start { config_dir: options.config_dir.clone(), open };
    window(start).map_err(Failure::new)?;
    Ok(Reply::nothing())
}

fn opening(argument: &OsString, world: &mut World) -> Result<Opening, Failure> {
    let path = Path::new(argument);
    if argument == "-" {
        let bytes = world.read_input("a token")?;
        let text = find::from_bytes(&bytes).map_err(|e| Failure::new(format!("standard input is no text: {e}")))?;
        return Ok(Opening::Text(text.0));
    }
    if world.exists(path) {
        return Ok(Opening::File(path.to_path_buf()));
    }
    match argument.to_str() {
        Some(text) if !find::find(text).tokens.is_empty() => Ok(Opening::Text(text.to_owned())),
        // a short word is a slip in a command's or a file's name; anything longer may be somebody's token
        Some(text) if text.len() <= 24 => {
            let text = escape::visible(text);
            Err(Failure::new(format!("there is no command and no file called '{text}': see `jwt-workbench --help`")))
        }
        _ => Err(Failure::new("the argument names no file and holds no token: check the name, or see --help")),
    }
}
