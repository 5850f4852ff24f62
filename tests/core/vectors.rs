//! Where shared test data is: named by an environment variable, since it is no part of the repository.

use std::path::PathBuf;

/// The folder `name` below `JWT_WORKBENCH_VECTORS`, or `None` with a line that says what is skipped.
pub fn folder(name: &str) -> Option<PathBuf> {
    let found = std::env::var_os("JWT_WORKBENCH_VECTORS").map(|root| PathBuf::from(root).join(name));
    let found = found.filter(|path| path.is_dir());
    if found.is_none() {
        eprintln!("skipped {name}: JWT_WORKBENCH_VECTORS names no folder that has it");
    }
    found
}
