//! The zone of local times, chosen by words of its name.

use crate::app::Action;
use crate::jose::numeric_date::NumericDate;
use crate::report::zone::{self, ZoneChoice};
use crate::ui::scene::Scene;
use crate::ui::widgets::finder::{self, Naming, Outcome};
use egui::Ui;

const NAMING: Naming =
    Naming { id: "zone", field: "Time zone", hint: "Type a city or a name", nothing: "No zone has these words." };

/// More rows than anybody reads.
const ROWS: usize = 80;

/// Draws the list, if it is open.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(mut open) = scene.view.zone.clone() else { return };
    let choices = fitting(scene, &open.query);
    let rows: Vec<_> = choices.iter().map(|choice| row(scene, choice)).collect();
    let outcome = open.show(ui, &NAMING, &rows);
    scene.view.zone = (outcome == Outcome::Open).then_some(open);
    if let Outcome::Taken(row) = outcome
        && let Some(choice) = choices.get(row)
    {
        scene.act(Action::SetZone(choice.clone()));
    }
}

/// The desktop's and UTC first: most people want one of them.
fn fitting(scene: &Scene<'_>, query: &str) -> Vec<ZoneChoice> {
    let is_meant = finder::has_words(&desktop(scene), query);
    let mut choices: Vec<_> = is_meant.then_some(ZoneChoice::Desktop).into_iter().collect();
    let first = if query.trim().is_empty() { Some("UTC") } else { None };
    let others = zone::matching(query).into_iter().filter(|name| Some(*name) != first);
    choices.extend(first.into_iter().chain(others).take(ROWS).map(|name| ZoneChoice::Named(name.to_owned())));
    choices
}

fn desktop(scene: &Scene<'_>) -> String {
    match zone::name(scene.model.zone.desktop()) {
        Some(name) => format!("Zone of the desktop ({name})"),
        None => "Zone of the desktop".to_owned(),
    }
}

/// The name, and how far it is from UTC at the time that is judged at.
fn row(scene: &Scene<'_>, choice: &ZoneChoice) -> (String, String) {
    let now: NumericDate = scene.model.inputs.as_of.unwrap_or(scene.model.now);
    let offset = |zone: &jiff::tz::TimeZone| zone::offset(zone, now.secs());
    let (label, offset) = match choice {
        ZoneChoice::Desktop => (desktop(scene), offset(scene.model.zone.desktop())),
        ZoneChoice::Named(name) => (name.clone(), zone::find(name).map(|z| offset(&z)).unwrap_or_default()),
    };
    let is_chosen = scene.model.settings.zone == *choice;
    (label, if is_chosen { format!("chosen · {offset}") } else { offset })
}
