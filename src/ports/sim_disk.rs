//! A disk in memory that can lose its power after any step and fail at any step.
//!
//! The model: a step that has returned is visible at once, but only durable after a sync. A file's content is durable
//! after its own `sync`, a name after its folder's `sync_dir`. When the power goes, each file whose content was not synced
//! may hold the old content, a part of the new one (by eighths), with zeros after it or not, or all of it, and each change of a folder that was not synced may be
//! there or not, independently of the others. A rename within one folder is one change; between two folders it is two.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Moment;
use super::disk::{Disk, DiskError, FileKind, Lock, Meta, NewFile, Privacy, Stamp};

const ROOT: usize = 0;
const MOST_LINKS: u32 = 40;

/// What goes wrong at a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// ENOSPC; a write leaves half of its bytes.
    Full,
    /// EIO.
    Broken,
    /// EACCES.
    Denied,
    /// EROFS.
    ReadOnly,
    /// A write says that all is well and has written something else. Other steps are not touched.
    Garbled,
}

impl Fault {
    /// Those that the system reports.
    pub const ALL: [Self; 4] = [Self::Full, Self::Broken, Self::Denied, Self::ReadOnly];

    fn error(self, step: &'static str, path: &Path) -> DiskError {
        let source = match self {
            Self::Full => io::Error::from(io::ErrorKind::StorageFull),
            Self::Broken => io::Error::other("input/output error (simulated)"),
            Self::Denied => io::Error::from(io::ErrorKind::PermissionDenied),
            Self::ReadOnly => io::Error::from(io::ErrorKind::ReadOnlyFilesystem),
            Self::Garbled => io::Error::other("not reported"),
        };
        DiskError::from_io(step, path, source)
    }
}

/// The disk. Clones of the value are the same disk; [`after_kill`](SimDisk::after_kill) and
/// [`after_power_loss`](SimDisk::after_power_loss) make new ones.
#[derive(Clone, Default)]
pub struct SimDisk(Arc<Mutex<State>>);

#[derive(Clone)]
struct State {
    nodes: Vec<Node>,
    log: Vec<String>,
    ticks: i64,
    power_off_after: Option<usize>,
    faults: Vec<(std::ops::Range<usize>, Fault)>,
    locked: BTreeSet<usize>,
}

#[derive(Clone)]
struct Node {
    body: Body,
    mode: u32,
    changed_tick: i64,
}

#[derive(Clone)]
enum Body {
    File { live: Vec<u8>, durable: Vec<u8> },
    Folder { live: Names, durable: Names, pending: Vec<Change> },
    Link(PathBuf),
    Special,
}

type Names = BTreeMap<OsString, usize>;

#[derive(Clone)]
enum Change {
    Set(OsString, usize),
    Unset(OsString),
    Rename(OsString, OsString, usize),
}

impl Change {
    fn apply(&self, names: &mut Names) {
        match self {
            Self::Set(name, node) => drop(names.insert(name.clone(), *node)),
            Self::Unset(name) => drop(names.remove(name)),
            Self::Rename(from, to, node) => {
                names.remove(from);
                names.insert(to.clone(), *node);
            }
        }
    }
}

impl Default for State {
    fn default() -> Self {
        let root = Node { body: empty_folder(), mode: 0o755, changed_tick: 0 };
        Self {
            nodes: vec![root],
            log: Vec::new(),
            ticks: 0,
            power_off_after: None,
            faults: Vec::new(),
            locked: BTreeSet::new(),
        }
    }
}

fn empty_folder() -> Body {
    Body::Folder { live: Names::new(), durable: Names::new(), pending: Vec::new() }
}

// ---- what a test does to it ----

impl SimDisk {
    /// An empty disk with these folders, durable.
    #[must_use]
    pub fn with_folders(folders: &[&str]) -> Self {
        let disk = Self::default();
        for folder in folders {
            disk.put_folder(folder);
        }
        disk
    }

