//! The window, driven by role and label on test ports: one test binary, so that it links once.

mod frame;
mod harness;
mod token;
