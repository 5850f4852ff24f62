//! The window, driven by role and label on test ports: one test binary, so that it links once.

mod deceptive;
mod diagnosis;
mod edit;
mod encrypt;
#[cfg(feature = "fetch")]
mod fetch;
mod forms;
mod frame;
mod harness;
mod help;
mod key_list;
mod keys;
mod policies;
mod policy_code;
mod report;
mod sign;
mod time;
mod token;
mod validation;
mod vault;
mod verdict;
