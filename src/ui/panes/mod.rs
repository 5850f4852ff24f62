//! One file a pane. A pane draws the report and the drafts, and returns wishes; it decodes, verifies and formats nothing.

pub mod diagnosis;
pub mod disclosures;
pub mod editor;
pub mod entries;
pub mod keys;
pub mod layers;
mod making;
pub mod payload;
pub mod policy;
pub mod reading;
pub mod time_bar;
pub mod token;
pub mod validation;

use crate::jose::flaw::Part;
use crate::ui::scene::Scene;
use crate::ui::view::PaneName;
use egui::Ui;

/// Draws a pane.
pub fn show(ui: &mut Ui, pane: PaneName, scene: &mut Scene<'_>) {
    match pane {
        PaneName::Token => token::show(ui, scene),
        PaneName::Header => editor::show(ui, scene, Part::Header),
        PaneName::Claims => editor::show(ui, scene, Part::Payload),
        PaneName::Keys => scene.of_the_whole(|scene| keys::show(ui, scene)),
        PaneName::Validation => validation::show(ui, scene),
    }
}
