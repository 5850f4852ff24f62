//! What is expected of a token, from options and from policy files.

use super::duration::{span_secs, time};
use super::reply::Failure;
use super::vault_options::VaultOptions;
use super::world::World;
use crate::checks::{Policy, SignatureRule};
use crate::jose::escape;
use crate::jose::numeric_date::NumericDate;
use crate::policy::{self, Document, rule};
use clap::Args;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// What is expected of a token.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Policy: what is expected. What is not expected is not checked, and the report says so")]
pub struct PolicyOptions {
    /// An allowed algorithm; may be repeated [default: those that fit the key's type and its own alg]
    #[arg(long, value_name = "ALG")]
    pub alg: Vec<String>,
    /// An accepted issuer; may be repeated
    #[arg(long, value_name = "ISSUER")]
    pub iss: Vec<String>,
    /// An accepted audience; may be repeated
    #[arg(long, value_name = "AUDIENCE")]
    pub aud: Vec<String>,
    /// The subject
    #[arg(long, value_name = "SUBJECT")]
    pub sub: Option<String>,
    /// The header parameter typ, such as at+jwt
    #[arg(long, value_name = "TYPE")]
    pub typ: Option<String>,
    /// The nonce
    #[arg(long, value_name = "NONCE")]
    pub nonce: Option<String>,
    /// The method of the request that a DPoP proof came with, such as POST
    #[arg(long, value_name = "METHOD")]
    pub htm: Option<String>,
    /// The address of that request
    #[arg(long, value_name = "URL")]
    pub htu: Option<String>,
    /// The hash of the access token that came with it: base64url of its SHA-256
    #[arg(long, value_name = "HASH")]
    pub ath: Option<String>,
    /// A claim that must be there; may be repeated
    #[arg(long, value_name = "CLAIM")]
    pub require: Vec<String>,
    /// Accepted difference between clocks, in seconds or as 2m [default: 0]
    #[arg(long, value_name = "SECS", value_parser = span_secs)]
    pub leeway: Option<u64>,
    /// Judge as if now were this time: RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = time, allow_negative_numbers = true)]
    pub at: Option<NumericDate>,
    /// Greatest accepted age since iat, in seconds or as 15m
    #[arg(long, value_name = "SECS", value_parser = span_secs)]
    pub max_age: Option<u64>,
    /// A policy of the vault, a preset (see `policy presets`), or a JSON file with these options as members;
    /// options on the command line win
    #[arg(long, value_name = "NAME|FILE")]
    pub policy: Option<OsString>,
    /// An SD-JWT must come with a key binding, made with the key that its issuer named
    #[arg(long)]
    pub require_key_binding: bool,
    /// Warnings count as failures
    #[arg(long)]
    pub strict: bool,
    /// How many of several signatures must hold [default: all]
    #[arg(long, value_name = "all|any|N", value_parser = rule)]
    pub signatures: Option<SignatureRule>,
}

/// The expectations, and the time to judge at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expectations {
    /// What is expected.
    pub policy: Policy,
    /// The time to judge at; `None` is now.
    pub at: Option<NumericDate>,
}

impl From<Document> for Expectations {
    fn from(Document { policy, at, .. }: Document) -> Self {
        Self { policy, at }
    }
}

impl PolicyOptions {
    /// Puts the policy file and the options together.
    ///
    /// # Errors
    /// The policy does not exist or is none.
    pub fn read(&self, world: &mut World, vault: Option<&VaultOptions>) -> Result<Expectations, Failure> {
        let mut expected = match &self.policy {
            Some(name) => named(name, world, vault)?.into(),
            None => Expectations::default(),
        };
        self.put_over(&mut expected);
        Ok(expected)
    }

    /// Puts the options over what a policy says.
    pub(super) fn put_over(&self, expected: &mut Expectations) {
        let policy = &mut expected.policy;
        let lists = [
            (&self.alg, &mut policy.algorithms),
            (&self.iss, &mut policy.issuers),
            (&self.aud, &mut policy.audiences),
            (&self.require, &mut policy.required),
        ];
        for (given, list) in lists {
            if !given.is_empty() {
                list.clone_from(given);
            }
        }
        let values = [
            (&self.sub, &mut policy.subject),
            (&self.typ, &mut policy.typ),
            (&self.nonce, &mut policy.nonce),
            (&self.htm, &mut policy.htm),
            (&self.htu, &mut policy.htu),
            (&self.ath, &mut policy.ath),
        ];
        for (given, value) in values {
            if given.is_some() {
                value.clone_from(given);
            }
        }
        policy.leeway_secs = self.leeway.unwrap_or(policy.leeway_secs);
        policy.max_age_secs = self.max_age.or(policy.max_age_secs);
        policy.signatures = self.signatures.unwrap_or(policy.signatures);
        policy.require_key_binding |= self.require_key_binding;
        policy.strict |= self.strict;
        expected.at = self.at.or(expected.at);
    }
}

/// The policy file, the vault's policy or the preset of that name, in this order.
///
/// # Errors
/// There is none, or it is no policy.
pub(super) fn named(name: &OsStr, world: &mut World, vault: Option<&VaultOptions>) -> Result<Document, Failure> {
    let path = Path::new(name);
    let shown = escape::visible(&name.to_string_lossy()).into_owned();
    let wrong = |why: String| Failure::new(format!("the policy '{shown}' cannot be used: {why}"));
    let preset = name.to_str().and_then(policy::preset);
    if path == Path::new("-") || world.exists(path) {
        if preset.is_some() {
            world.tell(&format!("note: '{shown}' is taken as the file of that name, not as the preset"));
        }
        return policy::parse(&world.read(path, "a policy")?).map_err(wrong);
    }
    let kept = match vault {
        Some(vault) => vault.open_as_it_is(world)?.policies(),
        None => Vec::new(),
    };
    if let Some((_, value)) = kept.iter().find(|(kept, _)| name.to_str() == Some(kept)) {
        if preset.is_some() {
            world.tell(&format!("note: '{shown}' is taken as the policy of the vault, not as the preset"));
        }
        let document = policy::read(value).map_err(wrong)?;
        return Ok(Document { name: name.to_str().map(str::to_owned), ..document });
    }
    match preset {
        Some(preset) => Ok(Document {
            name: Some(preset.title.clone()),
            description: preset.description.clone(),
            policy: preset.policy.clone(),
            at: None,
        }),
        None if vault.is_none() => Err(wrong(
            "there is no such file and no such preset, and --no-vault forbids to look for a policy of that name"
                .to_owned(),
        )),
        None => Err(wrong("there is no such file, no such policy in the vault and no such preset".to_owned())),
    }
}
