//! Another key at hand made the signature, or one that says of itself that it is for something else.

use super::cause::{Cause, Cure};
use super::subject::Subject;
use crate::keys::Purpose;

pub(super) fn causes(subject: &Subject<'_>) -> Vec<Cause> {
    let mut signers = subject.fitting().filter(|s| subject.covers(&s.bare, &subject.input)).map(|s| s.key);
    let Some(first) = signers.next() else { return Vec::new() };
    let may = |key: &&_| crate::keys::Key::fits(key, subject.row, Purpose::Verify).is_ok();
    let allowed = std::iter::once(first).chain(signers).find(may);
    vec![match allowed {
        Some(key) => {
            let cure = Cure::ChooseKey { name: key.name.clone() };
            Cause::new("other-key", subject.facts_with(key), Some(cure))
        }
        None => {
            let why = first.fits(subject.row, Purpose::Verify).err().map(|misfit| misfit.to_string().replace('`', ""));
            Cause::new("key-for-something-else", subject.facts_with(first).with("why", why.unwrap_or_default()), None)
        }
    }]
}
