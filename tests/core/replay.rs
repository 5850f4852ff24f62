//! The fuzz targets over every file that is worth keeping: the seeds of the repository, and the hostile corpus.
//!
//! A find of the fuzzer becomes a file in `tests/seeds/TARGET/`, and stays found.

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use crate::vectors;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

/// No target ever looks at more.
const MAX_BYTES: u64 = 65_536;

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let (mut folders, mut files): (Vec<_>, Vec<_>) = entries.map(|e| e.unwrap().path()).partition(|p| p.is_dir());
    folders.sort();
    files.sort();
    files.into_iter().chain(folders.iter().flat_map(|f| self::files(f))).collect()
}

/// The files that make the target fail.
fn failing(run: fn(&[u8]), files: &[PathBuf]) -> Vec<PathBuf> {
    let small = |path: &&PathBuf| path.metadata().is_ok_and(|m| m.len() <= MAX_BYTES);
    let fails = |path: &&PathBuf| {
        let data = std::fs::read(path).unwrap();
        catch_unwind(|| run(&data)).is_err()
    };
    files.iter().filter(small).filter(fails).cloned().collect()
}

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds")
}

#[test]
fn no_seed_makes_its_target_fail() {
    let mut failed = Vec::new();
    for (name, run) in targets::ALL {
        let seeds = files(&seeds().join(name));
        assert!(!seeds.is_empty(), "{name} has no seeds");
        failed.extend(failing(*run, &seeds));
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn no_hostile_file_makes_any_target_fail() {
    let Some(root) = vectors::folder("../hostile") else { return };
    let hostile = files(&root);
    assert!(hostile.len() > 200);
    let failed: Vec<_> = targets::ALL
        .iter()
        .flat_map(|(name, run)| failing(*run, &hostile).into_iter().map(move |f| (name, f)))
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn every_folder_of_seeds_has_a_target() {
    for entry in std::fs::read_dir(seeds()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(targets::ALL.iter().any(|(target, _)| *target == name), "tests/seeds/{name} belongs to no target");
    }
}
