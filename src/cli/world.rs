//! All that a command touches outside of itself, so that a test can stand in for it.

use super::reply::Failure;
use crate::jose::numeric_date::NumericDate;
use crate::ports::{
    Clock, Disk, DiskError, Environment, FILE_LIMIT_BYTES, Fetch, NativeDisk, NativeEnvironment, NativeTerminal,
    SystemClock, Terminal, read_file,
};
use jiff::tz::TimeZone;
use std::io::{IsTerminal, Read, Write};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The process's surroundings.
pub struct World {
    /// Standard input; taken by the first that reads it.
    pub input: Option<Box<dyn Read>>,
    /// Somebody sits before standard input.
    pub input_is_terminal: bool,
    /// Standard output.
    pub output: Box<dyn Write>,
    /// Somebody reads standard output, and no variable forbids colour.
    pub output_has_colour: bool,
    /// Standard error.
    pub errors: Box<dyn Write>,
    /// Who is asked for passphrases.
    pub terminal: Box<dyn Terminal>,
    /// The network; `None` in a build without the feature `fetch`.
    pub fetch: Option<Arc<dyn Fetch>>,
    /// Variables and folders.
    pub environment: Arc<dyn Environment>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The vault's disk.
    pub disk: Arc<dyn Disk>,
    /// The zone in which local times are shown.
    pub zone: TimeZone,
}

/// The network, in a build that has one.
fn network() -> Option<Arc<dyn Fetch>> {
    #[cfg(feature = "fetch")]
    return Some(Arc::new(crate::ports::NativeFetch::default()));
    #[cfg(not(feature = "fetch"))]
    None
}

impl World {
    /// The process's own surroundings.
    #[must_use]
    pub fn native() -> Self {
        let environment = Arc::new(NativeEnvironment);
        let (input, output) = (std::io::stdin(), std::io::stdout());
        let colour_allowed = environment.var("NO_COLOR").is_none_or(|v| v.is_empty())
            && environment.var("TERM").is_none_or(|v| v != "dumb");
        Self {
            input_is_terminal: input.is_terminal(),
            output_has_colour: output.is_terminal() && colour_allowed,
            input: Some(Box::new(input)),
            output: Box::new(output),
            errors: Box::new(std::io::stderr()),
            terminal: Box::new(NativeTerminal),
            fetch: network(),
            environment,
            clock: Arc::new(SystemClock),
            disk: Arc::new(NativeDisk),
            zone: TimeZone::system(),
        }
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> NumericDate {
        let now = self.clock.now();
        NumericDate::new(now.secs, now.nanos)
    }

    /// Tells something on standard error. Nobody can be told when that is closed.
    pub fn tell(&mut self, text: &str) {
        let _ = writeln!(self.errors, "{}", super::paint::harmless(text));
    }

    /// All of standard input, of which `what` is awaited.
    ///
    /// # Errors
    /// It was read already, it cannot be read, or it is larger than a file may be.
    pub fn read_input(&mut self, what: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let Some(input) = self.input.take() else {
            return Err(Failure::new(format!(
                "standard input was read already, {what} cannot come from it too: give one of them as a file"
            )));
        };
        if self.input_is_terminal {
            self.tell(&format!(
                "Waiting for {what} on standard input: paste it, then press Ctrl+D on a line of its own."
            ));
        }
        let mut bytes = Zeroizing::new(Vec::new());
        input
            .take(FILE_LIMIT_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| Failure::new(format!("standard input cannot be read: {e}: give a file instead")))?;
        if bytes.len() as u64 > FILE_LIMIT_BYTES {
            return Err(Failure::new(format!(
                "standard input has more than {FILE_LIMIT_BYTES} bytes: check that {what} is what comes in"
            )));
        }
        Ok(bytes)
    }

    /// The content of a file; `-` is standard input.
    ///
    /// # Errors
    /// What the disk says, and what to do about it.
    pub fn read(&mut self, path: &Path, what: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        if path == Path::new("-") {
            return self.read_input(what);
        }
        Ok(Zeroizing::new(read_file(path, FILE_LIMIT_BYTES)?))
    }

    /// Whether a file or folder has that name.
    #[must_use]
    pub fn exists(&self, path: &Path) -> bool {
        // a token is longer than a name may be: the system says so, and that means no
        match self.disk.metadata(path) {
            Ok(_) => true,
            Err(error) => matches!(error, DiskError::Denied { .. }),
        }
    }
}
