//! `explain`: the manual's page about an id.

use super::paint::Paint;
use super::reply::{Failure, Reply};
use super::world::World;
use crate::jose::escape;
use crate::teach::{self, Entry, Severity};
use clap::Args;
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Options of `explain`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Explain {
    /// A check, claim, header parameter, algorithm, member of a key, cause or term; `claim:nonce` asks for one kind. Without it, all are listed
    id: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench explain exp
  jwt-workbench explain alg-none
  jwt-workbench explain claim:nonce
  jwt-workbench explain EdDSA
  jwt-workbench explain 'key wrap'";

/// Prints every page with that id.
///
/// # Errors
/// There is none; ids that look alike are named.
pub fn run(options: &Explain, world: &World) -> Result<Reply, Failure> {
    let paint = Paint { is_on: world.output_has_colour };
    let Some(id) = &options.id else { return Ok(list(options.json, paint)) };
    let pages = teach::entries(id);
    if pages.is_empty() {
        return Err(Failure::new(unknown(id)));
    }
    if options.json {
        let pages: Vec<_> = pages.iter().map(document).collect();
        return Ok(Reply::json(&format!("{:#}", json!({ "schema": 1, "pages": pages }))));
    }
    Ok(Reply::text(pages.iter().map(|page| text(page, paint)).collect::<Vec<_>>().join("\n")))
}

fn document(page: &Entry) -> serde_json::Value {
    json!({
        "kind": page.kind.id(), "id": page.id, "title": page.title, "severity": page.severity.map(Severity::id),
        "what": page.what, "why": page.why, "fix": page.fix, "refs": page.refs,
    })
}

fn text(page: &Entry, paint: Paint) -> String {
    let mut out =
        format!("{}  {}\n", paint.bold(page.title), paint.faint(&format!("{} {}", page.kind.label(), page.id)));
    for paragraph in [Some(page.what), page.why, page.fix].into_iter().flatten() {
        let _ = writeln!(out, "\n{paragraph}");
    }
    if let Some(severity) = page.severity {
        let _ = writeln!(out, "\nSeverity: {severity}. {}", severity.meaning());
    }
    if !page.refs.is_empty() {
        let _ = writeln!(out, "\n{}", paint.faint(&page.refs.join(", ")));
    }
    out
}

fn list(as_json: bool, paint: Paint) -> Reply {
    if as_json {
        let ids: Vec<_> = teach::ids().map(|(kind, id)| json!({ "kind": kind.id(), "id": id })).collect();
        return Reply::json(&format!("{:#}", json!({ "schema": 1, "ids": ids })));
    }
    let mut out = String::new();
    let mut last = None;
    for (kind, id) in teach::ids() {
        if last != Some(kind) {
            let gap = if last.is_some() { "\n" } else { "" };
            let _ = writeln!(out, "{gap}{}", paint.bold(kind.plural()));
            last = Some(kind);
        }
        let _ = writeln!(out, "  {id}");
    }
    Reply::text(out)
}

fn unknown(id: &str) -> String {
    let name = id.split_once(':').map_or(id, |(_, name)| name).to_lowercase();
    // pages that speak of it, as the search of the help finds them; or else an id with a letter too many
    let mut near: Vec<&str> = teach::pages_with(&name).into_iter().map(|(_, known)| known).collect();
    if near.is_empty() || name.is_empty() {
        near = teach::ids().map(|(_, known)| known).filter(|known| known.len() > 1 && name.contains(known)).collect();
    }
    let mut seen = BTreeSet::new();
    near.retain(|known| seen.insert(*known));
    near.truncate(5);
    let id: String = escape::visible(id).chars().take(40).collect();
    match near.as_slice() {
        [] => format!("there is no page about '{id}': `jwt-workbench explain` lists all"),
        _ => format!("there is no page about '{id}': did you mean {}?", near.join(", ")),
    }
}
