//! The zone that local times are shown in. The names and rules are built into the program (IANA tzdb, through jiff): the
//! same on every system, and looked up without a file.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut names: Vec<String> = DATABASE.available().map(|name| name.as_str().to_owned()).collect();
    names.sort();
    names
});

/// Which zone is wanted. In settings a string: `desktop`, or a name such as `Europe/Berlin`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ZoneChoice {
    /// The one of the desktop.
    #[default]
    Desktop,
    /// The one of that name.
    Named(String),
}

/// What settings hold for [`ZoneChoice::Desktop`].
const DESKTOP: &str = "desktop";

impl From<String> for ZoneChoice {
    fn from(text: String) -> Self {
        if text == DESKTOP { Self::Desktop } else { Self::Named(text) }
    }
}

impl From<ZoneChoice> for String {
    fn from(choice: ZoneChoice) -> Self {
        match choice {
            ZoneChoice::Desktop => DESKTOP.to_owned(),
            ZoneChoice::Named(name) => name,
        }
    }
}

/// The zone of local times: the chosen one, or the desktop's.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalZone {
    desktop: TimeZone,
    chosen: Option<TimeZone>,
}

impl Default for LocalZone {
    fn default() -> Self {
        Self::new(TimeZone::UTC)
    }
}

impl LocalZone {
    /// The desktop's.
    #[must_use]
    pub fn new(desktop: TimeZone) -> Self {
        Self { desktop, chosen: None }
    }

    /// Shows that one; the desktop's where there is none of that name. Whether there is.
    pub fn choose(&mut self, choice: &ZoneChoice) -> bool {
        self.chosen = match choice {
            ZoneChoice::Desktop => None,
            ZoneChoice::Named(name) => find(name),
        };
        *choice == ZoneChoice::Desktop || self.chosen.is_some()
    }

    /// The zone that local times are shown in.
    #[must_use]
    pub fn shown(&self) -> &TimeZone {
        self.chosen.as_ref().unwrap_or(&self.desktop)
    }

    /// The desktop's zone.
    #[must_use]
    pub fn desktop(&self) -> &TimeZone {
        &self.desktop
    }
}

/// The zone of that name, upper or lower case.
#[must_use]
pub fn find(name: &str) -> Option<TimeZone> {
    DATABASE.get(name).ok()
}

/// The name of a zone, where it has one.
#[must_use]
pub fn name(zone: &TimeZone) -> Option<&str> {
    zone.iana_name()
}

/// The names that hold every word of the query: the one that is the query first, then those whose last step begins with it.
/// Blanks and underscores are one.
#[must_use]
pub fn matching(query: &str) -> Vec<&'static str> {
    let plain = |text: &str| text.to_lowercase().replace('_', " ");
    let query = plain(query.trim());
    let words: Vec<&str> = query.split_whitespace().collect();
    let fits = |name: &&String| words.iter().all(|word| plain(name).contains(word));
    let mut found: Vec<&'static str> = NAMES.iter().filter(fits).map(String::as_str).collect();
    found.sort_by_key(|name| {
        let place = plain(name.rsplit('/').next().unwrap_or_default());
        // cities before the short names of another age, which some systems still have
        (plain(name) != query, !place.starts_with(&query), !name.contains('/'))
    });
    found
}

/// The zone's abbreviation and its distance from UTC at that second, such as `CET, UTC+01:00`.
#[must_use]
pub fn offset(zone: &TimeZone, secs: i64) -> String {
    let Ok(time) = Timestamp::from_second(secs) else { return String::new() };
    let info = zone.to_offset_info(time);
    let (offset, name) = (info.offset().seconds(), info.abbreviation());
    if offset == 0 {
        return if name == "UTC" { name.to_owned() } else { format!("{name}, UTC") };
    }
    let (sign, minutes) = (if offset < 0 { '−' } else { '+' }, offset.abs() / 60);
    let distance = format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60);
    // some zones have numbers for names
    if name.starts_with(['+', '-']) { distance } else { format!("{name}, {distance}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_built_in_and_found_by_parts_of_their_names() {
        assert!(NAMES.len() > 400, "{}", NAMES.len());
        for name in NAMES.iter() {
            assert!(find(name).is_some(), "{name}");
        }
        assert_eq!(find("europe/berlin").as_ref().and_then(name), Some("Europe/Berlin"));
        assert!(find("Europe/Atlantis").is_none() && find("").is_none() && find("../etc/passwd").is_none());
        assert_eq!(matching("berl").first(), Some(&"Europe/Berlin"));
        assert_eq!(matching("new york").first(), Some(&"America/New_York"));
        assert_eq!(matching("utc").first(), Some(&"UTC"), "{:?}", matching("utc"));
        assert!(matching("no such town").is_empty());
    }

    #[test]
    fn the_distance_from_utc_follows_the_season() {
        let berlin = find("Europe/Berlin").unwrap();
        assert_eq!(offset(&berlin, 1_767_225_600), "CET, UTC+01:00");
        assert_eq!(offset(&berlin, 1_782_864_000), "CEST, UTC+02:00");
        assert_eq!(offset(&TimeZone::UTC, 0), "UTC");
        assert_eq!(offset(&find("America/St_Johns").unwrap(), 1_767_225_600), "NST, UTC−03:30");
        assert_eq!(offset(&find("America/Sao_Paulo").unwrap(), 1_767_225_600), "UTC−03:00");
    }

    #[test]
    fn settings_hold_a_string() {
        for (choice, text) in
            [(ZoneChoice::Desktop, "\"desktop\""), (ZoneChoice::Named("Asia/Tokyo".to_owned()), "\"Asia/Tokyo\"")]
        {
            assert_eq!(serde_json::to_string(&choice).unwrap(), text);
            assert_eq!(serde_json::from_str::<ZoneChoice>(text).unwrap(), choice);
        }
    }
}
