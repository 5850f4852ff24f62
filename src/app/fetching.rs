//! What is asked of the model, and of the world, about keys that are fetched.

use crate::remote::{Arrival, Consent, FetchedSet, Plan, Stop};
use std::net::IpAddr;

/// A wish or a piece of news.
#[derive(Clone, PartialEq, Debug)]
pub enum FetchAction {
    /// Ask again for the keys of this issuer or address: opens the dialog and looks the host up.
    Refresh(String),
    /// Move the keys of this issuer or address to the trash.
    Forget(String),
    /// One step back in the dialog, and nothing more is awaited.
    Back,
    /// The resolver answered.
    LookedUp(u64, Result<Box<Stop>, String>),
    /// The visit ended.
    Arrived(u64, Result<Box<Arrival>, String>),
    /// The sets that the vault keeps.
    Known(Vec<FetchedSet>),
    /// A set was not saved; it stays here until the window closes. Why, and what to do.
    NotKept {
        /// Its name.
        name: String,
        /// Why, and what to do.
        error: String,
    },
    /// A set is in the trash.
    Forgotten(String),
}

/// A deed in the world.
#[derive(Clone, PartialEq)]
pub enum FetchErrand {
    /// Look a host up.
    LookUp {
        /// Goes back with the answer.
        ticket: u64,
        /// What would be asked.
        plan: Box<Plan>,
    },
    /// Ask one address.
    Visit {
        /// Goes back with the answer.
        ticket: u64,
        /// What is asked.
        stop: Box<Stop>,
        /// Where.
        address: IpAddr,
        /// What was agreed to.
        consent: Consent,
    },
    /// Stop what is under way.
    Stop,
    /// Keep a set in the vault, in place of the one of its name.
    Keep(Box<FetchedSet>),
    /// Move a set to the trash.
    Forget(String),
}