    /// Puts a folder and its parents there, durable, without a step.
    pub fn put_folder(&self, path: impl AsRef<Path>) {
        self.state().put_parents(&path.as_ref().join("x"));
    }

    /// Puts a file there, durable, without a step.
    pub fn put(&self, path: impl AsRef<Path>, content: &[u8], mode: u32) {
        let body = Body::File { live: content.to_vec(), durable: content.to_vec() };
        self.state().put_node(path.as_ref(), body, mode);
    }

    /// Puts a link there, durable, without a step.
    pub fn put_link(&self, path: impl AsRef<Path>, target: impl Into<PathBuf>) {
        self.state().put_node(path.as_ref(), Body::Link(target.into()), 0o777);
    }

    /// Puts a FIFO there, durable, without a step.
    pub fn put_special(&self, path: impl AsRef<Path>) {
        self.state().put_node(path.as_ref(), Body::Special, 0o644);
    }

    /// The steps so far, one line each: what and where, never content.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        self.state().log.clone()
    }

    /// From now on, every step after the next `steps` ones fails as if the power were off.
    pub fn power_off_after(&self, steps: usize) {
        let mut state = self.state();
        state.power_off_after = Some(state.log.len() + steps);
    }

    /// The step after the next `steps` ones fails; those that follow work again.
    pub fn fail_at(&self, steps: usize, fault: Fault) {
        let mut state = self.state();
        let at = state.log.len() + steps;
        state.faults.push((at..at + 1, fault));
    }

    /// Every step after the next `steps` ones fails.
    pub fn fail_from(&self, steps: usize, fault: Fault) {
        let mut state = self.state();
        let at = state.log.len() + steps;
        state.faults.push((at..usize::MAX, fault));
    }

    /// Ends all faults.
    pub fn heal(&self) {
        let mut state = self.state();
        state.faults.clear();
        state.power_off_after = None;
    }

    /// The disk as the next process finds it if this one is killed now: nothing is lost, locks are free.
    #[must_use]
    pub fn after_kill(&self) -> Self {
        let mut state = self.state().clone();
        state.locked.clear();
        state.faults.clear();
        state.power_off_after = None;
        Self(Arc::new(Mutex::new(state)))
    }

    /// Every disk that can be found if the power goes now, without repeats.
    #[must_use]
    pub fn after_power_loss(&self) -> Vec<Self> {
        let killed = self.after_kill();
        let start = killed.state().clone();
        let mut states = Vec::new();
        let mut seen = BTreeSet::new();
        for names in start.settled_names() {
            for state in names.settled_contents() {
                let disk = Self(Arc::new(Mutex::new(state)));
                if seen.insert(disk.files()) {
                    states.push(disk);
                }
            }
        }
        states
    }

    /// Every file and link target below the root with its mode and content (of links: the target's name), by path.
    #[must_use]
    pub fn files(&self) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
        let mut found = BTreeMap::new();
        self.state().collect(ROOT, Path::new("/"), &mut found);
        found
    }

    /// The content of a file; `None` if there is none.
    #[must_use]
    pub fn content(&self, path: impl AsRef<Path>) -> Option<Vec<u8>> {
        self.files().remove(path.as_ref()).map(|(_, content)| content)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SimDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimDisk").field("steps", &self.state().log.len()).finish_non_exhaustive()
    }
}

// ---- the model ----

impl State {
    /// Counts a step. A fault or a missing power supply ends it before it does anything.
    fn step(&mut self, step: &'static str, path: &Path) -> Result<(), DiskError> {
        let at = self.log.len();
        if self.power_off_after.is_some_and(|last| at >= last) {
            return Err(DiskError::from_io(step, path, io::Error::other("the power is off (simulated)")));
        }
        self.log.push(format!("{step} {}", path.display()));
        self.ticks += 1;
        match self.fault_at(at) {
            Some(fault) if fault != Fault::Garbled => Err(fault.error(step, path)),
            _ => Ok(()),
        }
    }

