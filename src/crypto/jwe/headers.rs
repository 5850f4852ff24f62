//! The headers of a JWE to be made: where each parameter stands (RFC 7516 sections 4 and 7.2.1).

use super::Encryption;
use super::error::SealError;
use crate::jose::json;
use serde_json::{Map, Value};

/// Parameters that are made anew for each token, or belong to one family of algorithms: what stands there from before is
/// taken out unless it is made again.
const MADE: [&str; 5] = ["epk", "iv", "tag", "p2s", "p2c"];

/// The texts of all headers.
pub struct Headers {
    pub protected: String,
    pub unprotected: Option<String>,
    pub own: Vec<Option<String>>,
    has_one_header: bool,
}

impl Headers {
    /// As typed.
    pub fn read(encryption: &Encryption<'_>) -> Result<Self, SealError> {
        let typed = |text: &str, header| match text.trim().is_empty() {
            true => Ok("{}".to_owned()),
            false => object(text).map(|_| text.to_owned()).ok_or(SealError::HeaderNotObject { header }),
        };
        let unprotected = encryption.unprotected.map(|text| typed(text, "unprotected")).transpose()?;
        let own = encryption.recipients.iter().map(|r| r.header.map(|text| typed(text, "recipient's")).transpose());
        let own = own.collect::<Result<Vec<_>, _>>()?;
        let has_one_header = matches!(own.as_slice(), [None]);
        let headers = Self { protected: typed(encryption.protected, "protected")?, unprotected, own, has_one_header };
        headers.check_disjoint()?;
        Ok(headers)
    }

    /// Whatever `zip` says in the text, it is protected, or not there.
    pub fn set_zip(&mut self, zip: bool) -> Result<(), SealError> {
        let elsewhere = self.unprotected.iter().chain(self.own.iter().flatten());
        if elsewhere.filter_map(|text| object(text)).any(|header| header.contains_key("zip")) {
            return Err(SealError::Unprotected { name: "zip" });
        }
        match zip {
            true => set(&mut self.protected, "zip", &Value::from("DEF")),
            false => remove(&mut self.protected, "zip"),
        }
        Ok(())
    }

    /// Sets a parameter that all recipients share: where it stands, else protected.
    pub fn set_shared(&mut self, name: &str, value: &Value) {
        let text = match self.unprotected.as_mut().filter(|text| has(text, name)) {
            Some(text) => text,
            None => &mut self.protected,
        };
        set(text, name, value);
        self.own.iter_mut().flatten().for_each(|text| remove(text, name));
    }

    /// Sets a parameter of one recipient: where it stands, else where this recipient's parameters are.
    pub fn set_own(&mut self, recipient: usize, name: &str, value: &Value) {
        let is_only = self.own.len() == 1;
        if is_only && let Some(text) = self.unprotected.as_mut().filter(|text| has(text, name)) {
            return set(text, name, value);
        }
        if self.has_one_header || (is_only && has(&self.protected, name)) {
            return set(&mut self.protected, name, value);
        }
        if let Some(own) = self.own.get_mut(recipient) {
            set(own.get_or_insert_with(|| "{}".to_owned()), name, value);
        }
    }

    /// `alg` of every recipient: once, where all have the same.
    pub fn set_algorithms(&mut self, names: &[&'static str]) {
        if let Some((first, rest)) = names.split_first()
            && rest.iter().all(|name| name == first)
            && !self.own.iter().flatten().any(|text| has(text, "alg"))
        {
            return self.set_shared("alg", &Value::from(*first));
        }
        if names.len() > 1 {
            self.drop_shared("alg");
        }
        for (recipient, name) in names.iter().enumerate() {
            self.set_own(recipient, "alg", &Value::from(*name));
        }
    }

    /// Takes out what an earlier token left behind. What will be set again keeps its place where there is one recipient.
    pub fn drop_made(&mut self, made_again: &[&str]) {
        for name in MADE {
            if !made_again.contains(&name) {
                self.own.iter_mut().flatten().for_each(|text| remove(text, name));
            }
            if self.own.len() > 1 || !made_again.contains(&name) {
                self.drop_shared(name);
            }
        }
    }

    fn drop_shared(&mut self, name: &str) {
        remove(&mut self.protected, name);
        self.unprotected.iter_mut().for_each(|text| remove(text, name));
    }

    /// The parameters as one recipient sees them.
    pub fn of(&self, recipient: usize) -> Map<String, Value> {
        let own = self.own.get(recipient).and_then(Option::as_deref);
        let texts = [Some(self.protected.as_str()), self.unprotected.as_deref(), own];
        texts.into_iter().flatten().filter_map(object).flatten().collect()
    }

    fn check_disjoint(&self) -> Result<(), SealError> {
        let shared = [Some(self.protected.as_str()), self.unprotected.as_deref()];
        let shared: Vec<_> = shared.into_iter().flatten().filter_map(object).collect();
        let own: Vec<_> = self.own.iter().flatten().filter_map(|text| object(text)).collect();
        let twice = |name: &&String, others: &[Map<String, Value>]| others.iter().any(|o| o.contains_key(*name));
        let (first, second) = (shared.iter().take(1), shared.get(1..).unwrap_or_default());
        let names = first.flat_map(|header| header.keys()).find(|name| twice(name, second));
        match names.or_else(|| own.iter().flat_map(|header| header.keys()).find(|name| twice(name, &shared))) {
            Some(name) => Err(SealError::Twice { name: name.clone() }),
            None => Ok(()),
        }
    }
}

fn object(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(text).ok()
}

fn has(text: &str, name: &str) -> bool {
    object(text).is_some_and(|header| header.contains_key(name))
}

/// Sets a member, unless it has this value already. The text was read as an object before.
fn set(text: &mut String, name: &str, value: &Value) {
    if object(text).is_some_and(|header| header.get(name) == Some(value)) {
        return;
    }
    if let Ok(changed) = json::set_member(text, name, &value.to_string()) {
        *text = changed;
    }
}

fn remove(text: &mut String, name: &str) {
    if has(text, name)
        && let Ok(changed) = json::remove_member(text, name)
    {
        *text = changed;
    }
}
