//! What a pane gets to see, and where it puts its wishes.

use crate::app::{Action, Model};
use crate::jose::flaw::Part;
use crate::ports::JobStatus;
use crate::report::Report;
use crate::teach::Kind;
use crate::ui::help::Page;
use crate::ui::shortcuts::Deed;
use crate::ui::shown::Shown;
use crate::ui::view::{Ask, PaneName, View};
use std::sync::Arc;

/// What is said in place of what a worker has not found out yet.
pub const STILL_READING: &str = "The token is still being read.";

/// One frame, for the panes.
pub struct Scene<'a> {
    /// The state; read only.
    pub model: &'a Model,
    /// What is known about the token that the panes show: the chosen layer; read only.
    pub report: &'a Report,
    /// What is known about the token as a whole, the outermost layer; read only.
    pub whole: &'a Report,
    /// What of the chosen layer takes work to make.
    pub shown: Arc<Shown>,
    /// Whether the report is of an older token, while a worker makes the new one.
    pub report_is_old: bool,
    /// The work going on.
    pub jobs: &'a [JobStatus],
    /// The window's own state.
    pub view: &'a mut View,
    /// Wishes, in the order in which they came.
    pub deeds: &'a mut Vec<Deed>,
}

impl Scene<'_> {
    /// Wishes for a change of the model.
    pub fn act(&mut self, action: Action) {
        self.deeds.push(Deed::Do(action));
    }

    /// Wishes for something of the window.
    pub fn ask(&mut self, ask: Ask) {
        self.deeds.push(Deed::Show(ask));
    }

    /// Opens the help at the page that somebody asked for, if they did.
    pub fn help_on(&mut self, page: Option<(Kind, &'static str)>) {
        if let Some((kind, id)) = page {
            self.ask(Ask::HelpPage(Page::Entry(kind, id)));
        }
    }

    /// The same with the outermost token: what is made is made of that one.
    pub fn of_the_whole<R>(&mut self, draw: impl FnOnce(&mut Scene<'_>) -> R) -> R {
        draw(&mut Scene {
            model: self.model,
            report: self.whole,
            whole: self.whole,
            shown: Arc::clone(&self.shown),
            report_is_old: self.report_is_old,
            jobs: self.jobs,
            view: self.view,
            deeds: self.deeds,
        })
    }

    /// Whether the panes show a token that is inside another: it can be read, and worked on once it is taken out.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        self.view.layer > 0
    }

    /// Gives a pane's first control the focus, if the pane was asked for.
    pub fn take_focus(&mut self, pane: PaneName, first: &egui::Response) {
        if self.view.focus_first == Some(pane) {
            self.view.focus_first = None;
            first.request_focus();
        }
    }

    /// Lights the part under the pointer up in every pane, from the next frame on.
    pub fn light(&mut self, part: Part) {
        self.view.next_lit = Some(part);
        self.view.next_lit_bytes = None;
        self.view.lit_by_pointer = true;
    }

    /// Lights the part up that the caret is in, unless the pointer is on one. Whether it did.
    pub fn light_by_caret(&mut self, part: Part) -> bool {
        if !self.view.lit_by_pointer {
            self.view.next_lit = Some(part);
            self.view.next_lit_bytes = None;
        }
        !self.view.lit_by_pointer
    }

    /// Whether a part is lit up.
    #[must_use]
    pub fn is_lit(&self, part: Part) -> bool {
        self.view.lit == Some(part)
    }
}