    fn fault_at(&self, step: usize) -> Option<Fault> {
        self.faults.iter().find(|(range, _)| range.contains(&step)).map(|(_, fault)| *fault)
    }

    fn add(&mut self, body: Body, mode: u32) -> usize {
        self.ticks += 1;
        self.nodes.push(Node { body, mode, changed_tick: self.ticks });
        self.nodes.len() - 1
    }

    fn names(&self, folder: usize) -> Option<&Names> {
        match &self.nodes.get(folder)?.body {
            Body::Folder { live, .. } => Some(live),
            _ => None,
        }
    }

    fn change(&mut self, folder: usize, change: Change) {
        if let Some(Node { body: Body::Folder { live, pending, .. }, .. }) = self.nodes.get_mut(folder) {
            change.apply(live);
            pending.push(change);
        }
    }

    /// The node of a path; the last component's link is followed if `follow`.
    fn find(&self, path: &Path, follow: bool) -> Result<usize, DiskError> {
        let mut links = MOST_LINKS;
        self.walk(path, follow, &mut links).map(|(node, _)| node)
    }

    fn walk(&self, path: &Path, follow: bool, links: &mut u32) -> Result<(usize, PathBuf), DiskError> {
        let not_found = || DiskError::NotFound { path: path.to_path_buf() };
        let (mut at, mut real) = (ROOT, PathBuf::from("/"));
        let mut parts = path.components().peekable();
        while let Some(part) = parts.next() {
            let name = match part {
                Component::Normal(name) => name,
                Component::ParentDir => {
                    real.pop();
                    at = self.walk(&real, false, links)?.0;
                    continue;
                }
                _ => continue,
            };
            let node = *self.names(at).and_then(|names| names.get(name)).ok_or_else(not_found)?;
            match &self.nodes[node].body {
                Body::Link(target) if follow || parts.peek().is_some() => {
                    *links = links
                        .checked_sub(1)
                        .ok_or_else(|| DiskError::from_io("resolve", path, io::Error::other("a loop of links")))?;
                    (at, real) = self.walk(&real.join(target), true, links)?;
                }
                _ => {
                    at = node;
                    real.push(name);
                }
            }
        }
        Ok((at, real))
    }

    /// The folder a name is in, and the name.
    fn place(&self, path: &Path) -> Result<(usize, OsString), DiskError> {
        let not_found = || DiskError::NotFound { path: path.to_path_buf() };
        let name = path.file_name().ok_or_else(not_found)?.to_os_string();
        let folder = self.find(path.parent().ok_or_else(not_found)?, true)?;
        self.names(folder).ok_or_else(not_found)?;
        Ok((folder, name))
    }

    /// As [`place`](State::place), for a step that changes the folder.
    fn writable_place(&self, step: &'static str, path: &Path) -> Result<(usize, OsString), DiskError> {
        let (folder, name) = self.place(path)?;
        self.permit(folder, 0o200, step, path)?;
        Ok((folder, name))
    }

    fn permit(&self, node: usize, bit: u32, step: &'static str, path: &Path) -> Result<(), DiskError> {
        if self.nodes[node].mode & bit == 0 {
            return Err(DiskError::Denied { step, path: path.to_path_buf() });
        }
        Ok(())
    }

    fn put_parents(&mut self, path: &Path) -> usize {
        let mut at = ROOT;
        for part in path.parent().map(Path::components).into_iter().flatten() {
            let Component::Normal(name) = part else { continue };
            at = match self.names(at).and_then(|names| names.get(name)) {
                Some(next) => *next,
                None => {
                    let next = self.add(empty_folder(), 0o700);
                    self.set_durable(at, name.to_os_string(), next);
                    next
                }
            };
        }
        at
    }

