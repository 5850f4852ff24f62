//! `policy …`: what is expected of tokens.

mod code;

use super::reply::{Failure, Reply};
use super::world::World;
use clap::Subcommand;

/// Commands about policies.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Show a policy as code for a resource server
    #[command(after_long_help = code::EXAMPLES)]
    Code(Box<code::Code>),
}

/// Runs one of them.
///
/// # Errors
/// What that one says.
pub fn run(command: &PolicyCommand, world: &mut World) -> Result<Reply, Failure> {
    match command {
        PolicyCommand::Code(options) => code::run(options, world),
    }
}
