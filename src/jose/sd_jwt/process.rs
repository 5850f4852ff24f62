//! Digests matched with disclosures, and the payload as it reads then (RFC 9901 section 7.1, steps 3 to 5).
//!
//! The processed payload is text, so that numbers and strings keep the spelling that was signed. Each disclosure is put in
//! once at most: the text never grows beyond what the token itself holds.

use super::text::{Opened, SdJwtText};
use super::{DIGEST_ALGORITHM, DIGESTS, Digest, DigestAlgorithm, ELEMENT, Problem};
use crate::jose::base64url;
use crate::jose::json::{DEPTH_LIMIT, Member, Node, Value};
use crate::jose::token::Document;
use std::collections::{HashMap, HashSet};

/// More problems than this are not listed: the point is made.
const MAX_PROBLEMS: usize = 64;

/// What an SD-JWT discloses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosed {
    /// The processed payload: a JSON object's text, without `_sd`, `...` and `_sd_alg`. Of duplicate members the last.
    pub claims: String,
    /// The digest algorithm; `None` where it is not known.
    pub algorithm: Option<DigestAlgorithm>,
    /// For each disclosure its digest; empty where none could be computed.
    pub digests: Vec<String>,
    /// For each disclosure where it belongs; `None` where it belongs nowhere or cannot be put there.
    pub places: Vec<Option<Place>>,
    /// The digests without a disclosure: claims that were kept back, or decoys.
    pub hidden: Vec<Hidden>,
    /// The rules that are broken; with any of them the SD-JWT must be rejected.
    pub problems: Vec<Problem>,
}

impl Disclosed {
    /// How many digests have no disclosure.
    #[must_use]
    pub fn hidden_count(&self) -> usize {
        self.hidden.iter().map(|h| h.count).sum()
    }
}

/// Where a disclosure belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The JSON Pointer (RFC 6901) of its value in the processed payload.
    pub path: String,
    /// The disclosure in whose value its digest stands; `None` for the payload itself.
    pub parent: Option<usize>,
}

/// Digests without a disclosure, in one object or array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// The JSON Pointer of the object or array.
    pub path: String,
    /// Whether they stand for elements of an array; otherwise for claims of an object.
    pub in_array: bool,
    /// How many.
    pub count: usize,
}

/// The JSON Pointer of a member.
#[must_use]
pub fn member_path(path: &str, name: &str) -> String {
    format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Matches disclosures and digests and writes the processed payload. It always gives what could be put together; only with no
/// problems at all is that what the issuer signed.
#[must_use]
pub fn process(payload: &Document, sd: &SdJwtText, digest: Digest<'_>) -> Disclosed {
    let mut walk = Walk::new(sd);
    let Some(root) = payload.object() else {
        walk.problem(Problem::NoClaims);
        return walk.finish(None);
    };
    let algorithm = match root.get(DIGEST_ALGORITHM) {
        None => Some(DigestAlgorithm::default()),
        Some(node) => node.as_str().and_then(DigestAlgorithm::named),
    };
    match algorithm {
        Some(algorithm) => walk.compute(algorithm, digest),
        None => {
            let found = root.get(DIGEST_ALGORITHM).map(|n| payload.spelled(n).to_owned()).unwrap_or_default();
            walk.problem(Problem::UnknownAlgorithm { found });
        }
    }
    walk.object(root.members(), &payload.text, At { path: String::new(), owner: None, depth: 1 });
    walk.finish(algorithm)
}

/// Where the walk is: in which value of the output, and by whose disclosure it came there.
#[derive(Clone)]
struct At {
    path: String,
    owner: Option<usize>,
    depth: usize,
}

impl At {
    fn inner(&self, path: String) -> Self {
        Self { path, owner: self.owner, depth: self.depth + 1 }
    }
}

struct Walk<'a> {
    sd: &'a SdJwtText,
    digests: Vec<String>,
    by_digest: HashMap<String, usize>,
    met: HashSet<String>,
    is_referenced: Vec<bool>,
    out: String,
    places: Vec<Option<Place>>,
    hidden: Vec<Hidden>,
    problems: Vec<Problem>,
}

