//! The system's file dialogs. A dialog never blocks the window: its answer comes to a callback, on another thread.

use std::collections::VecDeque;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Called once with what the user picked.
pub type OnPicked = Box<dyn FnOnce(Picked) + Send>;

/// Asks the user for a file.
pub trait Dialogs: fmt::Debug {
    /// Asks for a file to read.
    ///
    /// # Errors
    /// [`DialogBusy`] while another dialog is open; `done` is then never called.
    fn open_file(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy>;

    /// Asks for a folder to read.
    ///
    /// # Errors
    /// [`DialogBusy`] while another dialog is open; `done` is then never called.
    fn open_folder(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy>;

    /// Asks where to write a file. The system's dialog asks before it picks an existing one.
    ///
    /// # Errors
    /// [`DialogBusy`] while another dialog is open; `done` is then never called.
    fn save_file(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy>;
}

/// What a dialog says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ask {
    /// The window's title.
    pub title: String,
    /// The file types to choose from.
    pub filters: Vec<FileFilter>,
    /// Where to start.
    pub folder: Option<PathBuf>,
    /// The suggested file name, when saving.
    pub file_name: Option<String>,
}

/// One choice of file types.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileFilter {
    /// What the types are called.
    pub name: String,
    /// Extensions without the dot.
    pub extensions: Vec<String>,
}

/// The answer of a dialog.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Picked {
    /// This file.
    File(PathBuf),
    /// The user closed the dialog.
    Cancelled,
    /// No dialog came up (no desktop portal and no zenity on Linux): offer a field for the path instead.
    NoDialog,
}

/// A second dialog while one is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a file dialog is open already: answer that one first")]
pub struct DialogBusy;

/// Answers that were put in a queue before; without one left, [`Picked::NoDialog`]. The callback is called at once.
#[derive(Debug, Default)]
pub struct QueuedDialogs {
    answers: Mutex<VecDeque<Picked>>,
    asked: Mutex<Vec<Ask>>,
}

impl QueuedDialogs {
    /// The answers to give, first one first.
    #[must_use]
    pub fn new(answers: impl IntoIterator<Item = Picked>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), asked: Mutex::default() }
    }

    /// What was asked so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Ask> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn answer(&self, ask: Ask, done: OnPicked) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(ask);
        let answer = self.answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        done(answer.unwrap_or(Picked::NoDialog));
    }
}

