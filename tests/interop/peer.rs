//! The library as one side of a conversation: requests on standard input, answers on standard output, one JSON object a line.
//! `interop.py` is the other side, and drives independent implementations through the same cases.
//!
//! Run by `cargo test` without `--serve` it does nothing: `tests/interop/run.sh` starts it.

use jwt_workbench::crypto::jwe::{Encryption, Recipient, encrypt};
use jwt_workbench::crypto::{self, CertificateSpec, KeySpec, NewKey};
use jwt_workbench::jose::alg::{self, Algorithm, CONTENT, Curve};
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::jose::token::Token;
use jwt_workbench::keys::{Format, Key, KeyRing, Private, Secret, export};
use jwt_workbench::make::{self, Layout, Manner, Shape, Signer};
use jwt_workbench::report::{At, Inputs, KeyChoice, Report, analyze};
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::sync::Arc;

/// Why a request has no answer.
type Failure = Box<dyn std::error::Error>;

fn main() {
    if !std::env::args().any(|a| a == "--serve") {
        println!("interop: nothing to do without --serve; see tests/interop/run.sh");
        return;
    }
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let reply = serde_json::from_str(&line).map_err(Failure::from).and_then(|request| answer(Request(&request)));
        let reply = reply.unwrap_or_else(|why| json!({ "error": why.to_string() }));
        writeln!(output, "{reply}").and_then(|()| output.flush()).expect("the other side is there");
    }
}

fn answer(request: Request<'_>) -> Result<Value, Failure> {
    match request.text("do")? {
        "algorithms" => Ok(json!({
            "sign": alg::signing().map(|a| a.name).collect::<Vec<_>>(),
            "encrypt": alg::managing().map(|a| a.name).collect::<Vec<_>>(),
            "content": CONTENT.iter().map(|c| c.name).collect::<Vec<_>>(),
        })),
        "generate" => generate(request),
        "import" => written(&request.key("key")?),
        "make" => made(request),
        "export" => exported(request),
        "read" => read(request),
        "sign" => sign(request),
        "sign in a form" => sign_forms(request),
        "verify" => verify(request),
        "encrypt" => encrypted(request),
        "decrypt" => decrypted(request),
        other => Err(format!("no request {other:?}").into()),
    }
}

fn generate(request: Request<'_>) -> Result<Value, Failure> {
    let bits = request.0.get("bits").and_then(Value::as_u64).map(u32::try_from).transpose()?;
    let mut spec = KeySpec::for_alg(request.alg()?, bits)?;
    if let Some(curve) = request.optional("curve") {
        spec = spec.on(Curve::named(curve).ok_or("no such curve")?)?;
    }
    written(&Key { alg: None, usage: None, ..crypto::generate(&spec)? })
}

/// A key of a kind by name, with a certificate where a name for it is given.
fn made(request: Request<'_>) -> Result<Value, Failure> {
    let mut new = NewKey::of(request.text("kind")?.parse()?);
    let certificate = |subject: &str| CertificateSpec { subject: subject.to_owned(), days: 30 };
    new.certificate = request.optional("certificate").map(certificate);
    let made = new.make(NumericDate::from_secs(1_767_225_600))?;
    Ok(json!({ "jwk": made.to_jwk(Private::Include)?.as_str() }))
}

/// A key in a format, which may be octets.
fn exported(request: Request<'_>) -> Result<Value, Failure> {
    let (name, key) = (request.text("format")?, request.key("key")?);
    let format = Format::ALL.into_iter().find(|format| format.name() == name).ok_or("no such format")?;
    let private = if request.is("private") { Private::Include } else { Private::Omit };
    let octets = match request.optional("passphrase") {
        Some(passphrase) => crypto::export_protected(&[&key], format, &Secret::new(passphrase.into()))?,
        None => export(&[&key], format, private)?,
    };
    Ok(json!({ "octets": base64url::encode(&octets) }))
}

/// What is in a file that may be locked.
fn read(request: Request<'_>) -> Result<Value, Failure> {
    let passphrases = request.0.get("passphrases").and_then(Value::as_array).into_iter().flatten();
    let passphrases: Vec<_> = passphrases.filter_map(Value::as_str).map(|text| Secret::new(text.into())).collect();
    let imported = crypto::import_unlocking(&request.octets("octets")?, &passphrases);
    let keys = imported.keys.iter().map(|key| -> Result<Value, Failure> {
        let jwk = key.to_jwk(Private::Include)?;
        Ok(json!({ "jwk": jwk.as_str(), "private": key.is_private(), "thumbprint": crypto::thumbprint(key) }))
    });
    Ok(json!({
        "keys": keys.collect::<Result<Vec<_>, _>>()?,
        "locked": imported.locked.len(),
        "ignored": imported.ignored.iter().map(|ignored| ignored.why.to_string()).collect::<Vec<_>>(),
    }))
}

/// As the window does: header and payload are there, the signature is added.
fn sign(request: Request<'_>) -> Result<Value, Failure> {
    let header = base64url::encode(request.text("header")?.as_bytes());
    let token = Token::read(&format!("{header}.{}.", request.text("payload")?));
    let manner = Manner { header_as_typed: false, keep_white_space: false };
    Ok(json!({ "token": make::sign(&token, &request.key("key")?, request.alg()?, manner)? }))
}

