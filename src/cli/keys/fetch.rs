//! `keys fetch`.

use super::describe::Described;
use super::export::{FormatName, Leaving, write};
use super::new_passphrase::NewPassphrase;
use crate::cli::paint::Paint;
use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, notes};
use crate::cli::world::World;
use crate::jose::escape;
use crate::jose::escape::shown_path;
use crate::keys::{Key, Private};
use crate::ports::{Cancel, Fetch as Port};
use crate::remote::{Arrival, By, Consent, FetchedSet, Found, Judged, Plan, RemoteError, Stop};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// Options of `keys fetch`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Fetch {
    /// The address of a JWK Set; or an issuer, with --issuer
    #[arg(value_name = "URL|ISSUER")]
    address: String,
    /// It is an issuer: find the key set by OpenID Connect Discovery, else by RFC 8414
    #[arg(long)]
    issuer: bool,
    /// Ask every host without a question. Hosts and addresses are printed all the same
    #[arg(long)]
    yes: bool,
    /// Ask without TLS too, where the address says http
    #[arg(long)]
    allow_http: bool,
    /// Ask addresses too that are not public: of this computer, of a private network, reserved ones
    #[arg(long)]
    allow_private: bool,
    /// Write the JWK Set to this file and keep nothing; - for standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, requires = "out")]
    force: bool,
    /// Print one JSON document about the keys
    #[arg(long, conflicts_with = "out")]
    json: bool,
    #[command(flatten)]
    vault: VaultOptions,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench keys fetch https://id.example/jwks.json
  jwt-workbench keys fetch --issuer https://id.example --yes
  jwt-workbench keys fetch https://id.example/jwks.json --out jwks.json

It sends one GET request without a cookie, a token or any credential, to the one address that it shows before. No proxy is
used. Kept keys verify tokens whose kid names them; fetching again replaces them.";

/// Fetches a key set and keeps it.
///
/// # Errors
/// The address may not be asked, nobody agreed, no keys came of it, or what the vault says. What was kept before is as it was.
pub fn run(options: &Fetch, world: &mut World) -> Result<Reply, Failure> {
    let Some(port) = world.fetch.as_ref().map(Arc::clone) else {
        let text = "this build has no network: save the key set with another program, then use `keys import FILE`";
        return Err(Failure::new(text));
    };
    if let Some(path) = options.out.as_deref().filter(|path| !options.force && world.exists(path)) {
        let path = shown_path(path);
        let text = format!("{path} exists already, nothing was sent: choose another name, or add --force");
        return Err(Failure::new(text));
    }
    let by = if options.issuer { By::OpenId } else { By::Url };
    let mut plan = Plan::make(&options.address, by).map_err(refused)?;
    loop {
        match visit(plan, options, &*port, world)? {
            Arrival::Keys(found) => return done(*found, options, world),
            Arrival::Onward { plan: next, trail } => {
                tell(&trail, world);
                plan = *next;
            }
        }
    }
}

/// Looks a host up, shows it, and asks it once somebody agreed.
fn visit(plan: Plan, options: &Fetch, port: &dyn Port, world: &mut World) -> Result<Arrival, Failure> {
    let cancel = Cancel::default();
    let stop = plan.look_up(port, &cancel).map_err(refused)?;
    let Some(judged) = stop.first_choice() else { return Err(Failure::new("the host has no address")) };
    show(&stop, &judged, world);
    let consent = Consent { http: options.allow_http, unusual: options.allow_private };
    stop.allow(judged.address, consent).map_err(not_allowed)?;
    if !options.yes {
        match world.terminal.confirm(&format!("Ask {}?", judged.address)) {
            Some(true) => {}
            Some(false) => return Err(Failure::new("nothing was sent")),
            None => {
                return Err(Failure::new("nobody is here to agree, nothing was sent: add --yes to ask all the same"));
            }
        }
    }
    stop.visit(port, judged.address, consent, world.now(), &cancel).map_err(refused)
}

