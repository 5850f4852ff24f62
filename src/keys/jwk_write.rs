//! Writing a JWK and a JWK Set (RFC 7517). The text is built in place, so that it can be wiped as a whole.

use super::error::KeyError;
use super::octets::to_base64url;
use super::{Key, Material, Private, about};
use serde_json::Value;
use zeroize::Zeroizing;

impl Key {
    /// The key as a JWK on one line.
    ///
    /// # Errors
    /// [`KeyError::NoPublicHalf`] for a secret without its private part.
    pub fn to_jwk(&self, private: Private) -> Result<Zeroizing<String>, KeyError> {
        write(self, private, Layout::Line)
    }

    /// The key as a JWK with one member on each line, as files hold it and people read it.
    ///
    /// # Errors
    /// [`KeyError::NoPublicHalf`] for a secret without its private part.
    pub fn to_jwk_pretty(&self, private: Private) -> Result<Zeroizing<String>, KeyError> {
        write(self, private, Layout::Pretty { indent: "" })
    }

    /// The whole key as a file of the vault holds it: with its notes, which no other text of the key has.
    ///
    /// # Errors
    /// None for now; the vault treats them as a failed save.
    pub fn to_vault_jwk(&self) -> Result<Zeroizing<String>, KeyError> {
        let mut kept = self.clone();
        kept.other.extend(self.about.member().map(|notes| (about::MEMBER.to_owned(), notes)));
        kept.to_jwk_pretty(Private::Include)
    }
}

/// The keys as a JWK Set (RFC 7517 section 5), one member on each line.
pub(crate) fn set(keys: &[&Key], private: Private) -> Result<Zeroizing<String>, KeyError> {
    let parts: Vec<_> =
        keys.iter().map(|key| write(key, private, Layout::Pretty { indent: "    " })).collect::<Result<_, _>>()?;
    let mut out = Zeroizing::new(String::with_capacity(32 + parts.iter().map(|p| p.len() + 8).sum::<usize>()));
    out.push_str("{\n  \"keys\": [");
    for (i, part) in parts.iter().enumerate() {
        out.push_str(if i == 0 { "\n    " } else { ",\n    " });
        out.push_str(part);
    }
    out.push_str(if parts.is_empty() { "]\n}" } else { "\n  ]\n}" });
    Ok(out)
}

/// How the members are laid out.
#[derive(Clone, Copy)]
enum Layout {
    /// All on one line, without a blank.
    Line,
    /// One a line, behind so much white space.
    Pretty { indent: &'static str },
}

fn write(key: &Key, private: Private, layout: Layout) -> Result<Zeroizing<String>, KeyError> {
    let shown = private == Private::Include;
    if !shown && matches!(key.material, Material::Oct(_)) {
        return Err(KeyError::NoPublicHalf);
    }
    let mut w = Writer::new(layout, capacity(key));
    w.text("kty", key.key_type().name());
    w.optional("name", (!key.name.is_empty()).then_some(key.name.as_str()));
    w.optional("kid", key.kid.as_deref());
    w.optional("use", key.usage.as_deref());
    if !key.key_ops.is_empty() {
        w.value("key_ops", &Value::from(key.key_ops.clone()));
    }
    match &key.material {
        Material::Akp { alg, .. } => w.text("alg", alg),
        _ => w.optional("alg", key.alg.as_deref()),
    }
    material(&mut w, &key.material, shown);
    for (member, value) in &key.other {
        if member != "name" || key.name.is_empty() {
            w.value(member, value);
        }
    }
    Ok(w.finish())
}

fn material(w: &mut Writer, material: &Material, shown: bool) {
    match material {
        Material::Oct(secret) => w.octets("k", secret.expose()),
        Material::Rsa { n, e, private } => {
            w.octets("n", n);
            w.octets("e", e);
            if let Some(p) = private.as_ref().filter(|_| shown) {
                for (member, number) in
                    [("d", &p.d), ("p", &p.p), ("q", &p.q), ("dp", &p.dp), ("dq", &p.dq), ("qi", &p.qi)]
                {
                    w.octets(member, number.expose());
                }
            }
        }
        Material::Ec { curve, x, y, d } => {
            w.text("crv", curve.name());
            w.octets("x", x);
            w.octets("y", y);
            w.private("d", d.as_ref().filter(|_| shown));
        }
        Material::Okp { curve, x, d } => {
            w.text("crv", curve.name());
            w.octets("x", x);
            w.private("d", d.as_ref().filter(|_| shown));
        }
        Material::Akp { public, seed, .. } => {
            w.octets("pub", public);
            w.private("priv", seed.as_ref().filter(|_| shown));
        }
    }
}

/// Room for the whole text, so that growing leaves no copy of a secret behind.
fn capacity(key: &Key) -> usize {
    let other: usize = key.other.iter().map(|(m, v)| m.len() + v.to_string().len() + 16).sum();
    let octets = match &key.material {
        Material::Oct(secret) => secret.expose().len(),
        Material::Rsa { n, .. } => n.len() * 6,
        Material::Ec { .. } | Material::Okp { .. } => 256,
        Material::Akp { public, .. } => public.len() + 64,
    };
    1024 + octets * 2 + other + key.name.len() * 6 + key.kid.as_ref().map_or(0, String::len) * 6
}

struct Writer {
    out: Zeroizing<String>,
    layout: Layout,
    first: bool,
}

impl Writer {
    fn new(layout: Layout, capacity: usize) -> Self {
        let mut out = Zeroizing::new(String::with_capacity(capacity));
        out.push('{');
        Self { out, layout, first: true }
    }

    fn name(&mut self, member: &str) {
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        if let Layout::Pretty { indent } = self.layout {
            self.out.push('\n');
            self.out.push_str(indent);
            self.out.push_str("  ");
        }
        self.out.push_str(&Value::from(member).to_string());
        self.out.push_str(if matches!(self.layout, Layout::Pretty { .. }) { ": " } else { ":" });
    }

    fn value(&mut self, member: &str, value: &Value) {
        self.name(member);
        self.out.push_str(&value.to_string());
    }

    fn text(&mut self, member: &str, text: &str) {
        self.value(member, &Value::from(text));
    }

    fn optional(&mut self, member: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(member, text);
        }
    }

    fn octets(&mut self, member: &str, octets: &[u8]) {
        self.name(member);
        let text = Zeroizing::new(to_base64url(octets));
        self.out.push('"');
        self.out.push_str(&text);
        self.out.push('"');
    }

    fn private(&mut self, member: &str, secret: Option<&super::Secret>) {
        if let Some(secret) = secret {
            self.octets(member, secret.expose());
        }
    }

    fn finish(mut self) -> Zeroizing<String> {
        if let Layout::Pretty { indent } = self.layout {
            self.out.push('\n');
            self.out.push_str(indent);
        }
        self.out.push('}');
        self.out
    }
}
