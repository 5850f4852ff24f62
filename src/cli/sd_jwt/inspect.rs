//! `sd-jwt inspect`: what is disclosed, where it belongs, and what stays hidden.

use crate::checks::{Processed, State};
use crate::cli::paint::{Paint, harmless, mark};
use crate::cli::reply::{Exit, Failure, Reply};
use crate::cli::token_input::TokenArgument;
use crate::cli::world::World;
use crate::jose::escape;
use crate::jose::flaw::Part;
use crate::jose::json;
use crate::keys::KeyRing;
use crate::report::{self, At, Inputs, KeyChoice, Report};
use clap::Args;
use serde_json::json;
use std::fmt::Write as _;

/// Options of `sd-jwt inspect`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Inspect {
    #[command(flatten)]
    token: TokenArgument,
    /// Use this one of several tokens in the text, counted from 1
    #[arg(long, value_name = "N")]
    nth: Option<usize>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench sd-jwt inspect credential.txt
  jwt-workbench sd-jwt inspect credential.txt --json

Digests are compared, signatures are not: `jwt-workbench verify` judges the issuer's signature and the key binding.

Exit status: 0 every disclosure belongs to the token; 1 it must be rejected; 2 wrong usage, unreadable file, or no
SD-JWT.";

/// Shows what an SD-JWT discloses.
///
/// # Errors
/// The text cannot be read or is no SD-JWT.
pub fn run(options: &Inspect, world: &mut World) -> Result<Reply, Failure> {
    let text = options.token.read(world)?;
    let found = text.chosen(options.nth)?;
    let (token, removed) = (found.text.clone(), found.notes());
    let inputs = Inputs { token, removed, tokens_in_text: 1, key_choice: KeyChoice::Nothing, ..Inputs::default() };
    let at = At { now: world.now(), zone: world.zone.clone() };
    let report = report::analyze(&inputs, &KeyRing::default(), &at);
    let Some(sd) = report.sd_jwt.as_deref() else {
        return Err(Failure::new(
            "the token is no SD-JWT, since no “~” follows its signature: `jwt-workbench inspect` shows what is in it",
        ));
    };
    let reply = match options.json {
        true => Reply::json(&document(&report, sd)),
        false => Reply::text(told(&report, sd, Paint { is_on: world.output_has_colour })),
    };
    let is_sound = sd.problems.is_empty() && !troubles(&report).any(|line| line.outcome.state == State::Fail);
    Ok(reply.exit(if is_sound { Exit::Done } else { Exit::Refused }))
}

/// The lines of the report about disclosures that did not pass.
fn troubles(report: &Report) -> impl Iterator<Item = &report::Line> {
    report.lines.iter().filter(|line| {
        let is_about = line.outcome.id.starts_with("disclosure-")
            || matches!(line.outcome.id, "sd-jwt" | "sd-disclosures" | "sd-undisclosable");
        is_about && matches!(line.outcome.state, State::Fail | State::Warn)
    })
}

fn document(report: &Report, sd: &Processed) -> String {
    let problems = troubles(report).map(|line| {
        json!({ "id": line.outcome.id, "case": line.outcome.case, "state": line.outcome.state.id(), "summary": line.lesson.summary })
    });
    let problems: Vec<_> = problems.collect();
    let disclosed = report::sd_jwt::to_json(sd);
    json::format(&format!(
        "{{\"schema\":{},\"header\":{},\"problems\":{},{}",
        report::json::SCHEMA,
        report::json::exact(&report.token.header),
        json!(problems),
        disclosed.strip_prefix('{').unwrap_or("}"),
    ))
}

fn told(report: &Report, sd: &Processed, paint: Paint) -> String {
    let mut out = String::new();
    let hash = sd.algorithm.map_or("an unknown digest algorithm", |a| a.name());
    let binding = if sd.key_binding.is_some() { "with a key binding" } else { "no key binding" };
    let _ = writeln!(out, "{}, {hash}, {binding}. No signature verified.", paint.bold("An SD-JWT"));
    disclosures(&mut out, sd, paint);
    hidden(&mut out, sd, paint);
    let _ = writeln!(out, "\n{}", paint.bold("Claims as disclosed"));
    out.push_str(&block(&json::format(&sd.claims.text), Part::Payload, paint));
    if let Some(kb) = &sd.key_binding {
        let _ = writeln!(out, "\n{}", paint.bold("Key binding"));
        out.push_str(&block(&json::format(&kb.token.header.text), Part::Header, paint));
        out.push_str(&block(&json::format(&kb.token.payload.text), Part::Payload, paint));
    }
    let mut troubles = troubles(report).peekable();
    if troubles.peek().is_some() {
        let _ = writeln!(out, "\n{}", paint.bold("Problems"));
    }
    for line in troubles {
        let state = line.outcome.state;
        let _ = writeln!(out, "  {} {}", paint.state(state, mark(state)), harmless(&line.lesson.summary));
    }
    out
}

/// A line for each disclosure: number, where it belongs, value.
fn disclosures(out: &mut String, sd: &Processed, paint: Paint) {
    const SHOWN_CHARS: usize = 72;
    let _ = writeln!(out, "\n{} ({})", paint.bold("Disclosures"), sd.disclosures.len());
    let place = |path: Option<&str>| match path {
        Some(path) => escape::visible(path).into_owned(),
        None => "(nowhere)".to_owned(),
    };
    let rows: Vec<_> = sd.disclosures.iter().map(|d| (place(d.path.as_deref()), d)).collect();
    let width = rows.iter().map(|(place, _)| place.chars().count()).max().unwrap_or_default().min(40);
    for (index, (place, line)) in rows.iter().enumerate() {
        let value: String = escape::visible(&line.value).chars().take(SHOWN_CHARS).collect();
        let more = if line.value.chars().nth(SHOWN_CHARS).is_some() { "…" } else { "" };
        let value = if line.fault.is_some() { "(cannot be read)".to_owned() } else { format!("{value}{more}") };
        let inside = line.parent.map(|parent| format!("  (inside {})", parent + 1)).unwrap_or_default();
        let value = paint.part(Part::Disclosure, &value);
        let _ = writeln!(out, "  {:>3}  {place:width$}  {value}{}", index + 1, paint.faint(&inside));
    }
}

fn hidden(out: &mut String, sd: &Processed, paint: Paint) {
    if sd.hidden.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{} ({})", paint.bold("Digests without a disclosure"), sd.hidden_count());
    let _ = writeln!(out, "  {}", paint.faint("Kept back, or decoys: nobody but the issuer can tell."));
    for place in &sd.hidden {
        let noun = match (place.in_array, place.count) {
            (true, 1) => "list entry",
            (true, _) => "list entries",
            (false, 1) => "claim",
            (false, _) => "claims",
        };
        let path = if place.path.is_empty() { "(top)".into() } else { escape::visible(&place.path) };
        let _ = writeln!(out, "  {:>3} {noun} at {path}", place.count);
    }
}

fn block(text: &str, part: Part, paint: Paint) -> String {
    let shown = escape::visible_lines(text);
    shown.lines().map(|line| format!("  {}\n", paint.part(part, line))).collect()
}
