//! The library as one side of a conversation: requests on standard input, answers on standard output, one JSON object a line.
//! `interop.py` is the other side, and drives independent implementations through the same cases.
//!
//! Run by `cargo test` without `--serve` it does nothing: `tests/interop/run.sh` starts it.

use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::alg::{self, Algorithm};
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::flaw::Part;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::jose::token::Token;
use jwt_workbench::keys::{Format, Key, KeyRing, Private, export};
use jwt_workbench::make::{self, Manner};
use jwt_workbench::report::{At, Inputs, KeyChoice, analyze};
use serde_json::{Value, json};
use std::io::{BufRead, Write};

/// Why a request has no answer.
type Failure = Box<dyn std::error::Error>;

fn main() {
    if !std::env::args().any(|a| a == "--serve") {
        println!("interop: nothing to do without --serve; see tests/interop/run.sh");
        return;
    }
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let reply = serde_json::from_str(&line).map_err(Failure::from).and_then(|request| Request(request).answer());
        let reply = reply.unwrap_or_else(|why| json!({ "error": why.to_string() }));
        writeln!(output, "{reply}").and_then(|()| output.flush()).expect("the other side is there");
    }
}

struct Request(Value);

impl Request {
    fn answer(&self) -> Result<Value, Failure> {
        match self.text("do")? {
            "algorithms" => Ok(json!({
                "sign": alg::served().map(|a| a.name).collect::<Vec<_>>(),
                "encrypt": alg::managing().map(|a| a.name).collect::<Vec<_>>(),
            })),
            "generate" => {
                let spec = KeySpec::for_alg(self.alg()?, None)?;
                written(&Key { alg: None, usage: None, ..crypto::generate(&spec)? })
            }
            "import" => written(&self.key("key")?),
            "sign" => self.sign(),
            "verify" => self.verify(),
            other => Err(format!("no request {other:?}").into()),
        }
    }

    fn sign(&self) -> Result<Value, Failure> {
        let header = base64url::encode(self.text("header")?.as_bytes());
        let token = Token::read(&format!("{header}.{}.", self.text("payload")?));
        let manner = Manner { header_as_typed: false, keep_white_space: false };
        Ok(json!({ "token": make::sign(&token, &self.key("key")?, self.alg()?, manner)? }))
    }

    fn verify(&self) -> Result<Value, Failure> {
        let token = self.text("token")?.to_owned();
        let key = Key { name: "key".to_owned(), ..self.key("key")? };
        let key_choice = KeyChoice::Named(vec![key.name.clone()]);
        let inputs = Inputs { token, tokens_in_text: 1, key_choice, ..Inputs::default() };
        let report = analyze(&inputs, &KeyRing::new(vec![key], 1), &At::utc(NumericDate::default()));
        let payload = base64url::encode(report.token.bytes(Part::Payload));
        Ok(json!({ "state": report.verification.state.id(), "payload": payload, "headline": report.headline }))
    }

    fn text(&self, name: &str) -> Result<&str, Failure> {
        self.0.get(name).and_then(Value::as_str).ok_or_else(|| format!("the request has no text {name:?}").into())
    }

    fn alg(&self) -> Result<&'static Algorithm, Failure> {
        alg::find(self.text("alg")?).ok_or_else(|| "no such algorithm".into())
    }

    /// The one key of a JWK or a PEM text.
    fn key(&self, name: &str) -> Result<Key, Failure> {
        let mut imported = crypto::import(self.text(name)?.as_bytes());
        match (imported.keys.pop(), imported.ignored.pop()) {
            (Some(key), None) => Ok(key),
            (_, Some(ignored)) => Err(ignored.why.into()),
            (None, None) => Err("there is no key".into()),
        }
    }
}

/// A key in every format that can hold it.
fn written(key: &Key) -> Result<Value, Failure> {
    let text = |format, private| match export(&[key], format, private) {
        Ok(octets) => Value::from(String::from_utf8_lossy(&octets)),
        Err(_) => Value::Null,
    };
    Ok(json!({
        "jwk": text(Format::Jwk, Private::Include),
        "public_jwk": text(Format::Jwk, Private::Omit),
        "pem": text(Format::Pem, Private::Include),
        "public_pem": text(Format::Pem, Private::Omit),
        "thumbprint": crypto::thumbprint(key),
    }))
}
