//! Where the vault is.

use std::path::{Path, PathBuf};

use super::VaultError;
use crate::ports::Environment;

/// The variable that names the vault's folder.
pub const CONFIG_DIR_VARIABLE: &str = "JWT_WORKBENCH_CONFIG_DIR";

/// The vault's folder, absolute: `config_dir` (the option `--config-dir`), else the variable
/// [`CONFIG_DIR_VARIABLE`], else this program's folder among the user's configuration. Blank ones count as not given.
///
/// # Errors
/// [`VaultError::NoHome`] if none of them says anything; the program then runs without a vault.
pub fn location(config_dir: Option<&Path>, env: &dyn Environment) -> Result<PathBuf, VaultError> {
    let named = config_dir.map(Path::to_path_buf).into_iter();
    let mut named = named.chain(env.var(CONFIG_DIR_VARIABLE).map(PathBuf::from)).filter(|path| !is_blank(path));
    match named.next() {
        Some(path) => Ok(env.absolute(&path)),
        None => env.config_folder().ok_or(VaultError::NoHome),
    }
}

fn is_blank(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::SetEnvironment;

    #[test]
    fn the_option_wins_over_the_variable_over_the_folder() {
        let mut env = SetEnvironment { working_folder: "/w".into(), ..SetEnvironment::default() };
        assert_eq!(location(None, &env).unwrap_err().id(), "vault-no-home");
        env.config_folder = Some("/home/ü 🎉/.config/jwt-workbench".into());
        assert_eq!(location(None, &env).unwrap(), Path::new("/home/ü 🎉/.config/jwt-workbench"));
        env.vars.insert(CONFIG_DIR_VARIABLE.to_owned(), " ".into());
        assert_eq!(location(Some(Path::new("")), &env).unwrap(), Path::new("/home/ü 🎉/.config/jwt-workbench"));
        env.vars.insert(CONFIG_DIR_VARIABLE.to_owned(), "/var/vault".into());
        assert_eq!(location(None, &env).unwrap(), Path::new("/var/vault"));
        assert_eq!(location(Some(Path::new("here")), &env).unwrap(), Path::new("/w/here"));
    }
}