    fn put_node(&mut self, path: &Path, body: Body, mode: u32) {
        let folder = self.put_parents(path);
        let node = self.add(body, mode);
        if let Some(name) = path.file_name() {
            self.set_durable(folder, name.to_os_string(), node);
        }
    }

    fn set_durable(&mut self, folder: usize, name: OsString, node: usize) {
        if let Body::Folder { live, durable, .. } = &mut self.nodes[folder].body {
            live.insert(name.clone(), node);
            durable.insert(name, node);
        }
    }

    fn collect(&self, node: usize, path: &Path, found: &mut BTreeMap<PathBuf, (u32, Vec<u8>)>) {
        let Node { body, mode, .. } = &self.nodes[node];
        match body {
            Body::File { live, .. } => drop(found.insert(path.to_path_buf(), (*mode, live.clone()))),
            Body::Link(target) => {
                let target = target.as_os_str().as_encoded_bytes().to_vec();
                found.insert(path.to_path_buf(), (*mode, target));
            }
            Body::Folder { live, .. } => live.iter().for_each(|(n, c)| self.collect(*c, &path.join(n), found)),
            Body::Special => {}
        }
    }

    /// Every choice of folder changes that the disk may have kept.
    fn settled_names(&self) -> Vec<Self> {
        let mut states = vec![self.clone()];
        for at in 0..self.nodes.len() {
            let Body::Folder { durable, pending, .. } = &self.nodes[at].body else { continue };
            assert!(pending.len() <= 12, "too many unsynced changes to go through: sync the folder in between");
            let choices: Vec<Names> = (0..1_u32 << pending.len())
                .map(|kept| {
                    let mut names = durable.clone();
                    let kept = pending.iter().enumerate().filter(|(i, _)| kept >> i & 1 == 1);
                    kept.for_each(|(_, change)| change.apply(&mut names));
                    names
                })
                .collect();
            states = cross(&states, &choices, |state, names| {
                state.nodes[at].body = Body::Folder { live: names.clone(), durable: names, pending: Vec::new() };
            });
        }
        states
    }

    /// Every content that the reachable files may have.
    fn settled_contents(&self) -> Vec<Self> {
        let mut reachable = BTreeSet::new();
        self.reach(ROOT, &mut reachable);
        let mut states = vec![self.clone()];
        for at in reachable {
            let Body::File { live, durable } = &self.nodes[at].body else { continue };
            let choices = possible_contents(live, durable);
            states = cross(&states, &choices, |state, content| {
                state.nodes[at].body = Body::File { live: content.clone(), durable: content };
            });
        }
        states
    }

    fn reach(&self, node: usize, reachable: &mut BTreeSet<usize>) {
        reachable.insert(node);
        self.names(node).into_iter().flatten().for_each(|(_, child)| self.reach(*child, reachable));
    }
}

fn possible_contents(live: &[u8], durable: &[u8]) -> Vec<Vec<u8>> {
    if live == durable {
        return vec![live.to_vec()];
    }
    let mut choices = vec![durable.to_vec(), live.to_vec()];
    for eighth in 0..8 {
        let part = live.get(..live.len() * eighth / 8).unwrap_or_default().to_vec();
        let mut zeros_after = part.clone();
        zeros_after.resize(live.len(), 0);
        choices.extend([part, zeros_after]);
    }
    choices.sort();
    choices.dedup();
    choices
}

fn cross<C: Clone>(states: &[State], choices: &[C], set: impl Fn(&mut State, C)) -> Vec<State> {
    let mut crossed = Vec::with_capacity(states.len() * choices.len());
    for state in states {
        for choice in choices {
            let mut state = state.clone();
            set(&mut state, choice.clone());
            crossed.push(state);
        }
    }
    crossed
}

// ---- the port ----

