//! Behaviour of the core through its public doors: one test binary, so that it links once.

mod escape;
mod find;
mod json;
mod vectors;
