//! Every limit on what a JWE may ask for, in one place: the size of the work is bounded before any work is done.

/// Most rounds of PBKDF2 that are computed: twice what OWASP asks for with HMAC-SHA-256 (RFC 8725bis section 3.13).
pub const MAX_P2C: u32 = 1_200_000;

/// Rounds of PBKDF2 for a new token, where nothing else is asked for.
pub const DEFAULT_P2C: u32 = 600_000;

/// Shortest salt of PBES2, in bytes (RFC 7518 section 4.8.1.1).
pub const MIN_P2S_BYTES: usize = 8;

/// Length of the salt in a new token, in bytes.
pub const P2S_BYTES: usize = 16;

/// Longest plaintext that compressed content may grow to, in bytes (RFC 8725bis section 3.15).
pub const MAX_INFLATED_BYTES: usize = 250_000;

/// Smallest RSA key that encrypts or decrypts, in bits (RFC 7518 sections 4.2 and 4.3).
pub const MIN_RSA_BITS: u32 = 2048;

/// Largest RSA key that is computed with, in bits.
pub const MAX_RSA_BITS: u32 = 8192;