impl Disk for SimDisk {
    fn create_new(&self, path: &Path, privacy: Privacy) -> Result<Box<dyn NewFile>, DiskError> {
        let mut state = self.state();
        state.step("create", path)?;
        let (folder, name) = state.writable_place("create", path)?;
        if state.names(folder).is_some_and(|names| names.contains_key(&name)) {
            return Err(DiskError::Exists { path: path.to_path_buf() });
        }
        let mode = if privacy == Privacy::Private { 0o600 } else { 0o644 };
        let node = state.add(Body::File { live: Vec::new(), durable: Vec::new() }, mode);
        state.change(folder, Change::Set(name, node));
        Ok(Box::new(SimFile { disk: self.clone(), node, path: path.to_path_buf() }))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), DiskError> {
        let mut state = self.state();
        state.step("rename", to)?;
        let (old_folder, old_name) = state.writable_place("rename", from)?;
        let (new_folder, new_name) = state.writable_place("rename", to)?;
        let node = state.names(old_folder).and_then(|names| names.get(&old_name).copied());
        let node = node.ok_or_else(|| DiskError::NotFound { path: from.to_path_buf() })?;
        if old_folder == new_folder {
            state.change(old_folder, Change::Rename(old_name, new_name, node));
        } else {
            state.change(new_folder, Change::Set(new_name, node));
            state.change(old_folder, Change::Unset(old_name));
        }
        Ok(())
    }

    fn remove(&self, path: &Path) -> Result<(), DiskError> {
        let mut state = self.state();
        state.step("remove", path)?;
        let (folder, name) = state.writable_place("remove", path)?;
        let node = state.find(path, false)?;
        if state.names(node).is_some() {
            return Err(DiskError::Folder { path: path.to_path_buf() });
        }
        state.change(folder, Change::Unset(name));
        Ok(())
    }

    fn sync_dir(&self, path: &Path) -> Result<(), DiskError> {
        let mut state = self.state();
        state.step("sync folder", path)?;
        let node = state.find(path, true)?;
        if let Some(Node { body: Body::Folder { live, durable, pending }, .. }) = state.nodes.get_mut(node) {
            durable.clone_from(live);
            pending.clear();
        }
        Ok(())
    }

    fn create_dir(&self, path: &Path) -> Result<(), DiskError> {
        let mut state = self.state();
        state.step("create folder", path)?;
        let (folder, name) = state.writable_place("create the folder", path)?;
        if state.names(folder).is_some_and(|names| names.contains_key(&name)) {
            return Err(DiskError::Exists { path: path.to_path_buf() });
        }
        let node = state.add(empty_folder(), 0o700);
        state.change(folder, Change::Set(name, node));
        Ok(())
    }

    fn list(&self, path: &Path) -> Result<Vec<OsString>, DiskError> {
        let mut state = self.state();
        state.step("list", path)?;
        let node = state.find(path, true)?;
        state.permit(node, 0o400, "list", path)?;
        let not_a_folder = || DiskError::from_io("list", path, io::Error::from(io::ErrorKind::NotADirectory));
        Ok(state.names(node).ok_or_else(not_a_folder)?.keys().cloned().collect())
    }

    fn read(&self, path: &Path, limit_bytes: u64) -> Result<Vec<u8>, DiskError> {
        let mut state = self.state();
        state.step("read", path)?;
        let node = state.find(path, true)?;
        state.permit(node, 0o400, "read", path)?;
        match &state.nodes[node].body {
            Body::File { live, .. } if live.len() as u64 <= limit_bytes => Ok(live.clone()),
            Body::File { live, .. } => {
                Err(DiskError::TooLarge { path: path.to_path_buf(), len: live.len() as u64, limit: limit_bytes })
            }
            Body::Folder { .. } => Err(DiskError::Folder { path: path.to_path_buf() }),
            Body::Link(_) | Body::Special => Err(DiskError::NotRegular { path: path.to_path_buf() }),
        }
    }

