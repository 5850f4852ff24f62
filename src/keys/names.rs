//! Names in certificates as text (RFC 4514, RFC 5280 section 4.2.1.6), safe to show.

use super::asn1::{TagOf, parts};
use super::limits::shown;
use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Tag};
use std::net::IpAddr;
use x509_cert::name::Name;

/// Other names that are read; the largest real certificates have a hundred.
const MAX_NAMES: usize = 200;

/// A distinguished name as RFC 4514 writes it, the most specific part first; empty where it is or cannot be read.
pub(super) fn distinguished(der: &[u8]) -> String {
    Name::from_der(der).map(|name| shown(&name.to_string())).unwrap_or_default()
}

/// The items of `GeneralNames`; of the kinds that nobody reads only the kind is told.
pub(super) fn general(list: AnyRef<'_>) -> Vec<String> {
    parts(list, MAX_NAMES).into_iter().filter_map(one).collect()
}

fn one(name: AnyRef<'_>) -> Option<String> {
    let Tag::ContextSpecific { number, .. } = name.tag_of() else { return None };
    let text = || shown(&String::from_utf8_lossy(name.value()));
    Some(match number.value() {
        1 => format!("email:{}", text()),
        2 => format!("DNS:{}", text()),
        4 => format!("directory:{}", distinguished(name.value())),
        6 => format!("URI:{}", text()),
        7 => format!("IP:{}", address(name.value())?),
        8 => format!("OID:{}", ObjectIdentifier::from_bytes(name.value()).ok()?),
        _ => "another kind of name".to_owned(),
    })
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    let v4: Option<[u8; 4]> = octets.try_into().ok();
    let v6: Option<[u8; 16]> = octets.try_into().ok();
    v4.map(IpAddr::from).or(v6.map(IpAddr::from))
}