fn show(stop: &Stop, chosen: &Judged, world: &mut World) {
    for target in &stop.plan.asks {
        world.tell(&format!("Would ask {target}"));
    }
    for judged in &stop.addresses {
        let mark = if judged == chosen { "at" } else { "not at" };
        let warning = judged.place.warning().map(|w| format!(". {w}")).unwrap_or_default();
        world.tell(&format!("  {mark} {judged}{warning}"));
    }
    if stop.is_mixed() {
        world.tell("  The name has public and other addresses: a name made to point into your network looks so.");
    }
}

fn tell(trail: &[String], world: &mut World) {
    trail.iter().for_each(|step| world.tell(&format!("Asked {step}")));
}

fn done(found: Found, options: &Fetch, world: &mut World) -> Result<Reply, Failure> {
    tell(&found.trail, world);
    let left_out = found.left_out.iter().map(|l| format!("note: left out: {}: {} ({})", l.what, l.why, l.id));
    let remarks: Vec<_> = left_out.chain(found.remarks.iter().map(|r| format!("note: {r}"))).collect();
    let set = &found.set;
    if let Some(path) = &options.out {
        // names are this program's own
        let keys: Vec<_> = set.keys.iter().map(|key| Key { name: String::new(), ..key.clone() }).collect();
        let keys: Vec<_> = keys.iter().collect();
        let format = match FormatName::of(path) {
            FormatName::Jwk => FormatName::Jwks,
            other => other,
        };
        let leaving =
            Leaving { format, private: Private::Omit, passphrase: &NewPassphrase::default(), may_open: false };
        let reply = write(&keys, &leaving, Some(path), options.force, world)?;
        return Ok(remarks.into_iter().fold(reply, Reply::note));
    }
    let mut vault = options.vault.open(world)?;
    let kept = vault.issuers().into_iter().filter_map(|(_, kept)| FetchedSet::from_json(&kept).ok());
    let older = kept.filter(|k| k.name() == set.name()).max_by_key(|k| k.at.secs());
    let saved = vault.save_issuer(set.name(), &set.to_json())?;
    let changes = older.map(|older| format!(" {}", set.since(&older).sentence())).unwrap_or_default();
    let count = if set.keys.len() == 1 { "1 key".to_owned() } else { format!("{} keys", set.keys.len()) };
    let said = format!("{count} of {} kept.{changes}", escape::visible(set.name()));
    let reply = described(&found, options.json, world).note(said);
    Ok(remarks.into_iter().chain(notes(&saved)).fold(reply, Reply::note))
}

fn described(found: &Found, as_json: bool, world: &World) -> Reply {
    let keys: Vec<_> = found.set.keys.iter().map(|key| Described::new(key.clone(), &found.set.url)).collect();
    if as_json {
        let ignored: Vec<_> =
            found.left_out.iter().map(|l| json!({ "id": l.id, "what": l.what, "why": l.why })).collect();
        let keys: Vec<_> = keys.iter().map(Described::json).collect();
        return Reply::json(&format!("{:#}", json!({ "schema": 1, "keys": keys, "ignored": ignored })));
    }
    let paint = Paint { is_on: world.output_has_colour };
    Reply::text(keys.iter().map(|d| d.text(paint)).collect::<Vec<_>>().join("\n"))
}

fn refused(error: RemoteError) -> Failure {
    Failure::new(error.to_string())
}

/// A second yes is an option here.
fn not_allowed(error: RemoteError) -> Failure {
    match error {
        RemoteError::NeedsHttp => Failure::new(
            "without https anybody on the way can read and replace the answer, nothing was sent: use https, or add --allow-http",
        ),
        RemoteError::NeedsUnusual { address, place } => Failure::new(format!(
            "{address} is no public address ({place}), nothing was sent: add --allow-private if you mean it"
        )),
        error => refused(error),
    }
}
