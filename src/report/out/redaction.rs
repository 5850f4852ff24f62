//! What is to be taken out, and the account of what was.

use crate::checks::SENSITIVE_NAMES;
use std::collections::BTreeSet;

/// Claims that name a person, or that a token is used or followed by.
const PERSONAL: [&str; 9] =
    ["sub", "email", "name", "phone_number", "address", "preferred_username", "jti", "sid", "nonce"];

/// What is taken out of a token or a report before others see it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Redaction {
    /// Cut what makes the token work: signatures, ciphertexts, private members of keys in it.
    pub signature: bool,
    /// Claims and header parameters whose values are masked, at any depth. Letter case does not count, and `-` is `_`.
    pub claims: Vec<String>,
    /// Mask the names of the keys, which the user gave them.
    pub key_names: bool,
}

/// Signatures are cut, and what names a person, identifies a session or sounds like a secret is masked.
impl Default for Redaction {
    fn default() -> Self {
        let claims = PERSONAL.iter().chain(&SENSITIVE_NAMES).map(|name| (*name).to_owned()).collect();
        Self { signature: true, claims, key_names: false }
    }
}

impl Redaction {
    /// Nothing is taken out.
    #[must_use]
    pub fn nothing() -> Self {
        Self { signature: false, claims: Vec::new(), key_names: false }
    }

    /// Whether anything is taken out.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.signature || !self.claims.is_empty() || self.key_names
    }

    /// Masks one more claim.
    #[must_use]
    pub fn with_claim(mut self, name: &str) -> Self {
        if self.masked_name(name).is_none() {
            self.claims.push(name.to_owned());
        }
        self
    }

    /// The name in the list that stands for this one.
    #[must_use]
    pub fn masked_name(&self, name: &str) -> Option<&str> {
        let wanted = plain(name);
        self.claims.iter().find(|claim| plain(claim) == wanted).map(String::as_str)
    }
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

/// What was taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Whether anything was to be taken out at all.
    pub is_redacted: bool,
    /// Signatures.
    pub signatures: usize,
    /// Encrypted parts.
    pub encrypted: usize,
    /// Disclosures of an SD-JWT.
    pub disclosures: usize,
    /// Private or secret members of keys.
    pub key_secrets: usize,
    /// Parts that could not be read.
    pub unreadable: usize,
    /// The claims that were masked, as the list names them.
    pub claims: BTreeSet<String>,
    /// Whether names of keys were masked.
    pub key_names: bool,
}

impl Taken {
    /// Adds what was taken out elsewhere.
    pub(super) fn add(&mut self, other: &Self) {
        self.is_redacted |= other.is_redacted;
        self.signatures += other.signatures;
        self.encrypted += other.encrypted;
        self.disclosures += other.disclosures;
        self.key_secrets += other.key_secrets;
        self.unreadable += other.unreadable;
        self.claims.extend(other.claims.iter().cloned());
        self.key_names |= other.key_names;
    }

    /// What was taken out, in two sentences.
    #[must_use]
    pub fn sentence(&self) -> String {
        if !self.is_redacted {
            return "Not redacted: all that the token holds is here. Whoever has it may be able to use the token."
                .to_owned();
        }
        let counted = |n: usize, one: &str, many: &str| match n {
            0 => None,
            1 => Some(one.to_owned()),
            n => Some(format!("{n} {many}")),
        };
        let mut list: Vec<String> = [
            counted(self.signatures, "the signature", "signatures"),
            counted(self.encrypted, "an encrypted part", "encrypted parts"),
            counted(self.disclosures, "a disclosure", "disclosures"),
            counted(self.key_secrets, "a private member of a key", "private members of keys"),
            counted(self.unreadable, "a part that cannot be read", "parts that cannot be read"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !self.claims.is_empty() {
            let names: Vec<&str> = self.claims.iter().map(String::as_str).collect();
            list.push(format!("the values of {}", names.join(", ")));
        }
        if self.key_names {
            list.push("names of keys".to_owned());
        }
        match list.is_empty() {
            true => "Redacted, and there was nothing to take out.".to_owned(),
            false => format!("Redacted. Taken out: {}. Masks have the length of what they hide.", list.join("; ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_people_write_them() {
        let redaction = Redaction::default();
        assert_eq!(redaction.masked_name("Phone-Number"), Some("phone_number"));
        assert_eq!(redaction.masked_name("client_secret"), Some("client_secret"));
        assert_eq!(redaction.masked_name("iss"), None);
        assert_eq!(redaction.clone().with_claim("SUB"), redaction, "it is there already");
        assert!(!Redaction::nothing().is_on());
    }

    #[test]
    fn the_account_says_what_was_taken_out() {
        let claims = ["sub".to_owned(), "email".to_owned()].into();
        let taken = Taken { is_redacted: true, signatures: 2, claims, ..Taken::default() };
        assert_eq!(
            taken.sentence(),
            "Redacted. Taken out: 2 signatures; the values of email, sub. Masks have the length of what they hide."
        );
        assert!(Taken::default().sentence().starts_with("Not redacted"));
    }
}
