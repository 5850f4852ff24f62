//! Looking a host up, and asking one of its addresses.

use super::answer::{LeftOut, jwks_uri, key_set};
use super::error::safe;
use super::limits::{MAX_ADDRESSES, MAX_REDIRECTS, MAX_TIME, VISIT};
use super::plan::Plan;
use super::target::Target;
use super::{FetchedSet, Judged, Place, RemoteError};
use crate::jose::numeric_date::NumericDate;
use crate::ports::{Cancel, Fetch, FetchAnswer, FetchLimits, FetchRequest};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// A plan whose host was looked up; nothing was sent to it yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stop {
    /// What would be asked.
    pub plan: Plan,
    /// The host's addresses, as the resolver gave them.
    pub addresses: Vec<Judged>,
}

/// The second yes that somebody gave, for one visit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Consent {
    /// To ask without TLS.
    pub http: bool,
    /// To go to an address that is no public one.
    pub unusual: bool,
}

/// Where a visit led.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Arrival {
    /// To the keys.
    Keys(Box<Found>),
    /// To a document that names a key set elsewhere: that takes a look and a click of its own.
    Onward {
        /// What would be asked next.
        plan: Box<Plan>,
        /// What was asked, and what came of it.
        trail: Vec<String>,
    },
}

/// What was found, before anybody keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The keys that can be kept.
    pub set: FetchedSet,
    /// What cannot.
    pub left_out: Vec<LeftOut>,
    /// What somebody should know.
    pub remarks: Vec<String>,
    /// What was asked, and what came of it.
    pub trail: Vec<String>,
}

impl Stop {
    pub(super) fn look_up(plan: Plan, port: &dyn Fetch, cancel: &Cancel) -> Result<Self, RemoteError> {
        let Some(target) = plan.target() else { return Err(RemoteError::Blank) };
        let mut found = match target.literal() {
            Some(address) => vec![address],
            None => port.resolve(target.host(), MAX_TIME, cancel)?,
        };
        found.truncate(MAX_ADDRESSES);
        let addresses: Vec<_> = found.into_iter().map(Judged::new).collect();
        if addresses.iter().all(|judged| judged.place == Place::Nowhere) {
            return Err(RemoteError::NoAddress { host: safe(target.host()) });
        }
        Ok(Self { plan, addresses })
    }

    /// The address that is asked unless somebody chooses another: the first public one, or the first.
    #[must_use]
    pub fn first_choice(&self) -> Option<Judged> {
        let usable = || self.addresses.iter().filter(|j| j.place != Place::Nowhere);
        usable().find(|j| !j.is_unusual()).or_else(|| usable().next()).copied()
    }

    /// Whether the host has public addresses and others: a sign of a name that is made to point inwards.
    #[must_use]
    pub fn is_mixed(&self) -> bool {
        let unusual = self.addresses.iter().filter(|j| j.is_unusual()).count();
        unusual > 0 && unusual < self.addresses.len()
    }

    /// What takes a second yes before this address is asked.
    ///
    /// # Errors
    /// The address was not looked up, or is no machine's.
    pub fn needs(&self, address: IpAddr) -> Result<Consent, RemoteError> {
        let judged = self.addresses.iter().find(|j| j.address == address).ok_or(RemoteError::OtherAddress)?;
        let Some(target) = self.plan.target() else { return Err(RemoteError::Blank) };
        if judged.place == Place::Nowhere {
            return Err(RemoteError::NoAddress { host: safe(target.host()) });
        }
        Ok(Consent { http: !target.is_protected(), unusual: judged.is_unusual() })
    }

    /// Whether the visit may be made with that consent.
    ///
    /// # Errors
    /// What is missing.
    pub fn allow(&self, address: IpAddr, consent: Consent) -> Result<(), RemoteError> {
        let needs = self.needs(address)?;
        if needs.http && !consent.http {
            return Err(RemoteError::NeedsHttp);
        }
        if needs.unusual && !consent.unusual {
            let judged = Judged::new(address);
            return Err(RemoteError::NeedsUnusual { address: judged.to_string(), place: judged.place.id() });
        }
        Ok(())
    }

