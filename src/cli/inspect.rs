//! `inspect`: finds tokens in a text and shows what is in them. It verifies nothing.

use super::paint::Paint;
use super::reply::{Exit, Failure, Reply};
use super::report_options::ReportOptions;
use super::report_text;
use super::token_input::TokenArgument;
use super::world::World;
use crate::keys::KeyRing;
use crate::report::out::Scope;
use crate::report::{self, At, Inputs, KeyChoice, Report, json, zone};
use clap::Args;
use jiff::tz::TimeZone;

/// Options of `inspect`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Inspect {
    #[command(flatten)]
    token: TokenArgument,
    /// Show only this one of several tokens in the text, counted from 1
    #[arg(long, value_name = "N")]
    nth: Option<usize>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Explain each header parameter and claim
    #[arg(short, long)]
    verbose: bool,
    /// Show local times in this zone, such as Europe/Berlin [default: the system's]
    #[arg(long, value_name = "NAME", value_parser = named_zone)]
    zone: Option<TimeZone>,
    #[command(flatten)]
    report: ReportOptions,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench inspect token.txt
  jwt-workbench inspect - < server.log
  curl -s https://login.example.com/token | jwt-workbench inspect --json
  jwt-workbench inspect token.txt --report markdown
  jwt-workbench inspect token.txt --verbose --zone America/New_York

Decoding is not verifying: anybody can write what inspect shows. `jwt-workbench verify` judges.
A token given as an argument can be seen by other programs; a file or - cannot.

Exit status: 0 a header was decoded; 1 none was; 2 wrong usage or unreadable file.";

/// Shows what is in the tokens of a text.
///
/// # Errors
/// The text cannot be read.
pub fn run(options: &Inspect, world: &mut World) -> Result<Reply, Failure> {
    let text = options.token.read(world)?;
    let found = match options.nth {
        Some(_) => vec![text.chosen(options.nth)?],
        None => text.tokens.iter().collect(),
    };
    let at = At { now: world.now(), zone: options.zone.clone().unwrap_or_else(|| world.zone.clone()) };
    let reports: Vec<Report> = found
        .iter()
        .map(|found| {
            let (token, removed) = (found.text.clone(), found.notes());
            let inputs =
                Inputs { token, removed, tokens_in_text: 1, key_choice: KeyChoice::Nothing, ..Inputs::default() };
            report::analyze(&inputs, &KeyRing::default(), &at)
        })
        .collect();
    let decoded = reports.iter().any(|r| r.token.header.object().is_some());
    let reply = match options.report.reply(&reports, Scope::Decoded, world)? {
        Some(reply) => reply,
        None if options.json => Reply::json(&json::decoded(&reports)),
        None => Reply::text(told(&reports, options, world)),
    };
    Ok(reply.exit(if decoded { Exit::Done } else { Exit::Refused }))
}

/// The zone of that name.
fn named_zone(name: &str) -> Result<TimeZone, String> {
    zone::find(name).ok_or_else(|| match zone::matching(name).first() {
        Some(near) => format!("there is no zone of that name; did you mean {near}?"),
        None => "there is no zone of that name: write it as in Europe/Berlin, or UTC".to_owned(),
    })
}

fn told(reports: &[Report], options: &Inspect, world: &World) -> String {
    let paint = Paint { is_on: world.output_has_colour };
    let texts = reports.iter().enumerate().map(|(i, report)| {
        let title = (reports.len() > 1).then(|| paint.bold(&format!("Token {} of {}\n", i + 1, reports.len())));
        format!("{}{}", title.unwrap_or_default(), report_text::decoded(report, paint, options.verbose))
    });
    texts.collect::<Vec<_>>().join("\n")
}
