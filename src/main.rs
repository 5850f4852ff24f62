//! Arguments in, exit status out.

use jwt_workbench::{cli, panic};
use std::process::ExitCode;

fn main() -> ExitCode {
    panic::install();
    let run = || cli::run(std::env::args_os(), &mut cli::World::native(), window);
    // the hook has told where it happened; what is left is an exit status that no verdict has
    ExitCode::from(std::panic::catch_unwind(run).unwrap_or(cli::Exit::Failed.code()))
}

#[cfg(feature = "gui")]
fn window(start: cli::Start) -> Result<(), String> {
    jwt_workbench::ui::run(start)
}

#[cfg(not(feature = "gui"))]
fn window(_: cli::Start) -> Result<(), String> {
    Err("this build has no window: use a command, see `jwt-workbench --help`, or build with the feature `gui`"
        .to_owned())
}
