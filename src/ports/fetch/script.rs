//! A network that was thought of beforehand, and that remembers what was asked of it.

use super::{Fetch, FetchAnswer, FetchError, FetchRequest};
use crate::ports::Cancel;
use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// Hosts and answers made by hand. What is asked for twice gets the next answer; the last one stays.
#[derive(Debug, Default)]
pub struct ScriptedFetch(Mutex<Script>);

#[derive(Debug, Default)]
struct Script {
    hosts: BTreeMap<String, VecDeque<Vec<IpAddr>>>,
    answers: BTreeMap<String, VecDeque<Result<FetchAnswer, FetchError>>>,
    looked_up: Vec<String>,
    asked: Vec<FetchRequest>,
}

impl ScriptedFetch {
    /// The host has these addresses; told again: at the next look.
    #[must_use]
    pub fn host(self, name: &str, addresses: &[IpAddr]) -> Self {
        self.with(|script| script.hosts.entry(name.to_owned()).or_default().push_back(addresses.to_vec()));
        self
    }

    /// The URL is answered with a status, a media type and a body.
    #[must_use]
    pub fn answer(self, url: &str, status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        self.tell(url, Ok(answer(status, content_type, body.as_ref())))
    }

    /// The URL is answered with a redirect.
    #[must_use]
    pub fn redirect(self, url: &str, location: &str) -> Self {
        let location = Some(location.to_owned());
        self.tell(url, Ok(FetchAnswer { location, ..answer(302, "text/html", b"") }))
    }

    /// The URL is answered with this, after what was told before.
    #[must_use]
    pub fn tell(self, url: &str, answer: Result<FetchAnswer, FetchError>) -> Self {
        self.add(url, answer);
        self
    }

    /// The same, at any time.
    pub fn add(&self, url: &str, answer: Result<FetchAnswer, FetchError>) {
        self.with(|script| script.answers.entry(url.to_owned()).or_default().push_back(answer));
    }

    /// The names that were looked up, in their order.
    #[must_use]
    pub fn looked_up(&self) -> Vec<String> {
        self.with(|script| script.looked_up.clone())
    }

    /// The requests that were sent, in their order.
    #[must_use]
    pub fn asked(&self) -> Vec<FetchRequest> {
        self.with(|script| script.asked.clone())
    }

    fn with<R>(&self, work: impl FnOnce(&mut Script) -> R) -> R {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn answer(status: u16, content_type: &str, body: &[u8]) -> FetchAnswer {
    FetchAnswer {
        status,
        location: None,
        content_type: (!content_type.is_empty()).then(|| content_type.to_owned()),
        body: Zeroizing::new(body.to_vec()),
        took: Duration::ZERO,
    }
}

/// The next of the queue; the last one stays.
fn next<T: Clone>(queue: Option<&mut VecDeque<T>>) -> Option<T> {
    let queue = queue?;
    if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() }
}

impl Fetch for ScriptedFetch {
    fn resolve(&self, host: &str, _limit: Duration, cancel: &Cancel) -> Result<Vec<IpAddr>, FetchError> {
        if cancel.is_set() {
            return Err(FetchError::Cancelled);
        }
        let found = self.with(|script| {
            script.looked_up.push(host.to_owned());
            next(script.hosts.get_mut(host))
        });
        found.ok_or_else(|| FetchError::NoSuchHost { host: host.to_owned(), why: "not in the script".to_owned() })
    }

    fn get(&self, request: &FetchRequest, cancel: &Cancel) -> Result<FetchAnswer, FetchError> {
        if cancel.is_set() {
            return Err(FetchError::Cancelled);
        }
        let found = self.with(|script| {
            script.asked.push(request.clone());
            next(script.answers.get_mut(&request.url))
        });
        found.unwrap_or_else(|| Ok(answer(404, "text/plain", b"not found")))
    }
}
