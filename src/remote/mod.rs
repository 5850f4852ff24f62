//! Key sets of other machines: what to ask, of whom, and how to read what comes back. Only ever on somebody's click.
//!
//! ```text
//! Plan::make(text)  which documents (RFC 8414, OpenID Connect Discovery) or which key set        nothing is asked
//! Stop::look_up     the addresses of the host, each judged                                        the resolver is asked
//! Stop::visit       to ONE address that was shown: the keys, or where they are                    that server is asked
//! ```
//!
//! Where a document names a key set on another host, that is a new [`Plan`] with a look and a click of its own. What was
//! looked up once is never looked up again: the connection goes to the address that was judged (DNS rebinding). What asks
//! for a second yes is refused here without it ([`Consent`]), so that neither window nor command line can forget it.
//!
//! Nothing of a token is ever sent. Sockets are the port's ([`crate::ports::Fetch`]).

mod address;
mod answer;
mod error;
mod fetched;
pub mod limits;
mod plan;
mod target;
mod visit;

pub use address::{Judged, Place};
pub use answer::LeftOut;
pub use error::RemoteError;
pub use fetched::{Changes, FetchedSet};
pub use plan::{By, Plan};
pub use target::Target;
pub use visit::{Arrival, Consent, Found, Stop};
