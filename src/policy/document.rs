//! A policy as JSON: the members are named as the options are, or as the vault keeps them.
//!
//! A member that is not known is refused: a slip in `aud` must not quietly mean "any audience".

use super::duration::{span_secs, time};
use crate::checks::{Need, Policy, SignatureRule};
use crate::jose::escape;
use crate::jose::json::{self, OddityKind, Parsed};
use crate::jose::numeric_date::NumericDate;
use serde_json::{Map, Value};
use std::ops::Range;

/// A policy as a file holds it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// What it is called, where it says so.
    pub name: Option<String>,
    /// What it is for; empty where it says nothing.
    pub description: String,
    /// What is expected.
    pub policy: Policy,
    /// The time to judge at, which only files for the command line have.
    pub at: Option<NumericDate>,
}

/// The values that a list of a policy has at most: a token is compared with each, and the window shows them all.
pub const MAX_VALUES: usize = 1_000;

/// Reads a policy of the vault.
///
/// # Errors
/// One clause that names the member and says what it must be.
pub fn read(value: &Value) -> Result<Document, String> {
    let members = value.as_object().ok_or(NO_OBJECT)?;
    let mut reader = Reader::default();
    for (name, value) in members {
        reader.take(name, value)?;
    }
    Ok(reader.document)
}

/// Reads the text of a policy file.
///
/// # Errors
/// One clause that says where: why it is no JSON, or what [`read`] says.
pub fn parse(bytes: &[u8]) -> Result<Document, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Parsed { root, oddities } = json::parse(text).map_err(|e| format!("it is no JSON: {e}"))?;
    if !root.is_object() {
        return Err(NO_OBJECT.to_owned());
    }
    let place = |span: &Range<usize>| {
        let (line, column) = json::line_col(text, span.start);
        format!("line {line}, column {column}")
    };
    let half = oddities.iter().find(|oddity| oddity.kind == OddityKind::LoneSurrogate);
    if let Some(half) = half {
        return Err(format!("{}: an escape is half a character", place(&half.span)));
    }
    let mut reader = Reader::default();
    for member in root.members() {
        let taken = reader.take(&member.key, &member.value.to_serde(text));
        taken.map_err(|why| format!("{}: {why}", place(&member.key_span)))?;
    }
    Ok(reader.document)
}

/// A policy as its file holds it: what is as if it were not said is left out. [`read`] gives the same policy back.
#[must_use]
pub fn write(name: Option<&str>, description: &str, policy: &Policy) -> Value {
    let mut members = Map::new();
    let words = [("name", name.unwrap_or_default()), ("description", description)];
    members
        .extend(words.iter().filter(|(_, text)| !text.is_empty()).map(|(k, text)| ((*k).to_owned(), (*text).into())));
    let (Ok(Value::Object(own)), Ok(unsaid)) = (serde_json::to_value(policy), serde_json::to_value(Policy::default()))
    else {
        return Value::Object(members);
    };
    members.extend(own.into_iter().filter(|(member, value)| unsaid.get(member) != Some(value)));
    Value::Object(members)
}

/// Whether a text is meant as a policy: an object with a member that neither tokens, keys nor claims have.
#[must_use]
pub fn is_meant(text: &str) -> bool {
    const OWN: [&str; 12] = [
        "algorithms",
        "issuers",
        "audiences",
        "require",
        "required",
        "leeway",
        "leeway_secs",
        "max-age",
        "max_age_secs",
        "strict",
        "needs",
        "require_key_binding",
    ];
    const HEAD_BYTES: usize = 1 << 20;
    const OTHERS: [&str; 5] = ["kty", "keys", "payload", "ciphertext", "recipients"];
    if text.len() > HEAD_BYTES || !text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        return false;
    }
    let Ok(Value::Object(members)) = serde_json::from_str(text.trim_start_matches('\u{feff}')) else { return false };
    OWN.iter().any(|name| members.contains_key(*name)) && !OTHERS.iter().any(|name| members.contains_key(*name))
}

/// Reads `all`, `any` or a number.
///
/// # Errors
/// One clause that shows the spellings.
pub fn rule(text: &str) -> Result<SignatureRule, String> {
    match text {
        "all" => Ok(SignatureRule::All),
        "any" => Ok(SignatureRule::Any),
        _ => match text.parse() {
            Ok(count @ 1..) => Ok(SignatureRule::AtLeast(count)),
            _ => Err("it is all, any or a number above zero".to_owned()),
        },
    }
}

const NO_OBJECT: &str = "it is not a JSON object";

