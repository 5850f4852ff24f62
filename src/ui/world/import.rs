//! Keys out of files and folders.

use super::{World, busy, read};
use crate::app::key_form::{KeyFile, KeyReading};
use crate::app::{Action, Gravity};
use crate::ports::{Ask, FOLDER_FILES, FileKind, Folder, NativeDisk, read_folder};
use crate::ports::{Disk, FILE_LIMIT_BYTES};
use crate::report::words;
use std::path::Path;

impl World {
    /// Reads a file, or all of a folder, on a worker.
    pub(super) fn read_file_or_folder(&mut self, path: std::path::PathBuf) -> Vec<Action> {
        if !is_folder(&path) {
            self.spawn("Reading a file", move |actions| actions.push(read(&path)));
            return Vec::new();
        }
        self.spawn_stoppable("Reading a folder", move |stopped| match read_folder(&NativeDisk, &path, stopped) {
            _ if stopped() => Action::Notify(Gravity::Note, "The folder was not read: you stopped it.".to_owned()),
            Ok(folder) => folder_read(&path, folder),
            Err(error) => Action::Notify(Gravity::Error, format!("{error}. {}", words::sentence(error.next_step()))),
        });
        Vec::new()
    }

    /// Asks for a folder of key files.
    pub(super) fn pick_key_folder(&mut self) -> Vec<Action> {
        let ask = Ask { title: "Open a folder of keys".to_owned(), ..Ask::default() };
        let done = self.answer(Action::ReadFile, "Drop the folder onto the window, or use “jwt-workbench keys import”");
        busy(self.ports.dialogs.open_folder(ask, done))
    }

    /// Asks for the file whose bytes are a secret.
    pub(super) fn pick_secret_file(&mut self) -> Vec<Action> {
        let ask = Ask { title: "Choose the file that is the secret".to_owned(), ..Ask::default() };
        let read_secret = |path: std::path::PathBuf| match read(&path) {
            Action::FileRead { name, bytes } => Action::SecretFileRead { name, bytes },
            said => said,
        };
        let done = self.answer(read_secret, "Use “jwt-workbench keys import --secret-file FILE” instead");
        busy(self.ports.dialogs.open_file(ask, done))
    }

    /// Looks into files on a worker; what is locked is opened there.
    pub(super) fn read_keys(&mut self, reading: KeyReading) -> Vec<Action> {
        self.spawn_stoppable("Opening keys", move |stopped| {
            let found = reading.carry_out(stopped);
            let found = (!stopped()).then(|| Box::new(found));
            Action::KeysRead { look: reading.look, found, tried: reading.tried }
        });
        Vec::new()
    }
}

fn is_folder(path: &Path) -> bool {
    let kind = NativeDisk.resolve(path).and_then(|path| NativeDisk.metadata(&path));
    kind.is_ok_and(|meta| meta.kind == FileKind::Folder)
}

fn folder_read(path: &Path, folder: Folder) -> Action {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut passed_over: Vec<String> = folder.unread.iter().map(|(file, why)| format!("{file}: {why}")).collect();
    for (count, one, many) in [(folder.hidden, "hidden file", "hidden files"), (folder.links, "link", "links")] {
        match count {
            0 => {}
            1 => passed_over.push(format!("1 {one} was passed over")),
            _ => passed_over.push(format!("{count} {many} were passed over")),
        }
    }
    if folder.is_cut {
        let most = words::size(usize::try_from(FILE_LIMIT_BYTES).unwrap_or(usize::MAX));
        passed_over.push(format!("There is more: at most {FOLDER_FILES} files with {most} together are read"));
    }
    let files = folder.files.into_iter().map(|(name, bytes)| KeyFile { name, bytes }).collect();
    Action::FolderRead { name, files, passed_over }
}
