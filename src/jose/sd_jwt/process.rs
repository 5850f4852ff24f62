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
/// All JSON Pointers together are no longer than this: a name of a megabyte over a thousand disclosures would fill the memory.
const MAX_PATHS_BYTES: usize = 4 << 20;

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
    format!("{path}/{}", escaped(name))
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A step of a JSON Pointer. The pointers themselves are written only where one is told.
#[derive(Clone, Copy)]
enum Step<'a> {
    Name(&'a str),
    Index(usize),
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
    walk.value(root, &payload.text, None);
    walk.finish(algorithm)
}

struct Walk<'a> {
    sd: &'a SdJwtText,
    digests: Vec<String>,
    by_digest: HashMap<String, usize>,
    met: HashSet<&'a str>,
    is_referenced: Vec<bool>,
    /// Where the walk is, in the output.
    steps: Vec<Step<'a>>,
    depth: usize,
    /// What is left of [`MAX_PATHS_BYTES`].
    path_bytes_left: usize,
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
            steps: Vec::new(),
            depth: 0,
            path_bytes_left: MAX_PATHS_BYTES,
            out: String::new(),
            places: vec![None; count],
            hidden: Vec::new(),
            problems: Vec::new(),
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

    fn value(&mut self, node: &'a Node, text: &'a str, owner: Option<usize>) {
        let is_container = matches!(node.value, Value::Object(_) | Value::Array(_));
        if is_container && self.depth + 1 >= DEPTH_LIMIT {
            self.problem_here(|path| Problem::TooDeep { path });
            self.out.push_str("null");
            return;
        }
        self.depth += 1;
        match &node.value {
            Value::Object(members) => self.object(members, text, owner),
            Value::Array(items) => self.array(items, text, owner),
            _ => self.out.push_str(node.raw(text).unwrap_or("null")),
        }
        self.depth -= 1;
    }

    fn object(&mut self, members: &'a [Member], text: &'a str, owner: Option<usize>) {
        let members = last_of_each(members);
        let digests = members.iter().find(|m| m.key == DIGESTS);
        let disclosed = digests.map(|m| self.digests_of(&m.value)).unwrap_or_default();
        let mut names: HashSet<&str> = HashSet::new();
        let mut is_first = true;
        self.out.push('{');
        for member in members {
            names.insert(&member.key);
            if member.key == ELEMENT {
                self.problem_here(|path| Problem::ElementType { path });
            }
            if self.is_kept(&member.key) {
                self.steps.push(Step::Name(&member.key));
                self.member(text.get(member.key_span.clone()), &mut is_first);
                self.value(&member.value, text, owner);
                self.steps.pop();
            }
        }
        for index in disclosed {
            self.disclosed_member(index, &mut names, &mut is_first, owner);
        }
        self.out.push('}');
    }

    fn disclosed_member(
        &mut self,
        index: usize,
        names: &mut HashSet<&'a str>,
        is_first: &mut bool,
        owner: Option<usize>,
    ) {
        let Some((opened, json)) = self.content(index, 3) else { return };
        let Some((name, span)) = &opened.name else { return };
        if !names.insert(name) {
            self.problem_here(|path| Problem::NameTaken { disclosure: index, name: name.clone(), path });
            return;
        }
        self.steps.push(Step::Name(name));
        self.place(index, owner);
        if self.is_kept(name) {
            self.member(json.get(span.clone()), is_first);
            self.value(&opened.value, json, Some(index));
        }
        self.steps.pop();
    }

    /// The names that are no claims leave the payload.
    fn is_kept(&self, name: &str) -> bool {
        !(name == DIGESTS || name == ELEMENT || (name == DIGEST_ALGORITHM && self.depth == 1))
    }

    /// The disclosures that belong to an `_sd`, in the order in which the token gives them.
    fn digests_of(&mut self, digests: &'a Node) -> Vec<usize> {
        if !matches!(digests.value, Value::Array(_)) {
            self.problem_here(|path| Problem::DigestsType { path });
        }
        let mut disclosed = Vec::new();
        let mut count = 0;
        for item in digests.items() {
            match item.as_str().map(|digest| self.meet(digest)) {
                None => self.problem_here(|path| Problem::DigestsType { path }),
                Some(Met::Disclosed(index)) => disclosed.push(index),
                Some(Met::Hidden) => count += 1,
                Some(Met::Again) => {}
            }
        }
        self.hide(false, count);
        disclosed.sort_unstable();
        disclosed
    }

    fn array(&mut self, items: &'a [Node], text: &'a str, owner: Option<usize>) {
        let (mut written, mut count) = (0, 0);
        let mut is_first = true;
        self.out.push('[');
        for item in items {
            self.steps.push(Step::Index(written));
            let is_written = match item.get(ELEMENT) {
                None => {
                    self.separate(&mut is_first);
                    self.value(item, text, owner);
                    true
                }
                Some(digest) => match digest.as_str().filter(|_| item.members().len() == 1) {
                    None => {
                        self.problem_here(|path| Problem::ElementType { path });
                        false
                    }
                    Some(digest) => self.element(digest, &mut is_first, &mut count, owner),
                },
            };
            self.steps.pop();
            written += usize::from(is_written);
        }
        self.out.push(']');
        self.hide(true, count);
    }

    /// The element that the digest stands for; whether there is one.
    fn element(&mut self, digest: &'a str, is_first: &mut bool, count: &mut usize, owner: Option<usize>) -> bool {
        let index = match self.meet(digest) {
            Met::Disclosed(index) => index,
            Met::Again => return false,
            Met::Hidden => {
                *count += 1;
                return false;
            }
        };
        let Some((opened, json)) = self.content(index, 2) else { return false };
        self.place(index, owner);
        self.separate(is_first);
        self.value(&opened.value, json, Some(index));
        true
    }

    /// What the disclosure holds, where it has the number of elements that its digest's place asks for.
    fn content(&mut self, index: usize, expected: usize) -> Option<(&'a Opened, &'a str)> {
        let sd = self.sd;
        let disclosure = sd.disclosures.get(index)?;
        match &disclosure.content {
            Err(_) => self.problem(Problem::Unreadable { disclosure: index }),
            Ok(opened) if opened.name.is_some() == (expected == 3) => return Some((opened, &disclosure.json)),
            Ok(_) => self.problem_here(|path| Problem::WrongLength { disclosure: index, expected, path }),
        }
        None
    }

    /// A digest stands here: what it stands for.
    fn meet(&mut self, digest: &'a str) -> Met {
        if !self.met.insert(digest) {
            self.problem_here(|path| Problem::DigestTwice { digest: digest.to_owned(), path });
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

    fn reference(&mut self, index: usize) {
        if let Some(slot) = self.is_referenced.get_mut(index) {
            *slot = true;
        }
    }

    fn member(&mut self, name: Option<&str>, is_first: &mut bool) {
        self.separate(is_first);
        self.out.push_str(name.unwrap_or("\"\""));
        self.out.push(':');
    }

    fn separate(&mut self, is_first: &mut bool) {
        if !std::mem::take(is_first) {
            self.out.push(',');
        }
    }

    /// The JSON Pointer of where the walk is.
    fn path(&mut self) -> String {
        let length = |step: &Step<'_>| match step {
            Step::Name(name) => name.len() + 1,
            Step::Index(_) => 4,
        };
        let bytes = self.steps.iter().map(length).sum::<usize>();
        match self.path_bytes_left.checked_sub(bytes) {
            None => return "/…".to_owned(),
            Some(left) => self.path_bytes_left = left,
        }
        let mut path = String::with_capacity(bytes);
        for step in &self.steps {
            path.push('/');
            match step {
                Step::Name(name) => path.push_str(&escaped(name)),
                Step::Index(index) => path.push_str(&index.to_string()),
            }
        }
        path
    }

    fn place(&mut self, index: usize, parent: Option<usize>) {
        let path = self.path();
        if let Some(slot) = self.places.get_mut(index) {
            *slot = Some(Place { path, parent });
        }
    }

    fn hide(&mut self, in_array: bool, count: usize) {
        if count > 0 {
            let path = self.path();
            self.hidden.push(Hidden { path, in_array, count });
        }
    }

    fn problem(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }

    fn problem_here(&mut self, problem: impl FnOnce(String) -> Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            let path = self.path();
            self.problems.push(problem(path));
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