/// A policy, member by member.
#[derive(Default)]
struct Reader {
    document: Document,
    /// The members that were there, as they are called here and as they were spelt.
    seen: Vec<(&'static str, String)>,
}

impl Reader {
    /// Twice the same member, in one spelling or in two, would mean what comes last.
    fn take(&mut self, name: &str, value: &Value) -> Result<(), String> {
        let shown = escape::visible(name);
        let member = member(name).ok_or_else(|| format!("it has a member `{shown}` that no option is called by"))?;
        if let Some((_, before)) = self.seen.iter().find(|(seen, _)| *seen == member) {
            return Err(match before == name {
                true => format!("its member `{shown}` is there twice"),
                false => format!("its members `{before}` and `{shown}` are the same: keep one"),
            });
        }
        self.seen.push((member, name.to_owned()));
        put(&mut self.document, member, value).map_err(|must_be| format!("its member `{shown}` must be {must_be}"))
    }
}

/// The member that is spelt so, by the name that the vault gives it.
fn member(spelt: &str) -> Option<&'static str> {
    Some(match spelt {
        "alg" | "algorithms" => "algorithms",
        "iss" | "issuers" => "issuers",
        "aud" | "audiences" => "audiences",
        "require" | "required" => "required",
        "sub" | "subject" => "subject",
        "typ" => "typ",
        "nonce" => "nonce",
        "htm" => "htm",
        "htu" => "htu",
        "ath" => "ath",
        "needs" => "needs",
        "leeway" | "leeway_secs" => "leeway_secs",
        "max-age" | "max_age" | "max_age_secs" => "max_age_secs",
        "signatures" => "signatures",
        "require-key-binding" | "require_key_binding" => "require_key_binding",
        "strict" => "strict",
        "at" => "at",
        "name" => "name",
        "description" => "description",
        "schema" => "schema",
        "version" => "version",
        "$schema" => "$schema",
        _ => return None,
    })
}

/// Puts the value of a member in; the error is what it must be.
fn put(document: &mut Document, member: &str, value: &Value) -> Result<(), &'static str> {
    let policy = &mut document.policy;
    match member {
        "algorithms" => policy.algorithms = texts(value)?,
        "issuers" => policy.issuers = texts(value)?,
        "audiences" => policy.audiences = texts(value)?,
        "required" => policy.required = texts(value)?,
        "subject" => policy.subject = text(value)?,
        "typ" => policy.typ = text(value)?,
        "nonce" => policy.nonce = text(value)?,
        "htm" => policy.htm = text(value)?,
        "htu" => policy.htu = text(value)?,
        "ath" => policy.ath = text(value)?,
        "needs" => policy.needs = needs(value)?,
        "leeway_secs" => policy.leeway_secs = secs(value)?.unwrap_or_default(),
        "max_age_secs" => policy.max_age_secs = secs(value)?,
        "signatures" => policy.signatures = signatures(value)?,
        "require_key_binding" => policy.require_key_binding = flag(value)?,
        "strict" => policy.strict = flag(value)?,
        "at" => document.at = date(value)?,
        "name" => document.name = text(value)?,
        "description" => document.description = text(value)?.unwrap_or_default(),
        // for whoever wrote it; every version of a policy reads the same
        _ => {}
    }
    Ok(())
}

fn flag(value: &Value) -> Result<bool, &'static str> {
    value.as_bool().ok_or("true or false")
}

fn texts(value: &Value) -> Result<Vec<String>, &'static str> {
    let must_be = "a string or an array of strings";
    match value {
        Value::Array(items) if items.len() > MAX_VALUES => Err("an array of at most 1,000 values"),
        Value::String(one) => Ok(vec![one.clone()]),
        Value::Array(items) => items.iter().map(|i| i.as_str().map(str::to_owned).ok_or(must_be)).collect(),
        Value::Null => Ok(Vec::new()),
        _ => Err(must_be),
    }
}

fn needs(value: &Value) -> Result<Vec<Need>, &'static str> {
    let must_be = "an array of alg, iss, aud, sub, typ, nonce, htm, htu and ath";
    let need = |id: &String| Need::ALL.into_iter().find(|need| need.id() == id).ok_or(must_be);
    texts(value).map_err(|_| must_be)?.iter().map(need).collect()
}

fn text(value: &Value) -> Result<Option<String>, &'static str> {
    match value {
        Value::String(text) => Ok(Some(text.clone())),
        Value::Null => Ok(None),
        _ => Err("a string"),
    }
}

fn secs(value: &Value) -> Result<Option<u64>, &'static str> {
    let must_be = "a number of seconds, not negative";
    match value {
        Value::Number(n) => n.as_u64().map(Some).ok_or(must_be),
        Value::String(text) => span_secs(text).map(Some).map_err(|_| must_be),
        Value::Null => Ok(None),
        _ => Err(must_be),
    }
}

fn signatures(value: &Value) -> Result<SignatureRule, &'static str> {
    let text = match value {
        Value::Null => return Ok(SignatureRule::default()),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    rule(&text).map_err(|_| "all, any or a number above zero")
}