fn sign_forms(request: Request<'_>) -> Result<Value, Failure> {
    let list = request.list("signers");
    let keys = list.iter().map(|s| s.key("key")).collect::<Result<Vec<_>, _>>()?;
    let signer = |(s, key)| -> Result<_, Failure> {
        let s: &Request<'_> = s;
        Ok(Signer { key, alg: s.alg()?, protected: s.text("protected")?, header: s.optional("header") })
    };
    let signers = list.iter().zip(&keys).map(signer).collect::<Result<Vec<_>, _>>()?;
    let layout =
        Layout { shape: request.shape()?, detached: request.is("detached"), unencoded: request.is("unencoded") };
    Ok(json!({ "token": make::sign_forms(&request.octets("payload")?, &signers, layout)? }))
}

fn verify(request: Request<'_>) -> Result<Value, Failure> {
    let report = request.report()?;
    let each = report.each.iter().map(|s| s.verification.state.id());
    let states: Vec<_> = if report.each.is_empty() { vec![report.verification.state.id()] } else { each.collect() };
    let payload = base64url::encode(report.token.payload_bytes());
    Ok(json!({ "states": states, "payload": payload, "headline": report.headline }))
}

fn encrypted(request: Request<'_>) -> Result<Value, Failure> {
    let list = request.list("recipients");
    let keys = list.iter().map(|r| r.key("key")).collect::<Result<Vec<_>, _>>()?;
    let recipient = |(r, key)| -> Result<_, Failure> {
        let r: &Request<'_> = r;
        Ok(Recipient { key, alg: r.alg()?, header: r.optional("header") })
    };
    let recipients = list.iter().zip(&keys).map(recipient).collect::<Result<Vec<_>, _>>()?;
    let aad = request.optional("aad").map(|_| request.octets("aad")).transpose()?;
    let p2c = request.0.get("p2c").and_then(Value::as_u64).map(u32::try_from).transpose()?;
    let made = encrypt(&Encryption {
        protected: request.text("protected")?,
        unprotected: request.optional("unprotected"),
        recipients: &recipients,
        enc: alg::find_content(request.text("enc")?).ok_or("no such enc")?,
        zip: request.is("zip"),
        p2c,
        aad: aad.as_deref(),
        plaintext: &request.octets("plaintext")?,
    })?;
    let written = match request.shape()? {
        Shape::Compact => made.compact(),
        Shape::Flattened => made.flattened(),
        Shape::General => Some(made.general()),
    };
    Ok(json!({ "token": written.ok_or("the form does not hold it")? }))
}

fn decrypted(request: Request<'_>) -> Result<Value, Failure> {
    let decryption = request.report()?.decryption.ok_or("it is not encrypted")?;
    match (&decryption.plaintext, &decryption.failure) {
        (Some(plaintext), _) => Ok(json!({ "plaintext": base64url::encode(plaintext) })),
        (None, Some(failure)) => Err(failure.text.clone().into()),
        (None, None) => Err(format!("not opened: {:?}", decryption.finding.reason).into()),
    }
}

#[derive(Clone, Copy)]
struct Request<'a>(&'a Value);

impl<'a> Request<'a> {
    fn text(self, name: &str) -> Result<&'a str, Failure> {
        self.optional(name).ok_or_else(|| format!("the request has no text {name:?}").into())
    }

    fn optional(self, name: &str) -> Option<&'a str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn is(self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    fn octets(self, name: &str) -> Result<Vec<u8>, Failure> {
        base64url::decode_strict(self.text(name)?).ok_or_else(|| "that is no base64url".into())
    }

    fn list(self, name: &str) -> Vec<Request<'a>> {
        self.0.get(name).and_then(Value::as_array).into_iter().flatten().map(Request).collect()
    }

    fn alg(self) -> Result<&'static Algorithm, Failure> {
        alg::find(self.text("alg")?).ok_or_else(|| "no such algorithm".into())
    }

    fn shape(self) -> Result<Shape, Failure> {
        let form = self.text("form")?;
        Shape::ALL.into_iter().find(|s| s.id() == form).ok_or_else(|| "no such form".into())
    }

    /// The one key of a JWK or a PEM text.
    fn key(self, name: &str) -> Result<Key, Failure> {
        let mut imported = crypto::import(self.text(name)?.as_bytes());
        match (imported.keys.pop(), imported.ignored.pop()) {
            (Some(key), None) => Ok(key),
            (_, Some(ignored)) => Err(ignored.why.into()),
            (None, None) => Err("there is no key".into()),
        }
    }

    /// What window and command line say of the token with that key.
    fn report(self) -> Result<Report, Failure> {
        let key = Key { name: "key".to_owned(), ..self.key("key")? };
        let inputs = Inputs {
            token: self.text("token")?.to_owned(),
            tokens_in_text: 1,
            key_choice: KeyChoice::Named(vec![key.name.clone()]),
            detached: self.optional("detached").map(|_| self.octets("detached").map(Arc::new)).transpose()?,
            ..Inputs::default()
        };
        Ok(analyze(&inputs, &KeyRing::new(vec![key], 1), &At::utc(NumericDate::default())))
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
