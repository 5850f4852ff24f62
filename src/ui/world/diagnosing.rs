//! Examining a signature on a worker, which tells how far it is and can be stopped.

use super::{Outcome, World, busy};
use crate::app::{Action, DiagnosisAction, Examination, LOOKING_FOR_CAUSES};
use crate::doctor::{self, Diagnosis};
use crate::ports::{Ask, read_file};
use crate::report::{Watch, words};
use std::path::Path;
use zeroize::Zeroizing;

impl World {
    /// Carries out an examination.
    pub(super) fn diagnose(&mut self, examination: Examination) -> Vec<Action> {
        let job = Box::new(move |cancel: &crate::ports::Cancel, progress: &crate::ports::Progress| {
            let watch = Watch { progress: &|part| progress.set(part), stopped: &|| cancel.is_set() };
            let found = examined(&examination, &watch).map(Box::new);
            Outcome::Actions(vec![Action::Diagnose(DiagnosisAction::Found(examination.ticket, found))])
        });
        self.ports.jobs.spawn(LOOKING_FOR_CAUSES, job);
        Vec::new()
    }

    /// Asks for a word list.
    pub(super) fn pick_word_list(&mut self) -> Vec<Action> {
        let ask = Ask { title: "Choose a word list, one word a line".to_owned(), ..Ask::default() };
        let picked = |path| Action::Diagnose(DiagnosisAction::TryWords(path));
        let done = self.answer(picked, "Use “jwt-workbench verify --diagnose --word-list FILE” instead");
        busy(self.ports.dialogs.open_file(ask, done))
    }
}

fn examined(examination: &Examination, watch: &Watch<'_>) -> Result<Diagnosis, String> {
    let words = examination.words.as_deref().map(read).transpose()?;
    let patient = &examination.patient;
    let words = words.as_ref().map(|words| words.as_slice());
    Ok(doctor::diagnose(&patient.token, &examination.ring, patient.chosen.as_deref(), words, watch))
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, String> {
    let read = read_file(path, doctor::limits::MAX_WORD_LIST_BYTES);
    read.map(Zeroizing::new).map_err(|error| format!("{error}. {}", words::sentence(error.next_step())))
}