impl Dialogs for QueuedDialogs {
    fn open_file(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy> {
        self.answer(ask, done);
        Ok(())
    }

    fn open_folder(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy> {
        self.answer(ask, done);
        Ok(())
    }

    fn save_file(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy> {
        self.answer(ask, done);
        Ok(())
    }
}

#[cfg(feature = "gui")]
pub use native::NativeDialogs;

#[cfg(feature = "gui")]
mod native {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::path::PathBuf;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use super::{Ask, DialogBusy, Dialogs, OnPicked, Picked};

    /// Nobody closes a dialog faster than this, while a missing desktop portal answers in about 20 ms: `rfd` gives the
    /// same `None` for both.
    const FASTEST_CANCEL: Duration = Duration::from_millis(150);

    /// The dialogs of the desktop, one at a time, each on a thread of its own.
    #[derive(Clone, Debug, Default)]
    pub struct NativeDialogs {
        open: Arc<AtomicBool>,
    }

    impl Dialogs for NativeDialogs {
        fn open_file(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy> {
            self.show(move || dialog(ask).pick_file(), done)
        }

        fn open_folder(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy> {
            self.show(move || dialog(ask).pick_folder(), done)
        }

        fn save_file(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy> {
            self.show(move || dialog(ask).save_file(), done)
        }
    }

    impl NativeDialogs {
        pub(super) fn show(
            &self,
            ask: impl FnOnce() -> Option<PathBuf> + Send + 'static,
            done: OnPicked,
        ) -> Result<(), DialogBusy> {
            if self.open.swap(true, Ordering::AcqRel) {
                return Err(DialogBusy);
            }
            let open = Arc::clone(&self.open);
            // shared, so that the callback is still here if the system has no thread for the dialog
            let done = Arc::new(std::sync::Mutex::new(Some(done)));
            let kept = Arc::clone(&done);
            let body = move || {
                let picked = judge(ask);
                open.store(false, Ordering::Release);
                answer(&done, picked);
            };
            if std::thread::Builder::new().name("dialog".to_owned()).spawn(body).is_err() {
                self.open.store(false, Ordering::Release);
                answer(&kept, Picked::NoDialog);
            }
            Ok(())
        }
    }

    fn answer(done: &std::sync::Mutex<Option<OnPicked>>, picked: Picked) {
        let done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(done) = done {
            done(picked);
        }
    }

    fn judge(ask: impl FnOnce() -> Option<PathBuf>) -> Picked {
        let started = Instant::now();
        match catch_unwind(AssertUnwindSafe(ask)) {
            Ok(Some(path)) => Picked::File(path),
            Ok(None) if started.elapsed() >= FASTEST_CANCEL => Picked::Cancelled,
            Ok(None) | Err(_) => Picked::NoDialog,
        }
    }

    fn dialog(ask: Ask) -> rfd::FileDialog {
        let mut dialog = rfd::FileDialog::new().set_title(ask.title);
        for filter in &ask.filters {
            dialog = dialog.add_filter(&filter.name, &filter.extensions);
        }
        if let Some(folder) = ask.folder {
            dialog = dialog.set_directory(folder);
        }
        if let Some(name) = ask.file_name {
            dialog = dialog.set_file_name(name);
        }
        dialog
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::sync::mpsc::channel;

        fn ask(dialogs: &NativeDialogs, answer: impl FnOnce() -> Option<PathBuf> + Send + 'static) -> Picked {
            let (sender, receiver) = channel();
            dialogs.show(answer, Box::new(move |picked| sender.send(picked).unwrap())).unwrap();
            receiver.recv_timeout(Duration::from_secs(20)).unwrap()
        }

        #[test]
        fn a_fast_none_is_a_missing_dialog_and_a_slow_one_a_cancel() {
            let dialogs = NativeDialogs::default();
            assert_eq!(ask(&dialogs, || None), Picked::NoDialog);
            let slow = || {
                std::thread::sleep(FASTEST_CANCEL + Duration::from_millis(50));
                None
            };
            assert_eq!(ask(&dialogs, slow), Picked::Cancelled);
            assert_eq!(ask(&dialogs, || Some(PathBuf::from("/x"))), Picked::File(PathBuf::from("/x")));
            assert_eq!(ask(&dialogs, || std::panic::resume_unwind(Box::new(()))), Picked::NoDialog);
        }

        #[test]
        fn a_second_dialog_is_refused_while_one_is_open() {
            let dialogs = NativeDialogs::default();
            let (go, wait) = channel::<()>();
            let (sender, receiver) = channel();
            let first = move || {
                let _ = wait.recv();
                None
            };
            dialogs.show(first, Box::new(move |picked| sender.send(picked).unwrap())).unwrap();
            assert_eq!(dialogs.open_file(Ask::default(), Box::new(|_| ())), Err(DialogBusy));
            go.send(()).unwrap();
            receiver.recv_timeout(Duration::from_secs(20)).unwrap();
            assert_eq!(ask(&dialogs, || None), Picked::NoDialog);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn queued_answers_come_in_order_and_then_none() {
        let dialogs = QueuedDialogs::new([Picked::Cancelled, Picked::File("/t".into())]);
        let (sender, receiver) = channel();
        for title in ["a", "b", "c"] {
            let sender = sender.clone();
            let ask = Ask { title: title.to_owned(), ..Ask::default() };
            dialogs.open_file(ask, Box::new(move |picked| sender.send(picked).unwrap())).unwrap();
        }
        drop(sender);
        let answers: Vec<_> = receiver.iter().collect();
        assert_eq!(answers, [Picked::Cancelled, Picked::File("/t".into()), Picked::NoDialog]);
        assert_eq!(dialogs.asked().len(), 3);
    }
}
