//! What kind of place an address is (IANA special-purpose registries, RFC 6890). Decided on the address itself, whatever
//! name leads there.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address and what is known about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Judged {
    /// The address.
    pub address: IpAddr,
    /// What kind of place it is.
    pub place: Place,
    /// The IPv4 address inside an IPv6 address, which is where the connection ends (mapped, NAT64, 6to4, Teredo).
    pub inside: Option<Ipv4Addr>,
}

/// What kind of place an address is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Anywhere on the internet.
    Public,
    /// This computer.
    Loopback,
    /// The network at hand (RFC 1918, RFC 4193).
    Private,
    /// The same cable or radio cell (RFC 3927, RFC 4291 section 2.5.6).
    LinkLocal,
    /// A provider's own network (RFC 6598).
    Shared,
    /// Where clouds hand a machine its credentials.
    Metadata,
    /// Documentation, measurement or not assigned: no public server has it.
    Reserved,
    /// No address of one machine: unspecified, multicast or broadcast.
    Nowhere,
}

impl Place {
    /// A stable id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::LinkLocal => "link-local",
            Self::Shared => "shared",
            Self::Metadata => "metadata",
            Self::Reserved => "reserved",
            Self::Nowhere => "nowhere",
        }
    }

    /// One sentence on what somebody should know before asking; `None` for public addresses.
    #[must_use]
    pub fn warning(self) -> Option<&'static str> {
        match self {
            Self::Public => None,
            Self::Loopback => Some("This computer itself: a program of yours answers there, no public issuer."),
            Self::Private => Some("A private address: a machine in your own network. A public issuer has none such."),
            Self::LinkLocal => Some("A link-local address: a machine on the same cable or radio cell."),
            Self::Shared => Some("An address of a provider's own network, not of the public internet."),
            Self::Metadata => {
                Some("The metadata service of a cloud: it hands out credentials and never the keys of an issuer.")
            }
            Self::Reserved => Some("A reserved address: no public server has it."),
            Self::Nowhere => Some("No address of a single machine: nothing is sent there."),
        }
    }
}

impl Judged {
    /// Judges an address.
    #[must_use]
    pub fn new(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => Self { address, place: v4_place(v4), inside: None },
            IpAddr::V6(v6) => {
                let inside = inside(v6);
                let place = inside.map_or_else(|| v6_place(v6), v4_place);
                // a machine of the network at hand translates it, whatever is inside
                let is_local_nat64 = v6.segments().starts_with(&[0x64, 0xff9b, 1]);
                let place = if is_local_nat64 && place == Place::Public { Place::Private } else { place };
                Self { address, place, inside }
            }
        }
    }

    /// Whether it takes a second yes to go there.
    #[must_use]
    pub fn is_unusual(&self) -> bool {
        self.place != Place::Public
    }
}

/// `93.184.216.34`, `::ffff:127.0.0.1 (127.0.0.1)`.
impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.inside {
            None => write!(f, "{}", self.address),
            Some(inside) => write!(f, "{} ({inside})", self.address),
        }
    }
}

/// Addresses at which clouds answer with credentials, outside of link-local ones too.
const METADATA: [Ipv4Addr; 4] = [
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(169, 254, 170, 2),
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(192, 0, 0, 192),
];
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

fn v4_place(v4: Ipv4Addr) -> Place {
    match v4.octets() {
        _ if METADATA.contains(&v4) => Place::Metadata,
        [0, ..] | [224..=239, ..] | [255, 255, 255, 255] => Place::Nowhere,
        [127, ..] => Place::Loopback,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Place::Private,
        [169, 254, ..] => Place::LinkLocal,
        [100, 64..=127, ..] => Place::Shared,
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] => Place::Reserved,
        [198, 51, 100, _] | [203, 0, 113, _] | [240..=255, ..] => Place::Reserved,
        _ => Place::Public,
    }
}

fn v6_place(v6: Ipv6Addr) -> Place {
    match v6.segments() {
        _ if v6 == METADATA_V6 => Place::Metadata,
        [0, 0, 0, 0, 0, 0, 0, 1] => Place::Loopback,
        [0, 0, 0, 0, 0, 0, 0, 0] | [0xff00..=0xffff, ..] => Place::Nowhere,
        // site-local addresses (RFC 3879) are private ones of old
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => Place::Private,
        [0xfe80..=0xfebf, ..] => Place::LinkLocal,
        [0x2001, 0x0db8, ..] | [0x2001, 0..=0x01ff, ..] | [0x3fff, 0..=0x0fff, ..] => Place::Reserved,
        [0x2000..=0x3fff, ..] => Place::Public,
        _ => Place::Reserved,
    }
}