    fn metadata(&self, path: &Path) -> Result<Meta, DiskError> {
        let mut state = self.state();
        state.step("look at", path)?;
        let node = state.find(path, false)?;
        let Node { body, mode, changed_tick } = &state.nodes[node];
        let (kind, len) = match body {
            Body::File { live, .. } => (FileKind::File, live.len()),
            Body::Folder { .. } => (FileKind::Folder, 0),
            Body::Link(_) => (FileKind::Link, 0),
            Body::Special => (FileKind::Special, 0),
        };
        let changed = Moment::from_secs(*changed_tick);
        let stamp = Stamp { len: len as u64, modified: Some(changed), changed, inode: node as u64 };
        Ok(Meta { kind, mode: Some(*mode), stamp })
    }

    fn resolve(&self, path: &Path) -> Result<PathBuf, DiskError> {
        let mut state = self.state();
        state.step("resolve", path)?;
        let mut links = MOST_LINKS;
        state.walk(path, true, &mut links).map(|(_, real)| real)
    }

    fn set_mode(&self, path: &Path, mode: u32) -> Result<(), DiskError> {
        let mut state = self.state();
        state.step("set mode of", path)?;
        let node = state.find(path, true)?;
        state.nodes[node].mode = mode;
        Ok(())
    }

    fn lock(&self, path: &Path, _patience: Duration) -> Result<Lock, DiskError> {
        let mut state = self.state();
        state.step("lock", path)?;
        let (folder, name) = state.place(path)?;
        let known = state.names(folder).and_then(|names| names.get(&name).copied());
        let node = match known {
            Some(node) => node,
            None => {
                state.writable_place("open the lock file", path)?;
                let node = state.add(Body::File { live: Vec::new(), durable: Vec::new() }, 0o600);
                state.change(folder, Change::Set(name, node));
                node
            }
        };
        if !state.locked.insert(node) {
            return Err(DiskError::Locked { path: path.to_path_buf() });
        }
        Ok(Lock::new(SimLock { disk: self.clone(), node }))
    }
}

struct SimLock {
    disk: SimDisk,
    node: usize,
}

impl Drop for SimLock {
    fn drop(&mut self) {
        self.disk.state().locked.remove(&self.node);
    }
}

struct SimFile {
    disk: SimDisk,
    node: usize,
    path: PathBuf,
}

impl SimFile {
    fn append(&self, state: &mut State, bytes: &[u8]) {
        let tick = state.ticks;
        if let Some(Node { body: Body::File { live, .. }, changed_tick, .. }) = state.nodes.get_mut(self.node) {
            live.extend_from_slice(bytes);
            *changed_tick = tick;
        }
    }
}

impl NewFile for SimFile {
    fn write(&mut self, bytes: &[u8]) -> Result<(), DiskError> {
        let mut state = self.disk.state();
        let outcome = state.step("write", &self.path);
        match &outcome {
            Err(DiskError::Full { .. }) => self.append(&mut state, bytes.get(..bytes.len() / 2).unwrap_or_default()),
            Err(_) => {}
            Ok(()) if state.fault_at(state.log.len() - 1) == Some(Fault::Garbled) => {
                self.append(&mut state, &vec![b'?'; bytes.len()]);
            }
            Ok(()) => self.append(&mut state, bytes),
        }
        outcome
    }

    fn sync(&mut self) -> Result<(), DiskError> {
        let mut state = self.disk.state();
        state.step("sync", &self.path)?;
        if let Some(Node { body: Body::File { live, durable }, .. }) = state.nodes.get_mut(self.node) {
            durable.clone_from(live);
        }
        Ok(())
    }
}

const _: fn() = || {
    fn is_send(_: impl Any + Send) {}
    is_send(SimDisk::default());
};

#[cfg(test)]
mod tests {
    use super::*;

    fn states(disk: &SimDisk, path: &str) -> BTreeSet<Option<Vec<u8>>> {
        disk.after_power_loss().iter().map(|d| d.content(path)).collect()
    }

