//! Slow work away from the window's thread: RSA generation, big inputs, word lists, file reading.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The work of a job. It looks at [`Cancel`] now and then, and tells how far it is.
pub type Work<T> = Box<dyn FnOnce(&Cancel, &Progress) -> T + Send>;

/// Runs work and collects what comes out of it.
///
/// A job that panics gives [`JobPanicked`]; nothing of the panic's text is kept, because it may quote a token or a key.
pub trait Jobs<T>: fmt::Debug {
    /// Starts the work. `label` is shown to the user ("generate a 4096-bit RSA key") and holds no input of theirs.
    fn spawn(&mut self, label: &str, work: Work<T>) -> JobId;

    /// What has finished since the last call, in the order of finishing. Never waits.
    fn poll(&mut self) -> Vec<(JobId, Result<T, JobPanicked>)>;

    /// Asks a job to stop. Its result still comes, whatever it made of that; unknown and finished jobs are ignored.
    fn cancel(&mut self, id: JobId);

    /// The jobs whose result was not polled yet, oldest first.
    fn running(&self) -> Vec<JobStatus>;
}

/// Names a job for as long as the program runs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct JobId(u64);

/// The job panicked, or the system had no thread for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the work stopped because of a fault in this program; nothing was changed")]
pub struct JobPanicked;

/// What a progress bar needs to know.
#[derive(Clone, PartialEq, Debug)]
pub struct JobStatus {
    /// Which job.
    pub id: JobId,
    /// What it is called.
    pub label: String,
    /// From 0 to 1; `None` until the work has told anything.
    pub progress: Option<f32>,
    /// Whether it was asked to stop.
    pub cancelled: bool,
    /// For how long it has been running.
    pub elapsed: Duration,
}

/// A flag that asks a job to stop.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Whether to stop now.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Asks for it.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How far a job is.
#[derive(Clone, Debug)]
pub struct Progress(Arc<AtomicU32>);

impl Default for Progress {
    fn default() -> Self {
        Self(Arc::new(AtomicU32::new(f32::NAN.to_bits())))
    }
}

impl Progress {
    /// Tells the part done, from 0 to 1; what lies outside is moved to the nearer end.
    pub fn set(&self, part: f32) {
        self.0.store(part.clamp(0.0, 1.0).to_bits(), Ordering::Relaxed);
    }

    /// The part done; `None` until it was told.
    #[must_use]
    pub fn part(&self) -> Option<f32> {
        let part = f32::from_bits(self.0.load(Ordering::Relaxed));
        (!part.is_nan()).then_some(part)
    }
}

struct Running {
    id: JobId,
    label: String,
    cancel: Cancel,
    progress: Progress,
    started: Instant,
}

impl Running {
    fn status(&self) -> JobStatus {
        JobStatus {
            id: self.id,
            label: self.label.clone(),
            progress: self.progress.part(),
            cancelled: self.cancel.is_set(),
            elapsed: self.started.elapsed(),
        }
    }
}

type Finished<T> = (JobId, Result<T, JobPanicked>);

/// One thread a job. Dropping it asks every job to stop and waits for none.
pub struct ThreadJobs<T> {
    wake: Arc<dyn Fn() + Send + Sync>,
    running: Vec<Running>,
    spawned: u64,
    sender: Sender<Finished<T>>,
    receiver: Mutex<Receiver<Finished<T>>>,
}

impl<T: Send + 'static> ThreadJobs<T> {
    /// `wake` is called, on the job's thread, after each job: the window asks for a repaint in it.
    #[must_use]
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        let (sender, receiver) = channel();
        Self { wake: Arc::new(wake), running: Vec::new(), spawned: 0, sender, receiver: Mutex::new(receiver) }
    }
}

impl<T: Send + 'static> Jobs<T> for ThreadJobs<T> {
    fn spawn(&mut self, label: &str, work: Work<T>) -> JobId {
        self.spawned += 1;
        let id = JobId(self.spawned);
        let (cancel, progress) = (Cancel::default(), Progress::default());
        let job = Running {
            id,
            label: label.to_owned(),
            cancel: cancel.clone(),
            progress: progress.clone(),
            started: Instant::now(),
        };
        self.running.push(job);
        let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
        let body = move || {
            let _ = sender.send((id, run(work, &cancel, &progress)));
            wake();
        };
        if std::thread::Builder::new().name("job".to_owned()).spawn(body).is_err() {
            let _ = self.sender.send((id, Err(JobPanicked)));
        }
        id
    }

    fn poll(&mut self) -> Vec<Finished<T>> {
        let receiver = self.receiver.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        let finished: Vec<_> = receiver.try_iter().collect();
        self.running.retain(|job| finished.iter().all(|(id, _)| *id != job.id));
        finished
    }

    fn cancel(&mut self, id: JobId) {
        self.running.iter().filter(|job| job.id == id).for_each(|job| job.cancel.set());
    }

    fn running(&self) -> Vec<JobStatus> {
        self.running.iter().map(Running::status).collect()
    }
}