    /// Asks that address. `now` is written on what is found.
    ///
    /// # Errors
    /// A second yes is missing, or no keys came of it and why. Whatever was kept before is as it was.
    pub fn visit(
        &self,
        port: &dyn Fetch,
        address: IpAddr,
        consent: Consent,
        now: NumericDate,
        cancel: &Cancel,
    ) -> Result<Arrival, RemoteError> {
        self.allow(address, consent)?;
        let mut walk = Walk { port, cancel, address, left: MAX_TIME, trail: Vec::new() };
        let mut keys_at = self.plan.asks.first().cloned().ok_or(RemoteError::Blank)?;
        if self.plan.asks_documents {
            let (document, keys) = self.document(&mut walk)?;
            if !document.covers(&keys) {
                let plan = Plan { asks: vec![keys], asks_documents: false, ..self.plan.clone() };
                return Ok(Arrival::Onward { plan: Box::new(plan), trail: walk.trail });
            }
            keys_at = keys;
        }
        let (url, answer) = walk.get(&keys_at, "application/jwk-set+json, application/json")?;
        let found = key_set(&answer)?;
        let set = FetchedSet::new(&self.plan, &url, address, now, found.keys);
        let (left_out, remarks, trail) = (found.left_out, found.remarks, walk.trail);
        Ok(Arrival::Keys(Box::new(Found { set, left_out, remarks, trail })))
    }

    /// The first document that is there, and where it says that the keys are.
    fn document(&self, walk: &mut Walk<'_>) -> Result<(Target, Target), RemoteError> {
        let issuer = self.plan.issuer.as_deref().unwrap_or_default();
        let mut failed = Vec::new();
        for target in &self.plan.asks {
            let read = walk.get(target, "application/json").and_then(|(url, answer)| {
                let keys = Target::parse(&jwks_uri(&answer, issuer)?)?;
                Ok((url, keys))
            });
            match read {
                Err(why) if may_be_elsewhere(&why) => failed.push(why),
                read => return read,
            }
        }
        match (failed.pop(), failed.pop()) {
            (Some(second), Some(first)) => {
                Err(RemoteError::NoDocument { first: first.to_string(), second: second.to_string() })
            }
            (Some(only), None) => Err(only),
            _ => Err(RemoteError::Blank),
        }
    }
}

/// Whether the other document may be there although this one is not.
fn may_be_elsewhere(why: &RemoteError) -> bool {
    matches!(
        why,
        RemoteError::Status { .. }
            | RemoteError::WebPage
            | RemoteError::NotWhatWasAsked { .. }
            | RemoteError::NoJwksUri
            | RemoteError::RedirectElsewhere { .. }
    )
}

/// The requests of one visit: one address, one budget of time.
struct Walk<'a> {
    port: &'a dyn Fetch,
    cancel: &'a Cancel,
    address: IpAddr,
    left: Duration,
    trail: Vec<String>,
}

impl Walk<'_> {
    /// Asks, and follows redirects on the same host. Also says what was asked in the end.
    fn get(&mut self, target: &Target, accept: &'static str) -> Result<(Target, FetchAnswer), RemoteError> {
        let mut target = target.clone();
        for _ in 0..=MAX_REDIRECTS {
            let answer = self.ask(&target, accept)?;
            match (answer.status, &answer.location) {
                (200, _) => return Ok((target, answer)),
                (301 | 302 | 303 | 307 | 308, Some(location)) => {
                    let next = target.join(location)?;
                    if !target.covers(&next) {
                        return Err(RemoteError::RedirectElsewhere { to: next.to_string() });
                    }
                    target = next;
                }
                (status, _) => return Err(RemoteError::Status { url: target.to_string(), status }),
            }
        }
        Err(RemoteError::TooManyRedirects)
    }

    fn ask(&mut self, target: &Target, accept: &'static str) -> Result<FetchAnswer, RemoteError> {
        let request = FetchRequest {
            url: target.url().to_owned(),
            address: SocketAddr::new(self.address, target.port()),
            accept,
            limits: FetchLimits { time: self.left, ..VISIT },
        };
        let answer = self.port.get(&request, self.cancel)?;
        self.left = self.left.saturating_sub(answer.took);
        self.trail.push(match &answer.location {
            Some(location) => format!("{target}: status {}, leads to {}", answer.status, safe(location)),
            None => format!("{target}: status {}, {} bytes", answer.status, answer.body.len()),
        });
        Ok(answer)
    }
}
