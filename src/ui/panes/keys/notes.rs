//! Tags and notes of a key while they are typed.

use crate::app::Action;
use crate::keys::{About, Key};
use crate::ui::scene::Scene;
use crate::ui::theme::Palette;
use crate::ui::widgets::controls;
use egui::{RichText, TextEdit, Ui};

/// What is typed, until the field is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    key: String,
    tags: String,
    notes: String,
}

impl Draft {
    fn of(key: &Key) -> Self {
        Self { key: key.name.clone(), tags: key.about.tags.join(", "), notes: key.about.notes.clone() }
    }

    fn about(&self, before: &About) -> About {
        let mut tags: Vec<String> = Vec::new();
        for tag in self.tags.split(',').map(str::trim).filter(|t| !t.is_empty()) {
            if tags.iter().all(|t| t != tag) {
                tags.push(tag.to_owned());
            }
        }
        About { tags, notes: self.notes.trim_end().to_owned(), source: before.source.clone() }
    }
}

/// Draws both fields.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, key: &Key) {
    if scene.view.keys.notes.as_ref().is_none_or(|draft| draft.key != key.name) {
        scene.view.keys.notes = Some(Draft::of(key));
    }
    let Some(draft) = scene.view.keys.notes.as_mut() else { return };
    let tags = controls::field(ui, "Tags, separated by commas", &mut draft.tags, "such as prod, team a");
    let label = ui.label(RichText::new("Notes").color(Palette::of(ui).muted));
    let edit = TextEdit::multiline(&mut draft.notes).desired_rows(2).desired_width(f32::INFINITY);
    let notes = controls::outlined(ui, edit.hint_text("What it is for, who gave it to you")).labelled_by(label.id);
    let left_one = tags.lost_focus() || notes.lost_focus();
    if left_one || !(tags.has_focus() || notes.has_focus()) {
        commit(scene);
    }
}

/// What was typed becomes the key's.
pub fn commit(scene: &mut Scene<'_>) {
    if let Some(action) = taken(&mut scene.view.keys.notes, scene.model) {
        scene.act(action);
    }
}

/// The wish that typed notes come to, if they differ from the key's.
pub fn taken(draft: &mut Option<Draft>, model: &crate::app::Model) -> Option<Action> {
    let draft = draft.take()?;
    let key = model.ring.named(&draft.key)?;
    let about = draft.about(&key.about);
    (about != key.about).then_some(Action::SetAbout { name: draft.key, about })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Material, Secret};

    #[test]
    fn tags_are_told_apart_by_commas() {
        let key = Key { name: "k".to_owned(), ..Key::new(Material::Oct(Secret::new(vec![1]))) };
        let draft = Draft { tags: " prod,, team a ,prod".to_owned(), notes: "x\n\n".to_owned(), ..Draft::of(&key) };
        let about = draft.about(&key.about);
        assert_eq!((about.tags, about.notes.as_str()), (vec!["prod".to_owned(), "team a".to_owned()], "x"));
    }
}