    #[test]
    fn unsynced_content_may_be_anything_and_synced_content_is_kept() {
        let disk = SimDisk::with_folders(&["/d"]);
        let mut file = disk.create_new(Path::new("/d/f"), Privacy::Private).unwrap();
        disk.sync_dir(Path::new("/d")).unwrap();
        file.write(b"ab").unwrap();
        let some = |b: &[u8]| Some(b.to_vec());
        let possible = [b"".as_slice(), b"a", b"a\0", b"\0\0", b"ab"].map(some);
        assert_eq!(states(&disk, "/d/f"), BTreeSet::from(possible));
        file.sync().unwrap();
        assert_eq!(states(&disk, "/d/f"), BTreeSet::from([some(b"ab")]));
    }

    #[test]
    fn an_unsynced_name_may_be_missing_and_a_move_between_folders_may_lose_the_file() {
        let disk = SimDisk::with_folders(&["/a", "/b"]);
        disk.put("/a/f", b"x", 0o600);
        disk.rename(Path::new("/a/f"), Path::new("/b/f")).unwrap();
        let kept: BTreeSet<usize> = disk.after_power_loss().iter().map(|d| d.files().len()).collect();
        assert_eq!(kept, BTreeSet::from([0, 1, 2]));
        let disk = SimDisk::with_folders(&["/a"]);
        disk.put("/a/f", b"x", 0o600);
        disk.put("/a/g", b"y", 0o600);
        disk.rename(Path::new("/a/f"), Path::new("/a/g")).unwrap();
        assert_eq!(disk.after_power_loss().len(), 2, "old or new, never without one");
    }

    #[test]
    fn steps_after_the_power_is_off_fail_and_do_nothing() {
        let disk = SimDisk::with_folders(&["/d"]);
        disk.power_off_after(1);
        disk.create_new(Path::new("/d/1"), Privacy::Private).unwrap();
        assert!(disk.create_new(Path::new("/d/2"), Privacy::Private).is_err());
        assert_eq!(disk.files().len(), 1);
        assert_eq!(disk.log(), ["create /d/1"]);
    }

    #[test]
    fn a_full_disk_keeps_half_of_a_write_and_heals() {
        let disk = SimDisk::with_folders(&["/d"]);
        let mut file = disk.create_new(Path::new("/d/f"), Privacy::Private).unwrap();
        disk.fail_at(0, Fault::Full);
        assert_eq!(file.write(b"abcd").unwrap_err().id(), "disk-full");
        assert_eq!(disk.content("/d/f").unwrap(), b"ab");
        file.write(b"cd").unwrap();
        assert_eq!(disk.content("/d/f").unwrap(), b"abcd");
    }

    #[test]
    fn links_lead_on_and_loops_end() {
        let disk = SimDisk::with_folders(&["/d"]);
        disk.put("/d/f", b"x", 0o600);
        disk.put_link("/d/l", "f");
        disk.put_link("/d/loop", "loop");
        disk.put_link("/e", "/d");
        assert_eq!(disk.read(Path::new("/e/l"), 9).unwrap(), b"x");
        assert_eq!(disk.resolve(Path::new("/e/l")).unwrap(), Path::new("/d/f"));
        assert!(disk.read(Path::new("/d/loop"), 9).is_err());
        assert_eq!(disk.metadata(Path::new("/e/l")).unwrap().kind, FileKind::Link);
    }

    #[test]
    fn a_lock_is_held_by_one_and_freed_by_a_kill() {
        let disk = SimDisk::with_folders(&["/d"]);
        let path = Path::new("/d/lock");
        let held = disk.lock(path, Duration::ZERO).unwrap();
        assert_eq!(disk.lock(path, Duration::ZERO).unwrap_err().id(), "file-locked");
        assert!(disk.after_kill().lock(path, Duration::ZERO).is_ok());
        drop(held);
        assert!(disk.lock(path, Duration::ZERO).is_ok());
    }
}
