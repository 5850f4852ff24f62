//! A key to be exported.

/// A key to be exported.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportForm {
    /// Which key.
    pub name: String,
    /// PEM instead of JWK.
    pub pem: bool,
    /// The private half too.
    pub private: bool,
    /// The second step: what leaves was read and agreed to.
    pub confirmed: bool,
}
