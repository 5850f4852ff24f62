//! `completions` and `man`, for packagers.

use super::reply::{Failure, Reply};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Options of `completions`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "Example:\n  jwt-workbench completions bash > /etc/bash_completion.d/jwt-workbench")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Options of `man`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "Examples:\n  jwt-workbench man > jwt-workbench.1\n  jwt-workbench man | man -l -")]
pub struct Man {}

/// Prints a completion script.
#[must_use]
pub fn completions(options: &Completions) -> Reply {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut super::Cli::command(), "jwt-workbench", &mut script);
    Reply::bytes(script)
}

/// Prints the manual page: one page for the program and all of its commands.
///
/// # Errors
/// None: writing to memory does not fail.
pub fn man(_: &Man) -> Result<Reply, Failure> {
    let failed = |e: std::io::Error| Failure::new(format!("the manual page was not made: {e}: please report this"));
    let mut command = super::Cli::command();
    command.build();
    let page = clap_mangen::Man::new(command.clone());
    let mut out = Vec::new();
    page.render_title(&mut out).map_err(failed)?;
    page.render_name_section(&mut out).map_err(failed)?;
    page.render_synopsis_section(&mut out).map_err(failed)?;
    page.render_description_section(&mut out).map_err(failed)?;
    page.render_options_section(&mut out).map_err(failed)?;
    out.extend_from_slice(b".SH \"EXIT STATUS\"\n0 accepted, decoded or done; 1 judged and refused; 2 wrong usage, unreadable file, unusable key; 3 undecided\n");
    sections(&command, "", &mut out).map_err(failed)?;
    page.render_version_section(&mut out).map_err(failed)?;
    Ok(Reply::bytes(out))
}

/// A section for each command that is not hidden.
fn sections(command: &clap::Command, above: &str, out: &mut Vec<u8>) -> std::io::Result<()> {
    for sub in command.get_subcommands().filter(|c| !c.is_hide_set() && c.get_name() != "help") {
        let name = format!("{above}{}", sub.get_name());
        out.extend_from_slice(format!(".SH \"COMMAND {}\"\n", name.to_uppercase()).as_bytes());
        let page = clap_mangen::Man::new(sub.clone());
        let mut body = Vec::new();
        page.render_synopsis_section(&mut body)?;
        page.render_description_section(&mut body)?;
        page.render_options_section(&mut body)?;
        page.render_extra_section(&mut body)?;
        // its sections are subsections here
        let body = String::from_utf8_lossy(&body)
            .lines()
            .map(|l| match l.strip_prefix(".SH ") {
                Some(title) => format!(".SS {title}\n"),
                None => format!("{l}\n"),
            })
            .collect::<String>();
        out.extend_from_slice(body.as_bytes());
        sections(sub, &format!("{name} "), out)?;
    }
    Ok(())
}
