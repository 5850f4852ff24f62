//! A policy as JSON: the members are named as the options are, or as the vault keeps them.
//!
//! A member that is not known is refused: a slip in `aud` must not quietly mean "any audience".

use super::duration::{span_secs, time};
use super::policy_options::{Expectations, rule};
use crate::checks::SignatureRule;
use crate::jose::escape;
use crate::jose::numeric_date::NumericDate;
use serde_json::Value;

/// Reads a policy.
///
/// # Errors
/// One clause that names the member and says what it must be.
pub fn read(value: &Value) -> Result<Expectations, String> {
    let members = value.as_object().ok_or("it is not a JSON object")?;
    let mut expected = Expectations::default();
    for (name, value) in members {
        take(&mut expected, name, value).map_err(|must_be| match must_be {
            Some(must_be) => format!("its member `{name}` must be {must_be}"),
            None => format!("it has a member `{}` that no option is called by", escape::visible(name)),
        })?;
    }
    Ok(expected)
}

/// Takes one member; the error is what it must be, or that it is not known.
fn take(expected: &mut Expectations, name: &str, value: &Value) -> Result<(), Option<&'static str>> {
    let policy = &mut expected.policy;
    match name {
        "alg" | "algorithms" => policy.algorithms = texts(value)?,
        "iss" | "issuers" => policy.issuers = texts(value)?,
        "aud" | "audiences" => policy.audiences = texts(value)?,
        "require" | "required" => policy.required = texts(value)?,
        "sub" | "subject" => policy.subject = text(value)?,
        "typ" => policy.typ = text(value)?,
        "nonce" => policy.nonce = text(value)?,
        "leeway" | "leeway_secs" => policy.leeway_secs = secs(value)?.unwrap_or_default(),
        "max-age" | "max_age" | "max_age_secs" => policy.max_age_secs = secs(value)?,
        "signatures" => policy.signatures = signatures(value)?,
        "require-key-binding" | "require_key_binding" => {
            policy.require_key_binding = value.as_bool().ok_or(Some("true or false"))?;
        }
        "strict" => policy.strict = value.as_bool().ok_or(Some("true or false"))?,
        "at" => expected.at = date(value)?,
        "name" | "schema" | "version" | "description" | "$schema" => {}
        _ => return Err(None),
    }
    Ok(())
}

fn texts(value: &Value) -> Result<Vec<String>, Option<&'static str>> {
    let must_be = Some("a string or an array of strings");
    match value {
        Value::String(one) => Ok(vec![one.clone()]),
        Value::Array(items) => items.iter().map(|i| i.as_str().map(str::to_owned).ok_or(must_be)).collect(),
        Value::Null => Ok(Vec::new()),
        _ => Err(must_be),
    }
}

fn text(value: &Value) -> Result<Option<String>, Option<&'static str>> {
    match value {
        Value::String(text) => Ok(Some(text.clone())),
        Value::Null => Ok(None),
        _ => Err(Some("a string")),
    }
}

fn secs(value: &Value) -> Result<Option<u64>, Option<&'static str>> {
    let must_be = Some("a number of seconds, not negative");
    match value {
        Value::Number(n) => n.as_u64().map(Some).ok_or(must_be),
        Value::String(text) => span_secs(text).map(Some).map_err(|_| must_be),
        Value::Null => Ok(None),
        _ => Err(must_be),
    }
}

fn signatures(value: &Value) -> Result<SignatureRule, Option<&'static str>> {
    let text = match value {
        Value::Null => return Ok(SignatureRule::default()),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    rule(&text).map_err(|_| Some("all, any or a number above zero"))
}

fn date(value: &Value) -> Result<Option<NumericDate>, Option<&'static str>> {
    let must_be = Some("a time as RFC 3339 writes it, or seconds since 1970");
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
    use crate::checks::Policy;
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
            required: vec!["jti".to_owned()],
            leeway_secs: 60,
            max_age_secs: Some(900),
            signatures: SignatureRule::AtLeast(2),
            require_key_binding: true,
            strict: true,
        };
        let kept = serde_json::to_value(&policy).unwrap();
        assert_eq!(read(&kept).unwrap().policy, policy);
        let typed = json!({"alg": "RS256", "iss": ["i"], "aud": ["a", "b"], "sub": "s", "typ": "at+jwt", "nonce": "n",
            "require": ["jti"], "leeway": "1m", "max-age": 900, "signatures": 2, "require-key-binding": true, "strict": true, "at": "2026-01-01T00:00:00Z"});
        let read = read(&typed).unwrap();
        assert_eq!((read.policy, read.at), (policy, Some(NumericDate::from_secs(1_767_225_600))));
    }

    #[test]
    fn a_slip_is_refused_and_named() {
        for (value, told) in [
            (json!({"audience": "x"}), "audience"),
            (json!({"aud": 1}), "a string or an array"),
            (json!({"leeway": -1}), "not negative"),
            (json!({"strict": "yes"}), "true or false"),
            (json!([]), "not a JSON object"),
        ] {
            assert!(read(&value).unwrap_err().contains(told), "{value}");
        }
    }
}
