//! SD-JWTs: disclosures that do and do not belong to the digests.

use super::tokens::{judged, text};
use jwt_workbench::crypto;
use jwt_workbench::jose::alg;
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::json;
use jwt_workbench::jose::sd_jwt::{DigestAlgorithm, SdJwtText};
use jwt_workbench::keys::{Key, KeyRing, Material, Secret};
use jwt_workbench::make::sd_jwt::{Making, Show, make, present};
use jwt_workbench::report::{KeyChoice, Report};

/// So many digests are put in, and so many claims hidden.
const MAX_DISCLOSURES: usize = 16;

/// A payload and disclosures as JSON, zero octets between them. `#0` in the payload and in later disclosures stands for the
/// first one's digest, and so on.
pub fn sd_jwt(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.split('\0');
    let mut payload = parts.next().unwrap_or_default().to_owned();
    let mut disclosures: Vec<String> = parts.map(str::to_owned).collect();
    // the last ones first: an outer disclosure holds the digest of an inner one
    for i in (0..disclosures.len().min(MAX_DISCLOSURES)).rev() {
        let encoded = base64url::encode(disclosures[i].as_bytes());
        let digest = base64url::encode(&crypto::digest::named(DigestAlgorithm::Sha256, encoded.as_bytes()));
        let mark = format!("#{i}\"");
        payload = payload.replace(&mark, &format!("{digest}\""));
        disclosures.iter_mut().take(i).for_each(|d| *d = d.replace(&mark, &format!("{digest}\"")));
    }
    let tail: String = disclosures.iter().map(|d| base64url::encode(d.as_bytes()) + "~").collect();
    let whole = format!("{}~{tail}", signed(&payload));
    let report = whole_report(&whole);
    assert!(report.sd_jwt.is_some(), "an SD-JWT is none");
    let _ = present(&whole, &Show::All, None);
    hidden_and_shown(&payload);
}

/// Any text with a tilde.
pub fn sd_jwt_text(data: &[u8]) {
    let text = text(data);
    let text = if text.contains('~') { text } else { format!("{text}~") };
    let Some(read) = SdJwtText::read(&text) else { return };
    for disclosure in &read.disclosures {
        let decoded = base64url::decode(read.encoded(disclosure));
        assert!(disclosure.json.is_empty() || disclosure.json.as_bytes() == decoded.bytes, "another disclosure");
    }
    whole_report(&text);
}

fn key() -> Key {
    Key { name: "issuer".to_owned(), ..Key::new(Material::Oct(Secret::new(vec![7; 64]))) }
}

fn signed(payload: &str) -> String {
    let header = base64url::encode(br#"{"alg":"HS512","typ":"sd-jwt"}"#);
    let signing_input = format!("{header}.{}", base64url::encode(payload.as_bytes()));
    let row = alg::find("HS512").expect("a row of the table");
    let mac = crypto::sign(row, &key(), signing_input.as_bytes()).expect("a MAC");
    format!("{signing_input}.{}", base64url::encode(&mac))
}

fn whole_report(token: &str) -> Report {
    let report = judged(token, &KeyRing::new(vec![key()], 7), KeyChoice::Every);
    if let Some(found) = &report.sd_jwt {
        assert!(
            found.claims.text.is_empty() || json::parse(&found.claims.text).is_ok(),
            "what is disclosed is no JSON"
        );
        if found.problems.is_empty() && found.claims.object().is_some() {
            let root = found.claims.object().expect("an object");
            let paths = found.disclosures.iter().filter_map(|line| line.path.as_ref());
            paths.for_each(|path| assert!(root.at(path).is_some(), "nothing is at the place of a disclosure"));
        }
    }
    report
}

/// Every claim hidden and disclosed again gives the claims; nothing disclosed gives none of them.
fn hidden_and_shown(claims: &str) {
    let Ok(parsed) = json::parse(claims) else { return };
    let (alg, digest) = (alg::find("HS512").expect("a row of the table"), DigestAlgorithm::Sha256);
    let names = parsed.root.members().iter().take(MAX_DISCLOSURES);
    let hide: Vec<_> = names.map(|m| format!("/{}", m.key.replace('~', "~0").replace('/', "~1"))).collect();
    let making = Making { key: &key(), alg, header: "{}", typ: None, digest, decoys: 0, holder: None };
    let Ok(made) = make(claims, &hide, &making) else { return };
    let shown = whole_report(&made.token);
    let found = shown.sd_jwt.as_ref().expect("an SD-JWT");
    assert!(found.problems.is_empty(), "what was made must be rejected: {:?}", found.problems);
    assert_eq!(found.claims.to_serde(), Some(parsed.root.to_serde(claims)), "other claims");
    let presented = present(&made.token, &Show::nothing(), None).expect("a presentation");
    let nothing = whole_report(&presented.token);
    let found = nothing.sd_jwt.as_ref().expect("an SD-JWT");
    let left = found.claims.object().expect("an object").members().len();
    assert_eq!(left + made.disclosures.len(), parsed.root.members().len(), "a hidden claim is seen");
}