impl<T> Drop for ThreadJobs<T> {
    fn drop(&mut self) {
        self.running.iter().for_each(|job| job.cancel.set());
    }
}

impl<T> fmt::Debug for ThreadJobs<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadJobs").field("running", &self.running.len()).finish_non_exhaustive()
    }
}

fn run<T>(work: Work<T>, cancel: &Cancel, progress: &Progress) -> Result<T, JobPanicked> {
    // the work owns all it touches, so nothing half changed is seen afterwards
    catch_unwind(AssertUnwindSafe(|| work(cancel, progress))).map_err(|_| JobPanicked)
}

/// Runs each job at once, on the thread that spawns it: tests see the result in the next poll.
pub struct InlineJobs<T> {
    spawned: u64,
    finished: Vec<Finished<T>>,
    labels: Vec<String>,
}

impl<T> Default for InlineJobs<T> {
    fn default() -> Self {
        Self { spawned: 0, finished: Vec::new(), labels: Vec::new() }
    }
}

impl<T> InlineJobs<T> {
    /// The labels of all jobs so far.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }
}

impl<T> Jobs<T> for InlineJobs<T> {
    fn spawn(&mut self, label: &str, work: Work<T>) -> JobId {
        self.spawned += 1;
        let id = JobId(self.spawned);
        self.labels.push(label.to_owned());
        self.finished.push((id, run(work, &Cancel::default(), &Progress::default())));
        id
    }

    fn poll(&mut self) -> Vec<Finished<T>> {
        std::mem::take(&mut self.finished)
    }

    fn cancel(&mut self, _id: JobId) {}

    fn running(&self) -> Vec<JobStatus> {
        Vec::new()
    }
}

impl<T> fmt::Debug for InlineJobs<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InlineJobs").field("labels", &self.labels).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait<T: Send + 'static>(jobs: &mut ThreadJobs<T>) -> Vec<Finished<T>> {
        let started = Instant::now();
        loop {
            let finished = jobs.poll();
            if !finished.is_empty() || started.elapsed() > Duration::from_secs(20) {
                return finished;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn a_job_gives_its_result_and_wakes_the_window() {
        let woken = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&woken);
        let mut jobs = ThreadJobs::new(move || seen.store(true, Ordering::SeqCst));
        let id = jobs.spawn(
            "add",
            Box::new(|_, progress| {
                progress.set(2.0);
                40 + 2
            }),
        );
        assert_eq!(jobs.running()[0].label, "add");
        assert_eq!(wait(&mut jobs), [(id, Ok(42))]);
        assert!(jobs.running().is_empty());
        while !woken.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_panic_becomes_an_outcome_without_content() {
        let mut jobs = ThreadJobs::<u8>::new(|| ());
        let id = jobs.spawn("fall", Box::new(|_, _| std::panic::resume_unwind(Box::new("canary"))));
        let finished = wait(&mut jobs);
        assert_eq!(finished, [(id, Err(JobPanicked))]);
        assert!(!format!("{finished:?} {}", JobPanicked).contains("canary"));
    }

    #[test]
    fn a_cancelled_job_ends_and_dropping_cancels_all() {
        let mut jobs = ThreadJobs::new(|| ());
        let endless = || -> Work<&'static str> {
            Box::new(|cancel, _| {
                while !cancel.is_set() {
                    std::thread::sleep(Duration::from_millis(1));
                }
                "stopped"
            })
        };
        let id = jobs.spawn("wait", endless());
        jobs.cancel(id);
        assert_eq!(wait(&mut jobs), [(id, Ok("stopped"))]);
        jobs.spawn("wait", endless());
        let cancel = jobs.running[0].cancel.clone();
        drop(jobs);
        assert!(cancel.is_set());
    }

    #[test]
    fn inline_jobs_are_done_at_once() {
        let mut jobs = InlineJobs::default();
        let one = jobs.spawn("one", Box::new(|_, _| 1));
        let two = jobs.spawn("two", Box::new(|_, _| std::panic::resume_unwind(Box::new(()))));
        assert_eq!(jobs.poll(), [(one, Ok(1)), (two, Err(JobPanicked))]);
        assert!(jobs.poll().is_empty() && jobs.running().is_empty());
        assert_eq!(jobs.labels(), ["one", "two"]);
    }

    #[test]
    fn progress_stays_between_its_ends() {
        let progress = Progress::default();
        assert_eq!(progress.part(), None);
        for (told, kept) in [(-1.0, 0.0), (0.25, 0.25), (7.0, 1.0)] {
            progress.set(told);
            assert_eq!(progress.part(), Some(kept));
        }
    }
}
