//! What is kept between starts, besides keys and policies. Never a token, never the as-of time.

use crate::checks::Policy;
use crate::report::zone::ZoneChoice;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the desktop says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The user's settings, as `settings.json` holds them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The version of this shape.
    pub version: u32,
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Zoom of the window; 1 is normal.
    pub zoom: f32,
    /// The zone of local times.
    pub zone: ZoneChoice,
    /// The policy in force.
    pub policy: Policy,
    /// The name that it is kept under. Written where there is none too: what is left out stays in the file.
    pub policy_name: Option<String>,
    /// Put the kept policy in force that expects the issuer of a token that arrives.
    pub policy_by_issuer: bool,
    /// Sign sets `alg` and `kid`, unless this is on.
    pub header_as_typed: bool,
    /// Edited parts keep the white space of the editor.
    pub keep_white_space: bool,
    /// A protected vault is closed when nobody does anything for so many minutes; 0 is never.
    pub lock_after_minutes: u32,
    /// How the panes are arranged.
    pub layout: Option<Value>,
    /// Members that another version wrote.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The choices for closing a protected vault when nobody does anything, in minutes; 0 is never.
pub const IDLE_MINUTES: [u32; 4] = [0, 5, 15, 60];

/// The version this program writes.
pub const VERSION: u32 = 1;

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: VERSION,
            theme: ThemeChoice::System,
            zoom: 1.0,
            zone: ZoneChoice::Desktop,
            policy: Policy::default(),
            policy_name: None,
            policy_by_issuer: false,
            header_as_typed: false,
            keep_white_space: false,
            lock_after_minutes: 0,
            layout: None,
            other: Map::new(),
        }
    }
}

impl Settings {
    /// Reads settings; members that cannot be understood get their defaults, one by one.
    #[must_use]
    pub fn from_map(map: Map<String, Value>) -> Self {
        if let Ok(settings) = serde_json::from_value(Value::Object(map.clone())) {
            return settings;
        }
        // one bad member must not cost the others: take them in one at a time
        let mut good = Map::new();
        for (name, value) in map {
            good.insert(name.clone(), value);
            if serde_json::from_value::<Self>(Value::Object(good.clone())).is_err() {
                good.remove(&name);
            }
        }
        serde_json::from_value(Value::Object(good)).unwrap_or_default()
    }

    /// As `settings.json` holds them.
    #[must_use]
    pub fn to_map(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(map)) => map,
            _ => Map::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn unknown_members_survive_and_bad_ones_cost_only_themselves() {
        let Value::Object(map) = json!({"zoom": "big", "theme": "dark", "future": {"a": 1}}) else { unreachable!() };
        let settings = Settings::from_map(map);
        assert_eq!((settings.zoom, settings.theme), (1.0, ThemeChoice::Dark));
        assert_eq!(settings.to_map()["future"], json!({"a": 1}));
    }
}
