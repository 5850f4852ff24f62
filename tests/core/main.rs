//! Behaviour of the core through its public doors: one test binary, so that it links once.

mod crypto;
mod escape;
mod json;
mod keys;
mod rfc;
mod vectors;
