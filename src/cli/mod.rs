//! The command line over the same core: it prints the same reports that the window draws.
//!
//! A command takes its options and the [`World`], and answers with a [`Reply`] or a [`Failure`]; [`run`] alone writes. So
//! each command is a function from values to values, and standard output holds either one whole answer or nothing.
//!
//! | file | holds |
//! |---|---|
//! | `inspect`, `verify`, `redact`, `sign`, `encrypt`, `decrypt`, `sd_jwt/…`, `explain`, `keys/…`, `policy/…`, `open`, `shells` | one command each |
//! | `token_parts` | headers and claims from arguments and files |
//! | `token_input`, `key_options`, `vault_options`, `policy_options`, `report_options` | the options that commands share |
//! | `diagnose` | what the signature doctor says of a token that does not verify |
//! | `report_text`, `paint` | reports for people |
//! | `usage` | what clap has to say, without what must not be repeated |
//! | `start` | what the window is started with |

mod decrypt;
mod diagnose;
mod encrypt;
mod explain;
mod inspect;
mod key_options;
mod keys;
mod open;
mod paint;
mod policy;
mod policy_options;
mod redact;
mod reply;
mod report_options;
mod report_text;
mod sd_jwt;
mod shells;
mod sign;
mod start;
mod token_input;
mod token_parts;
mod unlock;
mod usage;
mod vault_options;
mod verify;
mod world;

pub use reply::{Exit, Failure, Reply};
pub use start::{OpenWindow, Opening, Start};
pub use world::World;

use crate::policy::duration;
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::io::ErrorKind;

/// See a token's parts, judge every check on its own, change claims, sign
///
/// Without a command the window opens, on FILE if one is given. Every command but `open` works without a display, and
/// every one but `keys fetch` without a network.
#[derive(Debug, Parser)]
#[command(name = "jwt-workbench", version, args_conflicts_with_subcommands = true, after_help = AFTER_HELP)]
#[command(disable_help_subcommand = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    open: open::Open,
}

const AFTER_HELP: &str = "\
Examples:
  jwt-workbench                                   the window
  jwt-workbench token.txt                         the window, on that token
  jwt-workbench inspect token.txt                 what is in it
  jwt-workbench verify token.txt --key key.pem    every check, and an exit status
  jwt-workbench keys generate --alg ES256 --name demo
  jwt-workbench sign --key demo --claims '{\"sub\":\"alice\"}' --exp-in 15m

A token given as an argument can be seen by other programs; a file or - (standard input) cannot.
Secrets come from files or variables, never from arguments.

Exit status: 0 accepted or done; 1 refused; 2 wrong usage, unreadable file, unusable key; 3 undecided.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Open the window
    #[command(after_long_help = open::EXAMPLES)]
    Open(open::Open),
    /// Show what is in a token; verifies nothing
    Inspect(inspect::Inspect),
    /// Judge a token: signature, times, issuer, audience and what else may be wrong
    Verify(Box<verify::Verify>),
    /// Print a token that can be shown to others: no signature, no personal claims
    Redact(redact::Redact),
    /// Make a signed token
    Sign(Box<sign::Sign>),
    /// Make an encrypted token
    Encrypt(Box<encrypt::Encrypt>),
    /// Open an encrypted token and write what is inside
    Decrypt(Box<decrypt::Decrypt>),
    /// Make, present and look into SD-JWTs: tokens whose holder chooses which claims to show
    #[command(subcommand)]
    SdJwt(sd_jwt::SdJwt),
    /// Explain a check, a claim, a header parameter, an algorithm, a cause or a term
    Explain(explain::Explain),
    /// List, make, import and export keys
    #[command(subcommand)]
    Keys(keys::Keys),
    /// List, keep, make and compare policies, and show them as code
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    /// Print a completion script for a shell
    Completions(shells::Completions),
    /// Print the manual page
    Man(shells::Man),
}

/// Runs a command line, the program's name first, and gives the exit status.
pub fn run(args: impl IntoIterator<Item = OsString>, world: &mut World, window: OpenWindow) -> u8 {
    let answer = match Cli::try_parse_from(args) {
        Ok(cli) => command(cli, world, window),
        Err(error) => usage::answer(&error, world.output_has_colour),
    };
    match answer {
        Ok(reply) => finish(reply, world).code(),
        Err(failure) => {
            world.tell(&format!("error: {}", failure.0));
            Exit::Failed.code()
        }
    }
}

fn command(cli: Cli, world: &mut World, window: OpenWindow) -> Result<Reply, Failure> {
    match cli.command {
        None => open::run(&cli.open, world, window),
        Some(Command::Open(options)) => open::run(&options, world, window),
        Some(Command::Inspect(options)) => inspect::run(&options, world),
        Some(Command::Verify(options)) => verify::run(&options, world),
        Some(Command::Redact(options)) => redact::run(&options, world),
        Some(Command::Sign(options)) => sign::run(&options, world),
        Some(Command::Encrypt(options)) => encrypt::run(&options, world),
        Some(Command::Decrypt(options)) => decrypt::run(&options, world),
        Some(Command::SdJwt(command)) => sd_jwt::run(&command, world),
        Some(Command::Explain(options)) => explain::run(&options, world),
        Some(Command::Keys(keys)) => keys::run(keys, world),
        Some(Command::Policy(command)) => policy::run(&command, world),
        Some(Command::Completions(options)) => Ok(shells::completions(&options)),
        Some(Command::Man(options)) => shells::man(&options),
    }
}

/// Writes an answer. Whoever stopped reading has what they wanted: a closed pipe changes no status.
fn finish(reply: Reply, world: &mut World) -> Exit {
    reply.notes.iter().for_each(|note| world.tell(note));
    let written = world.output.write_all(&reply.output).and_then(|()| world.output.flush());
    match written {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => {
            world.tell(&format!(
                "error: standard output cannot be written: {e}: check the disk or the program that reads it"
            ));
            Exit::Failed
        }
        _ => reply.exit,
    }
}