impl<'a> Walk<'a> {
    fn new(sd: &'a SdJwtText) -> Self {
        let count = sd.disclosures.len();
        Self {
            sd,
            digests: vec![String::new(); count],
            by_digest: HashMap::with_capacity(count),
            met: HashSet::new(),
            is_referenced: vec![false; count],
            out: String::new(),
            places: vec![None; count],
            hidden: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn problem(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }

    fn compute(&mut self, algorithm: DigestAlgorithm, digest: Digest<'_>) {
        for (index, disclosure) in self.sd.disclosures.iter().enumerate() {
            let value = base64url::encode(&digest(algorithm, self.sd.encoded(disclosure).as_bytes()));
            match self.by_digest.get(&value) {
                Some(&first) => {
                    self.reference(index);
                    self.problem(Problem::DisclosureTwice { disclosure: index, first });
                }
                None => {
                    self.by_digest.insert(value.clone(), index);
                }
            }
            if let Some(slot) = self.digests.get_mut(index) {
                *slot = value;
            }
        }
    }

    fn reference(&mut self, index: usize) {
        if let Some(slot) = self.is_referenced.get_mut(index) {
            *slot = true;
        }
    }

    /// A digest was found in the payload or in a disclosure: the disclosure that it belongs to.
    fn meet(&mut self, digest: &str, path: &str) -> Met {
        if !self.met.insert(digest.to_owned()) {
            self.problem(Problem::DigestTwice { digest: digest.to_owned(), path: path.to_owned() });
            return Met::Again;
        }
        match self.by_digest.get(digest).copied() {
            Some(index) => {
                self.reference(index);
                Met::Disclosed(index)
            }
            None => Met::Hidden,
        }
    }

    /// What the disclosure holds, where it has the right number of elements for its digest's place.
    fn content(&mut self, index: usize, expected: usize, path: &str) -> Option<(&'a Opened, &'a str)> {
        let sd = self.sd;
        let disclosure = sd.disclosures.get(index)?;
        match &disclosure.content {
            Err(_) => self.problem(Problem::Unreadable { disclosure: index }),
            Ok(opened) if opened.name.is_some() == (expected == 3) => return Some((opened, &disclosure.json)),
            Ok(_) => self.problem(Problem::WrongLength { disclosure: index, expected, path: path.to_owned() }),
        }
        None
    }

    fn value(&mut self, node: &Node, text: &str, at: At) {
        let is_container = matches!(node.value, Value::Object(_) | Value::Array(_));
        if is_container && at.depth >= DEPTH_LIMIT {
            self.problem(Problem::TooDeep { path: at.path });
            self.out.push_str("null");
            return;
        }
        match &node.value {
            Value::Object(members) => self.object(members, text, at),
            Value::Array(items) => self.array(items, text, at),
            _ => self.out.push_str(node.raw(text).unwrap_or("null")),
        }
    }

    fn object(&mut self, members: &[Member], text: &str, at: At) {
        let members = last_of_each(members);
        let disclosed = match members.iter().find(|m| m.key == DIGESTS) {
            Some(digests) => self.digests_of(&digests.value, &at.path),
            None => Vec::new(),
        };
        let is_top = at.depth == 1;
        let mut names: HashSet<&str> = HashSet::new();
        let mut is_first = true;
        self.out.push('{');
        for member in &members {
            names.insert(&member.key);
            match member.key.as_str() {
                DIGESTS => continue,
                DIGEST_ALGORITHM if is_top => continue,
                ELEMENT => {
                    self.problem(Problem::ElementType { path: at.path.clone() });
                    continue;
                }
                _ => {}
            }
            self.separate(&mut is_first);
            self.out.push_str(text.get(member.key_span.clone()).unwrap_or("\"\""));
            self.out.push(':');
            self.value(&member.value, text, at.inner(member_path(&at.path, &member.key)));
        }
        for index in disclosed {
            let Some((opened, json)) = self.content(index, 3, &at.path) else { continue };
            let Some((name, span)) = &opened.name else { continue };
            if !names.insert(name) {
                self.problem(Problem::NameTaken { disclosure: index, name: name.clone(), path: at.path.clone() });
                continue;
            }
            let path = member_path(&at.path, name);
            self.place(index, path.clone(), at.owner);
            if is_top && name == DIGEST_ALGORITHM {
                continue;
            }
            self.separate(&mut is_first);
            self.out.push_str(json.get(span.clone()).unwrap_or("\"\""));
            self.out.push(':');
            self.value(&opened.value, json, At { path, owner: Some(index), depth: at.depth + 1 });
        }
        self.out.push('}');
    }

    /// The disclosures that belong to an `_sd`, in the order in which the token gives them.
    fn digests_of(&mut self, digests: &Node, path: &str) -> Vec<usize> {
        let Value::Array(items) = &digests.value else {
            self.problem(Problem::DigestsType { path: path.to_owned() });
            return Vec::new();
        };
        let mut disclosed = Vec::new();
        let mut count = 0;
        for item in items {
            match item.as_str().map(|digest| self.meet(digest, path)) {
                None => self.problem(Problem::DigestsType { path: path.to_owned() }),
                Some(Met::Disclosed(index)) => disclosed.push(index),
                Some(Met::Hidden) => count += 1,
                Some(Met::Again) => {}
            }
        }
        self.hide(path, false, count);
        disclosed.sort_unstable();
        disclosed
    }

    fn array(&mut self, items: &[Node], text: &str, at: At) {
        let (mut written, mut count) = (0_usize, 0);
        let mut is_first = true;
        self.out.push('[');
        for item in items {
            let path = format!("{}/{written}", at.path);
            let Some(digest) = item.get(ELEMENT) else {
                self.separate(&mut is_first);
                self.value(item, text, at.inner(path));
                written += 1;
                continue;
            };
            let Some(digest) = digest.as_str().filter(|_| item.members().len() == 1) else {
                self.problem(Problem::ElementType { path });
                continue;
            };
            match self.meet(digest, &at.path) {
                Met::Hidden => count += 1,
                Met::Again => {}
                Met::Disclosed(index) => {
                    let Some((opened, json)) = self.content(index, 2, &at.path) else { continue };
                    self.place(index, path.clone(), at.owner);
                    self.separate(&mut is_first);
                    self.value(&opened.value, json, At { path, owner: Some(index), depth: at.depth + 1 });
                    written += 1;
                }
            }
        }
        self.out.push(']');
        self.hide(&at.path, true, count);
    }

    fn separate(&mut self, is_first: &mut bool) {
        if !std::mem::take(is_first) {
            self.out.push(',');
        }
    }

    fn place(&mut self, index: usize, path: String, parent: Option<usize>) {
        if let Some(slot) = self.places.get_mut(index) {
            *slot = Some(Place { path, parent });
        }
    }

    fn hide(&mut self, path: &str, in_array: bool, count: usize) {
        if count > 0 {
            self.hidden.push(Hidden { path: path.to_owned(), in_array, count });
        }
    }

    fn finish(mut self, algorithm: Option<DigestAlgorithm>) -> Disclosed {
        if algorithm.is_some() {
            let lost: Vec<_> = self.is_referenced.iter().enumerate().filter(|(_, is)| !**is).map(|(i, _)| i).collect();
            lost.into_iter().for_each(|disclosure| self.problem(Problem::Unreferenced { disclosure }));
        }
        Disclosed {
            claims: self.out,
            algorithm,
            digests: self.digests,
            places: self.places,
            hidden: self.hidden,
            problems: self.problems,
        }
    }
}

enum Met {
    Disclosed(usize),
    Hidden,
    Again,
}

/// The members that count: of duplicates the last, as everywhere.
fn last_of_each(members: &[Member]) -> Vec<&Member> {
    let last: HashMap<&str, usize> = members.iter().enumerate().map(|(i, m)| (m.key.as_str(), i)).collect();
    members.iter().enumerate().filter(|(i, m)| last.get(m.key.as_str()) == Some(i)).map(|(_, m)| m).collect()
}
