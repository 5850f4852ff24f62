//! Keys: whatever is read can be written, and comes back as it was.

use jwt_workbench::crypto;
use jwt_workbench::keys::{Format, Imported, Key, Material, Private, Secret, SecretEncoding, UnlockLimits, export};

/// So many keys of one input are written and read again.
const MAX_KEYS: usize = 4;

/// JWKs and JWK Sets, encrypted ones too.
pub fn jwk(data: &[u8]) {
    import(data);
    let text = String::from_utf8_lossy(data);
    for guess in SecretEncoding::guess(&text) {
        let _ = guess.encoding.decode(&text);
    }
    if let Ok(key) = Key::from_jwk(&text) {
        let _ = key.thumbprint_input();
    }
}

/// PEM files, DER, certificates; locked ones are tried with the passphrases of the seeds, within small limits.
pub fn pem_der(data: &[u8]) {
    import(data);
}

/// What can be seen at once, and what the passphrases of the seeds open, within small limits.
fn import(data: &[u8]) {
    let seen = crypto::glance(data);
    assert_eq!(seen, crypto::glance(data), "two runs differ");
    told(&seen);
    if seen.locked.is_empty() {
        return;
    }
    let limits = UnlockLimits {
        pbkdf2_rounds: 4096,
        scrypt_bytes: 2 << 20,
        bcrypt_rounds: 2,
        pkcs12_rounds: 4096,
        work: 100_000,
    };
    let passphrases = ["", "test"].map(|text| Secret::new(text.as_bytes().to_vec()));
    told(&crypto::import_within(data, &passphrases, &limits));
}

/// What is said is harmless, and what was read can be written.
fn told(imported: &Imported) {
    assert_eq!(imported.keys.len(), imported.places.len(), "a key without its place");
    for how in imported.locked.iter().map(|l| l.how.as_str()) {
        super::text::assert_harmless(how);
    }
    for certificate in imported.keys.iter().flat_map(Key::certificates) {
        super::text::assert_harmless(&format!("{} {}", certificate.subject, certificate.issuer));
        certificate.alternative_names.iter().for_each(|name| super::text::assert_harmless(name));
    }
    for why in imported.ignored.iter().map(|i| i.why.to_string()) {
        super::text::assert_harmless(&why);
    }
    for note in imported.notes.iter().map(|n| n.note.to_string()) {
        super::text::assert_harmless(&note);
    }
    imported.keys.iter().take(MAX_KEYS).for_each(round_trips);
}

/// What is exported imports to the same key; the public half keeps the thumbprint and nothing secret.
fn round_trips(key: &Key) {
    super::text::assert_harmless(&key.describe());
    let _ = (key.can(), key.weaknesses(None), key.bits());
    for format in Format::PLAIN {
        for private in [Private::Include, Private::Omit] {
            let Some(back) = again(key, format, private) else { continue };
            assert_eq!(crypto::thumbprint(&back), crypto::thumbprint(key), "{format:?} {private:?}: another key");
            if private == Private::Omit {
                assert!(!back.is_private(), "{format:?}: a private half went along");
                continue;
            }
            assert!(back.material == key.material, "{format:?}: another key came back");
            if matches!(format, Format::Jwk | Format::JwkSet) {
                assert_eq!(labels(&back), labels(key), "{format:?}: a label was lost");
            }
        }
    }
}

/// What a JWK says of a key beside its octets. Of an AKP key the octets say the algorithm.
fn labels(key: &Key) -> impl PartialEq + std::fmt::Debug {
    let alg = match &key.material {
        Material::Akp { alg, .. } => Some(alg),
        _ => key.alg.as_ref(),
    };
    (alg.cloned(), key.kid.clone(), key.usage.clone(), key.key_ops.clone(), key.other.clone())
}

/// The key written and read; `None` where the format cannot hold it.
fn again(key: &Key, format: Format, private: Private) -> Option<Key> {
    let written = match export(&[key], format, private) {
        Ok(written) => written,
        Err(why) => {
            let is_json = matches!(format, Format::Jwk | Format::JwkSet);
            let may_fail = matches!(key.material, Material::Oct(_) | Material::Akp { .. });
            assert!(may_fail && !(is_json && private == Private::Include), "{format:?} {private:?}: {why}");
            return None;
        }
    };
    let imported = crypto::import(&written);
    assert_eq!(imported.ignored, [], "{format:?} {private:?}: what was written is not read");
    let [back] = imported.keys.as_slice() else { panic!("{format:?}: {} keys", imported.keys.len()) };
    Some(Key { name: key.name.clone(), ..back.clone() })
}
