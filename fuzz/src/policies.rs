//! Policy files, which come from colleagues and strangers.

use super::text::assert_harmless;
use jwt_workbench::code::{self, Language};
use jwt_workbench::policy::{self, Document};

/// What was read is written and read back the same, differs from itself in nothing, and is code without a character of its
/// own; what is refused is refused in words that do no harm.
pub fn policy(data: &[u8]) {
    let document = match policy::parse(data) {
        Ok(document) => document,
        Err(why) => return assert_harmless(&why),
    };
    let Document { name, description, policy, at: _ } = &document;
    let written = policy::write(name.as_deref(), description, policy);
    let again = policy::read(&written).expect("what was written can be read");
    assert_eq!(&again.policy, policy);
    assert_eq!(again.description, *description);
    assert_eq!(policy::parse(written.to_string().as_bytes()), Ok(again), "as a value and as a text");
    assert_eq!(policy::compare(policy, policy), []);
    for difference in policy::compare(&jwt_workbench::checks::Policy::default(), policy) {
        assert_harmless(&difference.after);
    }
    for language in Language::ALL {
        let snippet = code::write(policy, None, language);
        let is_plain = |b: u8| matches!(b, b' '..=b'~' | b'\n' | b'\t');
        assert!(snippet.text.bytes().all(is_plain), "{}", snippet.text);
        assert_eq!(policy.blanks().is_empty(), !snippet.notes.iter().any(|note| note.id == "blanks"));
    }
}
