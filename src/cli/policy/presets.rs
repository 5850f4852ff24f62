//! `policy presets`.

use crate::cli::reply::Reply;
use crate::policy::{self, Preset};
use clap::Args;
use serde_json::json;

/// Options of `policy presets`.
#[derive(Debug, Clone, Args)]
#[command(
    after_long_help = "Examples:\n  jwt-workbench policy presets\n  jwt-workbench verify token.txt --policy rfc9068 --iss https://login.example.com --aud my-api\n  jwt-workbench policy save partner --policy rfc9068 --iss https://login.example.com --aud my-api"
)]
pub struct Presets {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// Lists the presets.
#[must_use]
pub fn run(options: &Presets) -> Reply {
    if options.json {
        let presets: Vec<_> = policy::presets().iter().map(as_json).collect();
        return Reply::json(&format!("{:#}", json!({ "schema": 1, "presets": presets })));
    }
    let texts: Vec<_> = policy::presets().iter().map(as_text).collect();
    Reply::text(texts.join("\n"))
}

fn as_json(preset: &Preset) -> serde_json::Value {
    let Preset { id, title, description, refs, policy } = preset;
    json!({ "id": id, "title": title, "description": description, "refs": refs, "policy": policy::write(None, "", policy) })
}

fn as_text(preset: &Preset) -> String {
    let Preset { id, title, description, refs, policy } = preset;
    let needs: Vec<_> = policy.needs.iter().map(|need| format!("--{}", need.id())).collect();
    format!("{id}: {title}\n  {description}\n  To fill in: {}\n  See {}\n", needs.join(", "), refs.join(", "))
}
