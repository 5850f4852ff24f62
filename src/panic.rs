//! What a panic may say: where it was, never what it was about. Messages of panics can hold pieces of tokens and keys.

use std::io::Write;
use std::panic::{self, PanicHookInfo};

/// Makes every panic of this process print the program's version and the place in its source, and nothing else.
pub fn install() {
    panic::set_hook(Box::new(|info| {
        // nobody can be told that standard error is closed
        let _ = writeln!(std::io::stderr(), "{}", message(info));
    }));
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let place = info.location().map_or_else(
        || "an unknown place".to_owned(),
        |l| format!("{}:{}:{}", l.file().rsplit(['/', '\\']).next().unwrap_or_default(), l.line(), l.column()),
    );
    format!("jwt-workbench {version}: internal error at {place}; please report this line and what you did")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[test]
    fn a_panic_tells_its_place_and_not_its_message() {
        let told = Arc::new(Mutex::new(String::new()));
        let before = panic::take_hook();
        let into = Arc::clone(&told);
        panic::set_hook(Box::new(move |info| into.lock().unwrap().push_str(&message(info))));
        let result = panic::catch_unwind(|| panic!("canary-in-a-panic"));
        panic::set_hook(before);
        assert!(result.is_err());
        let told = told.lock().unwrap().clone();
        assert!(told.contains("internal error at panic.rs:") && !told.contains("canary"), "{told}");
    }
}
