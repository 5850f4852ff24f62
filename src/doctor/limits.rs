//! How much the doctor does: every search has an end, however large the token, the vault and the word list are.

/// Octets that are hashed in all. A token of a kilobyte and the largest word list stay below it.
pub const MAX_HASHED_BYTES: u64 = 16 << 30;

/// Signatures that are computed with public keys in all: up to a minute of work.
pub const MAX_PUBLIC_KEY_TRIES: u64 = 200_000;

/// Longest word list that is read, in bytes.
pub const MAX_WORD_LIST_BYTES: u64 = 256 << 20;

/// Keys with which changed spellings of the header and the payload are tried: the chosen one and the likeliest first.
pub const MAX_SPELLING_KEYS: usize = 8;

/// Longest part of which other spellings are made, in bytes.
pub const MAX_SPELT_BYTES: usize = 16 << 10;

/// Objects with so many members are tried in every order; larger ones with one member moved.
pub const MAX_PERMUTED_MEMBERS: usize = 5;

/// Members of an object that are moved to another place.
pub const MAX_MOVED_MEMBERS: usize = 40;

/// So many tries pass between two looks at whether somebody wants it to stop.
pub(super) const TRIES_BETWEEN_LOOKS: u64 = 32;
