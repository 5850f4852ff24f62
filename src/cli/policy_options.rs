//! What is expected of a token, from options and from policy files.

use super::duration::{span_secs, time};
use super::policy_file;
use super::reply::Failure;
use super::vault_options::VaultOptions;
use super::world::World;
use crate::checks::{Policy, SignatureRule};
use crate::jose::escape;
use crate::jose::numeric_date::NumericDate;
use clap::Args;
use std::ffi::OsString;
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
    /// A policy of the vault, or a JSON file with these options as members; options on the command line win
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

/// Reads `all`, `any` or a number.
pub(super) fn rule(text: &str) -> Result<SignatureRule, String> {
    match text {
        "all" => Ok(SignatureRule::All),
        "any" => Ok(SignatureRule::Any),
        _ => match text.parse() {
            Ok(count @ 1..) => Ok(SignatureRule::AtLeast(count)),
            _ => Err("it is all, any or a number above zero".to_owned()),
        },
    }
}

/// The expectations, and the time to judge at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expectations {
    /// What is expected.
    pub policy: Policy,
    /// The time to judge at; `None` is now.
    pub at: Option<NumericDate>,
}

impl PolicyOptions {
    /// Puts the policy file and the options together.
    ///
    /// # Errors
    /// The policy does not exist or is none.
    pub fn read(&self, world: &mut World, vault: Option<&VaultOptions>) -> Result<Expectations, Failure> {
        let mut expected = match &self.policy {
            Some(name) => named(name, world, vault)?,
            None => Expectations::default(),
        };
        self.put_over(&mut expected);
        Ok(expected)
    }

    fn put_over(&self, expected: &mut Expectations) {
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
        for (given, value) in
            [(&self.sub, &mut policy.subject), (&self.typ, &mut policy.typ), (&self.nonce, &mut policy.nonce)]
        {
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

/// The policy file or the vault's policy of that name.
fn named(name: &OsString, world: &mut World, vault: Option<&VaultOptions>) -> Result<Expectations, Failure> {
    let path = Path::new(name);
    let shown = escape::visible(&name.to_string_lossy()).into_owned();
    let wrong = |why: String| Failure::new(format!("the policy '{shown}' cannot be used: {why}"));
    if path == Path::new("-") || world.exists(path) {
        let bytes = world.read(path, "a policy")?;
        let value: serde_json::Value = serde_json::from_slice(&bytes)
            .map_err(|e| wrong(format!("it is no JSON: line {}, column {}", e.line(), e.column())))?;
        return policy_file::read(&value).map_err(wrong);
    }
    let Some(vault) = vault else {
        return Err(wrong(
            "there is no such file, and --no-vault forbids to look for a policy of that name".to_owned(),
        ));
    };
    let vault = vault.open_as_it_is(world)?;
    let found = vault.policies().into_iter().find(|(kept, _)| name.to_str() == Some(kept));
    let (_, value) = found.ok_or_else(|| wrong("there is no such file and no such policy in the vault".to_owned()))?;
    policy_file::read(&value).map_err(wrong)
}
