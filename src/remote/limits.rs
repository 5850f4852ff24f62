//! Every limit on what is fetched, in one place. Keys of a set: [`crate::keys::limits::MAX_KEYS`].

use crate::ports::FetchLimits;
use std::time::Duration;

/// A visit takes no longer than this: connecting, redirects, the document and the key set together.
pub const MAX_TIME: Duration = Duration::from_secs(5);

/// Longest body that is read, in bytes; what the reader of keys takes.
pub const MAX_BODY_BYTES: usize = crate::keys::limits::MAX_INPUT_BYTES;

/// Longest status line with header fields, in bytes.
pub const MAX_HEAD_BYTES: usize = 16 * 1024;

/// So many redirects on the same host are followed.
pub const MAX_REDIRECTS: usize = 3;

/// Longest URL, in bytes.
pub const MAX_URL_BYTES: usize = 2_048;

/// So many addresses of a host are shown.
pub const MAX_ADDRESSES: usize = 16;

/// The limits of a visit.
pub const VISIT: FetchLimits = FetchLimits { time: MAX_TIME, head_bytes: MAX_HEAD_BYTES, body_bytes: MAX_BODY_BYTES };
