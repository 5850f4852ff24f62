//! The keys of the vault, read again.

use super::import;
use crate::keys::Key;
use std::num::NonZero;

/// Fewer keys than this are read before a thread is started.
const WORTH_A_THREAD: usize = 32;

/// The key that a file of the vault holds, under the vault's name for it.
///
/// # Errors
/// Why it holds none, in words.
pub fn kept_key(name: &str, file: &[u8]) -> Result<Key, String> {
    let mut imported = import(file);
    match imported.keys.pop() {
        Some(key) => Ok(Key { name: name.to_owned(), ..key }),
        None => Err(imported.ignored.first().map_or_else(|| "it holds no key".to_owned(), |i| i.why.to_string())),
    }
}

/// The same for many: each a name and the file's text. Each key is computed with to see that it is sound, so that the work
/// is shared among the machine's processors.
#[must_use]
pub fn kept_keys(files: &[(&str, &str)]) -> Vec<Result<Key, String>> {
    let read = |files: &[(&str, &str)]| -> Vec<_> {
        files.iter().map(|(name, text)| kept_key(name, text.as_bytes())).collect()
    };
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    if files.len() < WORTH_A_THREAD || processors == 1 {
        return read(files);
    }
    let share = files.len().div_ceil(processors);
    std::thread::scope(|scope| {
        let shares: Vec<_> = files.chunks(share).map(|share| (share, scope.spawn(move || read(share)))).collect();
        // a thread that could not do its share has it done here
        shares.into_iter().flat_map(|(share, thread)| thread.join().unwrap_or_else(|_| read(share))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_keys_come_in_their_order() {
        let texts: Vec<_> = (0..200)
            .map(|i| match i % 3 {
                0 => "{}".to_owned(),
                _ => format!(r#"{{"kty":"oct","k":"AAAA","kid":"{i}"}}"#),
            })
            .collect();
        let files: Vec<_> = texts.iter().map(|text| ("n", text.as_str())).collect();
        let read = kept_keys(&files);
        let one_by_one: Vec<_> = files.iter().map(|(name, text)| kept_key(name, text.as_bytes())).collect();
        assert_eq!(read, one_by_one);
        assert_eq!(read[199].as_ref().unwrap().kid.as_deref(), Some("199"));
    }
}
