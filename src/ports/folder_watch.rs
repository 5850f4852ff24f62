//! Being told when another program changes the files of a folder.

use std::fmt;
use std::path::PathBuf;

/// Watches folders.
pub trait FolderWatch: fmt::Debug + Send {
    /// Watches these folders from now on, as far as the system can; of one that does not exist yet, the nearest folder
    /// around it. Asked again after each change: a folder may have come or gone.
    fn follow(&mut self, folders: &[PathBuf]);

    /// Whether something changed since the last question.
    fn has_changed(&mut self) -> bool;
}

/// Watches nothing: changes are found when the window gets the focus.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFolderWatch;

impl FolderWatch for NoFolderWatch {
    fn follow(&mut self, _folders: &[PathBuf]) {}

    fn has_changed(&mut self) -> bool {
        false
    }
}

#[cfg(feature = "gui")]
pub use native::NativeFolderWatch;

#[cfg(feature = "gui")]
mod native {
    use super::FolderWatch;
    use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
    use std::fmt;
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// The system's own way: inotify, FSEvents, ReadDirectoryChangesW.
    pub struct NativeFolderWatch {
        watcher: Option<RecommendedWatcher>,
        changed: Arc<AtomicBool>,
    }

    impl NativeFolderWatch {
        /// `wake` is called from another thread at each change.
        #[must_use]
        pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
            let changed = Arc::new(AtomicBool::new(false));
            let flag = Arc::clone(&changed);
            let told = move |event: notify::Result<Event>| {
                // reading is no change, and this program reads at each one
                if event.is_ok_and(|event| !event.kind.is_access()) {
                    flag.store(true, Ordering::Relaxed);
                    wake();
                }
            };
            // where the system has no such thing, or no room for one more, changes are found with the focus
            Self { watcher: notify::recommended_watcher(told).ok(), changed }
        }
    }

    impl FolderWatch for NativeFolderWatch {
        fn follow(&mut self, folders: &[PathBuf]) {
            let Some(watcher) = &mut self.watcher else { return };
            for folder in folders {
                let there = folder.ancestors().find(|path| path.is_dir());
                if let Some(there) = there.filter(|path| *path != Path::new("")) {
                    // one that went away meanwhile is told by the folder around it
                    let _ = watcher.watch(there, RecursiveMode::NonRecursive);
                }
            }
        }

        fn has_changed(&mut self) -> bool {
            self.changed.swap(false, Ordering::Relaxed)
        }
    }

    impl fmt::Debug for NativeFolderWatch {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("NativeFolderWatch").field("watches", &self.watcher.is_some()).finish_non_exhaustive()
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::sync::mpsc::channel;
        use std::time::Duration;

        #[test]
        fn a_file_that_comes_is_told_and_one_that_is_read_is_not() {
            let root = tempfile::tempdir().unwrap();
            let keys = root.path().join("keys");
            let (told, changes) = channel();
            let mut watch = NativeFolderWatch::new(Arc::new(move || {
                let _ = told.send(());
            }));
            let patience = Duration::from_secs(5);
            watch.follow(std::slice::from_ref(&keys));
            std::fs::create_dir(&keys).unwrap();
            changes.recv_timeout(patience).expect("the folder around it tells that it came");
            assert!(watch.has_changed() && !watch.has_changed());
            watch.follow(std::slice::from_ref(&keys));
            std::fs::write(keys.join("a"), "x").unwrap();
            changes.recv_timeout(patience).expect("the folder tells of its file");
            std::thread::sleep(Duration::from_millis(200));
            while changes.try_recv().is_ok() {}
            watch.has_changed();
            std::fs::read(keys.join("a")).unwrap();
            assert!(changes.recv_timeout(Duration::from_millis(300)).is_err() && !watch.has_changed());
        }
    }
}
