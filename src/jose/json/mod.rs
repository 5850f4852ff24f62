//! JSON (RFC 8259) with positions: the text stays the truth, the tree only points into it.
//!
//! A signature covers bytes, so nothing here writes a value back from a parsed one. [`parse()`] gives a tree of spans and
//! the [`Oddity`]s in it, [`lex()`] the pieces for colouring, [`minify`] and [`format()`] move insignificant white space
//! alone, [`set_member`] and [`remove_member`] touch one member and leave every other byte.
//!
//! What is valid is what RFC 8259 says, and what `serde_json` says but for two things: lone surrogates in `\u`
//! escapes and numbers beyond a double are accepted and reported; both say something about the text, and neither makes
//! it unreadable. Nesting stops at [`DEPTH_LIMIT`], so that nothing behind this door has to fear a deep tree.
//!
//! | file | holds |
//! |---|---|
//! | `lex` | pieces of any text, valid or not |
//! | `parse`, `slip`, `error` | the strict parser; what a person most likely got wrong; how that is said |
//! | `oddity` | valid, and yet worth a word |
//! | `node` | reading the tree |
//! | `layout`, `edit` | text to text |
//! | `position` | line and column |

mod edit;
mod error;
mod layout;
mod lex;
mod node;
mod oddity;
mod parse;
mod position;
mod slip;

pub use edit::{EditError, remove_member, set_member};
pub use error::{Container, ErrorKind, JsonError};
pub use layout::{format, minify};
pub use lex::{Kind, Lexeme, Lexer, lex};
pub use node::{Member, Node, Value};
pub use oddity::{Oddity, OddityKind};
pub use parse::{Parsed, parse};
pub use position::line_col;

/// Nesting this deep is refused, as `serde_json` does: no walk over a tree, no `Drop` and no `Debug` of it recurses
/// further. 127 levels are accepted.
pub const DEPTH_LIMIT: usize = 128;