/// The IPv4 address that an IPv6 address stands for.
fn inside(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Some(Ipv4Addr::new(a, b, c, d))
    };
    match v6.segments() {
        // unspecified and loopback look like IPv4-compatible ones
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        // IPv4-mapped, and compatible (RFC 4291 section 2.5.5); translated (RFC 2765)
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0, 0, 0, 0, 0xffff, 0, high, low] => v4(high, low),
        // NAT64 (RFC 6052, RFC 8215)
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x64, 0xff9b, 1, _, _, _, high, low] => v4(high, low),
        // 6to4 (RFC 3056)
        [0x2002, high, low, ..] => v4(high, low),
        // Teredo hides the client's address (RFC 4380 section 4)
        [0x2001, 0, .., high, low] => v4(!high, !low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Place {
        Judged::new(text.parse().unwrap()).place
    }

    #[test]
    fn every_range_has_its_first_and_last_address_and_its_neighbours_are_free() {
        use Place::{LinkLocal, Loopback, Metadata, Nowhere, Private, Public, Reserved, Shared};
        for (text, expected) in [
            ("0.0.0.0", Nowhere),
            ("0.255.255.255", Nowhere),
            ("1.0.0.0", Public),
            ("9.255.255.255", Public),
            ("10.0.0.0", Private),
            ("10.255.255.255", Private),
            ("11.0.0.0", Public),
            ("100.63.255.255", Public),
            ("100.64.0.0", Shared),
            ("100.100.100.200", Metadata),
            ("100.127.255.255", Shared),
            ("100.128.0.0", Public),
            ("126.255.255.255", Public),
            ("127.0.0.1", Loopback),
            ("127.255.255.255", Loopback),
            ("128.0.0.0", Public),
            ("169.253.255.255", Public),
            ("169.254.0.0", LinkLocal),
            ("169.254.169.254", Metadata),
            ("169.255.0.0", Public),
            ("172.15.255.255", Public),
            ("172.16.0.0", Private),
            ("172.31.255.255", Private),
            ("172.32.0.0", Public),
            ("192.0.2.1", Reserved),
            ("192.167.255.255", Public),
            ("192.168.0.0", Private),
            ("192.169.0.0", Public),
            ("198.18.0.1", Reserved),
            ("198.20.0.0", Public),
            ("203.0.113.9", Reserved),
            ("223.255.255.255", Public),
            ("224.0.0.1", Nowhere),
            ("240.0.0.1", Reserved),
            ("255.255.255.255", Nowhere),
            ("::", Nowhere),
            ("::1", Loopback),
            ("fc00::", Private),
            ("fdff::1", Private),
            ("fd00:ec2::254", Metadata),
            ("fe80::1", LinkLocal),
            ("febf::1", LinkLocal),
            ("fec0::1", Private),
            ("ff02::1", Nowhere),
            ("2001:db8::1", Reserved),
            ("2001:4860:4860::8888", Public),
            ("2a00::1", Public),
            ("4000::1", Reserved),
            ("100::1", Reserved),
        ] {
            assert_eq!(place(text), expected, "{text}");
        }
    }

    #[test]
    fn an_ipv4_address_inside_counts() {
        for (text, expected, inside) in [
            ("::ffff:127.0.0.1", Place::Loopback, "127.0.0.1"),
            ("::127.0.0.1", Place::Loopback, "127.0.0.1"),
            ("::ffff:0:10.0.0.1", Place::Private, "10.0.0.1"),
            ("64:ff9b::169.254.169.254", Place::Metadata, "169.254.169.254"),
            ("64:ff9b::8.8.8.8", Place::Public, "8.8.8.8"),
            ("64:ff9b:1::8.8.8.8", Place::Private, "8.8.8.8"),
            ("2002:7f00:1::", Place::Loopback, "127.0.0.1"),
            ("2001:0:1:2:3:4:80ff:fffe", Place::Loopback, "127.0.0.1"),
        ] {
            let judged = Judged::new(text.parse().unwrap());
            assert_eq!(judged.place, expected, "{text}");
            assert_eq!(judged.inside.map(|v4| v4.to_string()).as_deref(), Some(inside), "{text}");
            assert!(judged.to_string().ends_with(&format!("({inside})")));
        }
    }
}
