//! Behaviour of the core through its public doors: one test binary, so that it links once.

mod escape;
mod json;
mod teach;
mod vectors;
