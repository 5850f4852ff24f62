//! Environment variables and the user's folders.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

/// What the process was started with.
pub trait Environment: fmt::Debug + Send + Sync {
    /// The variable's value; `None` if it is not set.
    fn var(&self, name: &str) -> Option<OsString>;

    /// This program's folder among the user's configuration (it need not exist yet); `None` without a home folder.
    fn config_folder(&self) -> Option<PathBuf>;

    /// The path made absolute against the working folder, links left as they are; unchanged if there is none.
    fn absolute(&self, path: &Path) -> PathBuf;
}

/// The process's own environment.
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeEnvironment;

impl Environment for NativeEnvironment {
    fn var(&self, name: &str) -> Option<OsString> {
        std::env::var_os(name)
    }

    fn config_folder(&self) -> Option<PathBuf> {
        if cfg!(unix) && !self.has_home() {
            // `directories` would fall back to the password file: a place that whoever cleared HOME did not mean
            return None;
        }
        let dirs = directories::ProjectDirs::from("", "", "jwt-workbench")?;
        let folder = dirs.config_local_dir();
        folder.is_absolute().then(|| folder.to_path_buf())
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
    }
}

impl NativeEnvironment {
    fn has_home(self) -> bool {
        let names: &[&str] = if cfg!(target_os = "macos") { &["HOME"] } else { &["HOME", "XDG_CONFIG_HOME"] };
        names.iter().filter_map(|name| self.var(name)).any(|value| Path::new(&value).is_absolute())
    }
}

/// An environment made by hand.
#[derive(Clone, Debug, Default)]
pub struct SetEnvironment {
    /// The variables.
    pub vars: BTreeMap<String, OsString>,
    /// The answer of [`Environment::config_folder`].
    pub config_folder: Option<PathBuf>,
    /// What relative paths are joined to.
    pub working_folder: PathBuf,
}

impl Environment for SetEnvironment {
    fn var(&self, name: &str) -> Option<OsString> {
        self.vars.get(name).cloned()
    }

    fn config_folder(&self) -> Option<PathBuf> {
        self.config_folder.clone()
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        self.working_folder.join(path)
    }
}
