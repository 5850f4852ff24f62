//! A key to be generated.

use crate::crypto::{CryptoError, KeySpec};
use crate::jose::alg::{self, Curve, Family, KeyType};

/// A key to be generated.
#[derive(Debug, Clone, PartialEq)]
pub struct GenerateForm {
    /// What it shall be called; empty: made from the algorithm.
    pub name: String,
    /// The algorithm it is for.
    pub alg: &'static str,
    /// Size in bits, for RSA.
    pub rsa_bits: u32,
    /// Size in bits, for `dir`: what `enc` needs.
    pub secret_bits: u32,
    /// The curve, where the algorithm leaves a choice.
    pub curve: Option<Curve>,
}

impl GenerateForm {
    /// The curves to choose from; empty where there is no choice.
    #[must_use]
    pub fn curves(&self) -> &'static [Curve] {
        alg::find(self.alg).map(|row| row.curves).filter(|curves| curves.len() > 1).unwrap_or_default()
    }

    /// The key that the choices come to.
    ///
    /// # Errors
    /// The algorithm takes no key of that size or curve.
    pub fn spec(&self) -> Result<KeySpec, CryptoError> {
        let row = alg::find(self.alg).ok_or(CryptoError::UnknownKind { name: self.alg.to_owned() })?;
        let bits = match row.family {
            Family::Direct => Some(self.secret_bits),
            _ => (row.key_type == Some(KeyType::Rsa)).then_some(self.rsa_bits),
        };
        let spec = KeySpec::for_alg(row, bits)?;
        match self.curve.filter(|curve| self.curves().contains(curve)) {
            Some(curve) => spec.on(curve),
            None => Ok(spec),
        }
    }
}

impl Default for GenerateForm {
    fn default() -> Self {
        Self { name: String::new(), alg: "ES256", rsa_bits: 2048, secret_bits: 256, curve: None }
    }
}