fn date(value: &Value) -> Result<Option<NumericDate>, &'static str> {
    let must_be = "a time as RFC 3339 writes it, or seconds since 1970";
    match value {
        Value::Number(n) => NumericDate::parse(&n.to_string()).map(Some).ok_or(must_be),
        Value::String(text) => time(text).map(Some).map_err(|_| must_be),
        Value::Null => Ok(None),
        _ => Err(must_be),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_named_as_options_or_as_the_vault_names_them() {
        let policy = Policy {
            algorithms: vec!["RS256".to_owned()],
            issuers: vec!["i".to_owned()],
            audiences: vec!["a".to_owned(), "b".to_owned()],
            subject: Some("s".to_owned()),
            typ: Some("at+jwt".to_owned()),
            nonce: Some("n".to_owned()),
            htm: Some("POST".to_owned()),
            htu: Some("https://a.example/".to_owned()),
            ath: Some("h".to_owned()),
            required: vec!["jti".to_owned()],
            leeway_secs: 60,
            max_age_secs: Some(900),
            signatures: SignatureRule::AtLeast(2),
            require_key_binding: true,
            strict: true,
            needs: vec![Need::Issuers, Need::Htu],
        };
        let kept = serde_json::to_value(&policy).unwrap();
        assert_eq!(read(&kept).unwrap().policy, policy);
        let typed = json!({"alg": "RS256", "iss": ["i"], "aud": ["a", "b"], "sub": "s", "typ": "at+jwt", "nonce": "n",
            "htm": "POST", "htu": "https://a.example/", "ath": "h", "needs": ["iss", "htu"], "name": "N", "description": "D",
            "require": ["jti"], "leeway": "1m", "max-age": 900, "signatures": 2, "require-key-binding": true, "strict": true, "at": "2026-01-01T00:00:00Z"});
        let typed = read(&typed).unwrap();
        assert_eq!((&typed.policy, typed.at), (&policy, Some(NumericDate::from_secs(1_767_225_600))));
        assert_eq!((typed.name.as_deref(), typed.description.as_str()), (Some("N"), "D"));
        let written = read(&write(Some("N"), "D", &policy)).unwrap();
        assert_eq!(written, Document { at: None, ..typed });
        assert_eq!(write(None, "", &Policy::default()), json!({}));
    }

    #[test]
    fn a_slip_is_refused_and_named() {
        for (value, told) in [
            (json!({"audience": "x"}), "audience"),
            (json!({"aud": 1}), "a string or an array"),
            (json!({"leeway": -1}), "not negative"),
            (json!({"strict": "yes"}), "true or false"),
            (json!({"needs": ["exp"]}), "an array of alg, iss"),
            (json!({"name": 1}), "a string"),
            (json!([]), "not a JSON object"),
            (json!({"aud": vec!["a"; MAX_VALUES + 1]}), "its member `aud` must be an array of at most 1,000 values"),
            (json!({"aud": ["a"], "audiences": []}), "`aud` and `audiences` are the same: keep one"),
        ] {
            assert!(read(&value).unwrap_err().contains(told), "{value}");
        }
        assert_eq!(read(&json!({"aud": vec!["a"; MAX_VALUES]})).unwrap().policy.audiences.len(), MAX_VALUES);
    }

    #[test]
    fn a_slip_in_a_file_is_found() {
        for (text, told) in [
            ("{\n  \"iss\": \"i\",\n  \"audience\": \"a\"\n}", "line 3, column 3: it has a member `audience` that no"),
            ("{\"aud\": \"a\", \"aud\": []}", "line 1, column 14: its member `aud` is there twice"),
            ("{\"aud\": \"a\", \"a\\u0075d\": []}", "line 1, column 14: its member `aud` is there twice"),
            (
                "{\"max_age\": 60,\n\"max-age\": null}",
                "line 2, column 1: its members `max_age` and `max-age` are the same",
            ),
            ("{\"leeway\": -1}", "line 1, column 2: its member `leeway` must be a number of seconds"),
            ("{\"iss\": \"\\ud800\"}", "line 1, column 10: an escape is half a character"),
            ("{\n\"iss\" 1}", "it is no JSON: line 2, column 6: "),
            ("[]", "it is not a JSON object"),
            ("", "it is no JSON: line 1, column 1: "),
        ] {
            let why = parse(text.as_bytes()).unwrap_err();
            assert!(why.starts_with(told), "{text}: {why}");
        }
        assert_eq!(parse(b"\xff").unwrap_err(), "it is not UTF-8 text");
        assert_eq!(parse("\u{feff}{\"iss\": \"i\"}".as_bytes()).unwrap().policy.issuers, ["i"]);
    }

    #[test]
    fn a_policy_is_told_from_tokens_keys_and_claims() {
        for (text, is_policy) in [
            (r#"{"issuers":["i"]}"#, true),
            ("\u{feff} {\"leeway\": 5}", true),
            (r#"{"algorithms":["RS256"],"audience":"slip"}"#, true),
            (r#"{"iss":"i","aud":"a","sub":"s","nonce":"n","exp":1}"#, false),
            (r#"{"kty":"oct","k":"AA","strict":true}"#, false),
            (r#"{"payload":"","signatures":[],"strict":true}"#, false),
            (r#"{"alg":"RS256","typ":"JWT"}"#, false),
            ("[{\"issuers\":[]}]", false),
            ("{\"issuers\":", false),
        ] {
            assert_eq!(is_meant(text), is_policy, "{text}");
        }
    }
}
