//! Keys that were fetched and kept: whose they are, from where and since when.

use super::RemoteError;
use super::error::safe;
use super::plan::{By, Plan};
use super::target::Target;
use crate::crypto;
use crate::jose::numeric_date::NumericDate;
use crate::keys::{About, Key, Origin, Private, Source};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// The public keys of one issuer, or of one address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FetchedSet {
    /// The issuer, letter by letter; `None` where the key set itself was asked for.
    pub issuer: Option<String>,
    /// How it was asked for.
    pub by: By,
    /// The key set's URL.
    pub url: String,
    /// The address that answered.
    pub address: IpAddr,
    /// When.
    pub at: NumericDate,
    /// The keys, named `HOST#kid`, each with its source.
    pub keys: Vec<Key>,
}

/// What differs between two versions of a set, as labels for people.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// Keys that were not there before.
    pub added: Vec<String>,
    /// Keys that are no longer there.
    pub gone: Vec<String>,
    /// Keys of the same `kid` that are other keys now.
    pub changed: Vec<String>,
}

impl FetchedSet {
    /// A set of these keys; they are named and told where they came from.
    pub(super) fn new(plan: &Plan, url: &Target, address: IpAddr, at: NumericDate, keys: Vec<Key>) -> Self {
        let mut set = Self { issuer: plan.issuer.clone(), by: plan.by, url: url.url().to_owned(), address, at, keys };
        set.label(url.host());
        set
    }

    /// What it is remembered by: the issuer, or the URL where there is none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.issuer.as_deref().unwrap_or(&self.url)
    }

    /// What asking again would ask.
    ///
    /// # Errors
    /// The address that was kept is none that may be asked.
    pub fn plan(&self) -> Result<Plan, RemoteError> {
        Plan::make(self.name(), if self.issuer.is_some() { self.by } else { By::Url })
    }

    /// `HOST#kid`, each once, and the source of each.
    fn label(&mut self, host: &str) {
        let mut taken = BTreeSet::new();
        for (number, key) in self.keys.iter_mut().enumerate() {
            let kid = key.kid.as_deref().filter(|kid| !kid.trim().is_empty());
            let wish = kid.map_or_else(|| format!("{host}#{}", number + 1), |kid| format!("{host}#{kid}"));
            let another = |n: &u32| if *n == 1 { wish.clone() } else { format!("{wish}-{n}") };
            key.name = (1..).map(|n: u32| another(&n)).find(|name| !taken.contains(name)).unwrap_or(wish.clone());
            taken.insert(key.name.clone());
            let source =
                Source { origin: Origin::Fetched, place: self.url.clone(), issuer: self.issuer.clone(), at: self.at };
            key.about = About { source: Some(source), ..About::default() };
        }
    }

    /// As the vault keeps it: a JSON object with the keys as JWKs.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let jwk = |key: &Key| {
            let bare = Key { name: String::new(), about: About::default(), ..key.clone() };
            serde_json::from_str::<Value>(&bare.to_jwk(Private::Omit).ok()?).ok()
        };
        let mut members = Map::new();
        if let Some(issuer) = &self.issuer {
            members.insert("issuer".to_owned(), json!(issuer));
        }
        members.insert("by".to_owned(), json!(self.by.word()));
        members.insert("url".to_owned(), json!(self.url));
        members.insert("address".to_owned(), json!(self.address.to_string()));
        members.insert("fetched".to_owned(), json!(self.at.secs()));
        members.insert("keys".to_owned(), self.keys.iter().filter_map(jwk).collect());
        Value::Object(members)
    }

    /// Reads what the vault keeps. Other programs may have written there: private keys are passed over, as are keys that
    /// cannot be used.
    ///
    /// # Errors
    /// Which member is missing or is not what it should be.
    pub fn from_json(kept: &Value) -> Result<Self, String> {
        let text = |member: &str| kept.get(member).and_then(Value::as_str);
        let missing = |member: &str| format!("its member {member} is missing or of another type");
        let url = Target::parse(text("url").ok_or_else(|| missing("url"))?).map_err(|e| e.to_string())?;
        let address = text("address").and_then(|a| a.parse().ok()).ok_or_else(|| missing("address"))?;
        let at = kept.get("fetched").and_then(Value::as_i64).ok_or_else(|| missing("fetched"))?;
        let keys = kept.get("keys").filter(|keys| keys.is_array()).ok_or_else(|| missing("keys"))?;
        let issuer = text("issuer").map(str::to_owned);
        let by = By::ALL.into_iter().find(|by| Some(by.word()) == text("by"));
        let by = by.unwrap_or(if issuer.is_some() { By::OpenId } else { By::Url });
        let mut keys = crypto::import(json!({ "keys": keys }).to_string().as_bytes()).keys;
        keys.retain(|key| !key.is_private());
        let mut set = Self { issuer, by, url: url.url().to_owned(), address, at: NumericDate::from_secs(at), keys };
        set.label(url.host());
        Ok(set)
    }

    /// What became of an older version.
    #[must_use]
    pub fn since(&self, older: &Self) -> Changes {
        let mut changes = Changes::default();
        let (now, before) = (&self.keys, &older.keys);
        for key in now {
            match before.iter().find(|k| is_same_label(k, key)) {
                Some(old) if old.material == key.material => {}
                Some(_) => changes.changed.push(label(key)),
                None => changes.added.push(label(key)),
            }
        }
        changes.gone = before.iter().filter(|k| !now.iter().any(|n| is_same_label(n, k))).map(label).collect();
        changes
    }
}

/// Keys without a `kid` are told apart by what they are.
fn is_same_label(a: &Key, b: &Key) -> bool {
    match (&a.kid, &b.kid) {
        (None, None) => a.material == b.material,
        (a, b) => a == b,
    }
}

fn label(key: &Key) -> String {
    key.kid.as_deref().map_or_else(|| crypto::thumbprint(key), safe)
}

impl Changes {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// One sentence: `Added: b. Gone: a.`
    #[must_use]
    pub fn sentence(&self) -> String {
        if self.is_empty() {
            return "The same keys as before.".to_owned();
        }
        const SHOWN: usize = 5;
        let part = |word: &str, labels: &[String]| {
            let shown = labels.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
            match labels.len() {
                0 => None,
                1..=SHOWN => Some(format!("{word}: {shown}.")),
                more => Some(format!("{word}: {shown} and {} more.", more - SHOWN)),
            }
        };
        let parts = [
            part("Added", &self.added),
            part("Gone", &self.gone),
            part("Other keys under the same kid", &self.changed),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
