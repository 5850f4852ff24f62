//! A list to choose from, over everything else: words are typed, arrows go up and down, Enter takes.

use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Button, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui};

/// Whether a text has all words of a query, in any order and whatever the capitals.
#[must_use]
pub fn has_words(text: &str, query: &str) -> bool {
    let text = text.to_lowercase();
    query.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// How many rows down the arrow keys ask to go; negative is up. Nobody else hears of them.
pub fn arrows(ui: &Ui) -> i32 {
    ui.input_mut(|i| {
        let down = i.consume_key(Modifiers::NONE, Key::ArrowDown);
        let up = i.consume_key(Modifiers::NONE, Key::ArrowUp);
        i32::from(down) - i32::from(up)
    })
}

/// An open list.
#[derive(Debug, Default, Clone)]
pub struct Finder {
    /// What is typed.
    pub query: String,
    /// The row that Enter takes.
    pub row: usize,
}

/// How the list is called.
pub struct Naming {
    /// Its id.
    pub id: &'static str,
    /// The name of its field.
    pub field: &'static str,
    /// What its field asks for.
    pub hint: &'static str,
    /// What it says where nothing fits.
    pub nothing: &'static str,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is still open.
    Open,
    /// It was left.
    Left,
    /// This row was taken.
    Taken(usize),
}

impl Finder {
    /// Draws the list: rows that fit the query, each with what stands at its right.
    pub fn show(&mut self, ui: &mut Ui, naming: &Naming, rows: &[(String, String)]) -> Outcome {
        let moved = arrows(ui);
        let count = i32::try_from(rows.len()).unwrap_or(0);
        if count > 0 {
            self.row = usize::try_from((i32::try_from(self.row).unwrap_or(0) + moved).rem_euclid(count)).unwrap_or(0);
        }
        let enter = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
        let mut taken = (enter && self.row < rows.len()).then_some(self.row);
        let modal = controls::modal(ui, naming.id).show(ui.ctx(), |ui| {
            ui.set_width(460.0_f32.min(ui.ctx().content_rect().width() - 64.0));
            let edit = TextEdit::singleline(&mut self.query).hint_text(naming.hint).desired_width(f32::INFINITY);
            let response = controls::outlined(ui, edit).accessible_name(naming.field);
            response.request_focus();
            if response.changed() {
                self.row = 0;
            }
            let height = (ui.ctx().content_rect().height() - 160.0).clamp(120.0, 420.0);
            let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]);
            area.show(ui, |ui| {
                if rows.is_empty() {
                    controls::muted(ui, naming.nothing);
                }
                for (row, (label, beside)) in rows.iter().enumerate() {
                    // the accent is too faint on the selection's colour
                    let label = RichText::new(label).color(Palette::of(ui).text);
                    let button = Button::selectable(row == self.row, label).shortcut_text(beside);
                    let response = ui.add_sized([ui.available_width(), theme::CONTROL], button);
                    if row == self.row && moved != 0 {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        taken = Some(row);
                    }
                }
            });
        });
        match taken {
            Some(row) => Outcome::Taken(row),
            None if modal.should_close() => Outcome::Left,
            None => Outcome::Open,
        }
    }
}
