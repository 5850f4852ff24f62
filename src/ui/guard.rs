//! What must not pass by itself: selections into the PRIMARY clipboard, and pastes that are tokens.

use crate::app::LARGE_BYTES;
use crate::jose::find;
use crate::jose::flaw::Part;
use crate::ui::panes::{editor, token};
use std::sync::{Arc, Mutex, PoisonError};

/// A text that was pasted and did not go into a text field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caught {
    /// It is for the token pane.
    Token(String),
    /// It is too large for the editor it was meant for; its size in bytes.
    TooLarge(usize),
}

/// Where caught texts wait for the shell.
pub type Catch = Arc<Mutex<Vec<Caught>>>;

/// An egui plugin. egui puts every selected text on the X11/Wayland PRIMARY selection, where any program reads it: a
/// selected token or secret must not go there unasked. And a large text must not reach a text field, which would lay it
/// out whole on each frame.
#[derive(Debug)]
pub struct Guard {
    catch: Catch,
}

impl Guard {
    /// A guard that puts what it catches there.
    #[must_use]
    pub fn new(catch: Catch) -> Self {
        Self { catch }
    }

    /// What becomes of a pasted text; `None`: the text field takes it.
    fn caught(ctx: &egui::Context, text: &str) -> Option<Caught> {
        if ctx.memory(|m| m.top_modal_layer().is_some()) {
            // a dialog is open: its fields may take it, and nothing behind it
            return None;
        }
        // a button that has the focus takes no text
        let focus = ctx.memory(|m| m.focused()).filter(|_| ctx.text_edit_focused());
        let for_token = focus.is_none() || focus == Some(token::editor_id());
        let large = text.len() > LARGE_BYTES;
        if for_token {
            let findings = if large { find::Findings::default() } else { find::find(text) };
            let whole = large || !findings.tokens.is_empty() || findings.secret.is_some();
            return (whole || focus.is_none()).then(|| Caught::Token(text.to_owned()));
        }
        let editing = [Part::Header, Part::Payload].map(editor::editor_id);
        (large && focus.is_some_and(|id| editing.contains(&id))).then_some(Caught::TooLarge(text.len()))
    }
}

impl egui::Plugin for Guard {
    fn debug_name(&self) -> &'static str {
        "guard"
    }

    fn input_hook(&mut self, ctx: &egui::Context, input: &mut egui::RawInput) {
        let mut list = self.catch.lock().unwrap_or_else(PoisonError::into_inner);
        input.events.retain(|event| match event {
            egui::Event::Paste(text) => match Self::caught(ctx, text) {
                Some(caught) => {
                    list.push(caught);
                    false
                }
                None => true,
            },
            _ => true,
        });
    }

    fn output_hook(&mut self, _ctx: &egui::Context, output: &mut egui::FullOutput) {
        output.platform_output.commands.retain(|c| !matches!(c, egui::OutputCommand::TextSelectionSettled(_)));
    }
}
