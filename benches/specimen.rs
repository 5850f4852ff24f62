//! Keys and tokens to measure with: made anew on each run, so that nothing secret and nothing stale lies in the files.

#![allow(dead_code, reason = "each bench takes what it needs of it")]

use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::{alg, base64url};
use jwt_workbench::keys::{Key, KeyRing};
use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

/// 10 MB, the size that a paste must be answered at.
pub const TEN_MB: usize = 10_000_000;
pub const ISSUER: &str = "https://login.example.com/realms/workbench";
pub const AUDIENCE: &str = "https://api.example.com";

/// The present, in whole seconds: bare decoding reads the system's clock, so the tokens must be good today.
pub fn now_secs() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64)
}

/// A new key for an algorithm; its name is its `kid`.
pub fn key(algorithm: &str, name: &str) -> Key {
    let spec: KeySpec = algorithm.parse().expect("a served algorithm");
    let key = crypto::generate(&spec).expect("a key");
    Key { name: name.to_owned(), kid: Some(name.to_owned()), ..key }
}

/// The key among so many others that fit nothing or do not verify: secrets, and keys on curves.
pub fn among(key: &Key, others: usize) -> KeyRing {
    KeyRing::new(crowd(key, others), 1)
}

/// The same as a list.
pub fn crowd(key: &Key, others: usize) -> Vec<Key> {
    let kinds = ["HS256", "ES256", "EdDSA"];
    let other = |i: usize| self::key(kinds[i % kinds.len()], &format!("other key {i:03}"));
    (0..others).map(other).chain([key.clone()]).collect()
}

/// A signed token of about so many characters: the claims that tokens have, and roles to fill it up.
pub fn token(algorithm: &str, key: &Key, chars: usize) -> String {
    let row = alg::find(algorithm).expect("a known algorithm");
    let kid = key.kid.as_deref().unwrap_or_default();
    let header = format!("{{\"alg\":\"{algorithm}\",\"typ\":\"at+jwt\",\"kid\":\"{kid}\"}}");
    let signature = crypto::sign(row, key, b"").map_or(0, |s| s.len() * 4 / 3);
    let room = chars.saturating_sub(header.len() * 4 / 3 + signature + 4);
    let input =
        format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(claims(room * 3 / 4).as_bytes()));
    let signature = crypto::sign(row, key, input.as_bytes()).expect("a signature");
    format!("{input}.{}", base64url::encode(&signature))
}

/// A claims set of about so many bytes (not below 300).
pub fn claims(bytes: usize) -> String {
    let now = now_secs();
    let mut json = format!(
        "{{\"iss\":\"{ISSUER}\",\"sub\":\"f3a1c7d0-5b7e-4f7e-9b51-1c2d3e4f5a6b\",\"aud\":[\"{AUDIENCE}\",\"account\"],\"iat\":{},\"nbf\":{},\"exp\":{},\"jti\":\"0b1c2d3e\",\"client_id\":\"workbench\",\"scope\":\"openid profile email\",\"name\":\"Alice Example\",\"roles\":[",
        now - 60,
        now - 60,
        now + 86_400,
    );
    let mut i = 0;
    while json.len() + 48 < bytes || i == 0 {
        let comma = if i == 0 { "" } else { "," };
        let _ = write!(json, "{comma}{{\"id\":{i},\"role\":\"reader\"}}");
        i += 1;
    }
    json.push_str("]}");
    json
}

/// The command that people copy from a browser, with the token in it.
pub fn curl(token: &str) -> String {
    format!(
        "curl 'https://api.example.com/v1/orders?limit=50' -H 'Accept: application/json' -H 'Authorization: Bearer {token}' --compressed"
    )
}
