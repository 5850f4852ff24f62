//! The frame loop: what came in becomes actions, the panes draw, actions change the model, effects go out.

use crate::app::{
    Action, Copy, Effect, ExportForm, GenerateForm, Gravity, ImportForm, KeyForm, LARGE_BYTES, Model, PolicyAction,
    ReportForm, SecretForm, ThemeChoice, update,
};
use crate::jose::flaw::Part;
use crate::jose::numeric_date::NumericDate;
use crate::jose::token::Token;
use crate::policy;
use crate::report::out::Scope;
use crate::report::zone::LocalZone;
use crate::report::{self, Inputs, Memo, Report};
use crate::ui::chrome;
use crate::ui::desktop;
use crate::ui::dialogs;
use crate::ui::guard::{Catch, Caught, Guard};
use crate::ui::layout::Arrangement;
use crate::ui::overlays;
use crate::ui::panes::keys::notes;
use crate::ui::panes::{editor, layers, token};
use crate::ui::scene::{STILL_READING, Scene};
use crate::ui::shortcuts::{self, Command, Deed};
use crate::ui::shown::Shown;
use crate::ui::spoken::Spoken;
use crate::ui::theme;
use crate::ui::view::{Ask, PaneName, View};
use crate::ui::world::{Ports, World};
use crate::vault::Protection;
use eframe::egui;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// The window.
pub struct App {
    model: Model,
    world: World,
    view: View,
    arrangement: Arrangement,
    commands: Vec<Command>,
    report: Arc<Report>,
    shown: Arc<Shown>,
    /// The token that the layer was chosen for.
    whole_token: Option<Arc<Token>>,
    memo: Memo,
    /// Something the report is made from may have changed.
    stale: bool,
    /// The inputs of the report on screen.
    reported: Option<(Inputs, u64, LocalZone)>,
    /// The number of the report a worker is making.
    awaited: Option<u64>,
    next_report: u64,
    catch: Catch,
    wishes: desktop::Shared,
    had_focus: bool,
    rearranged: bool,
    quitting: bool,
    /// When somebody last did something in this window.
    last_input: NumericDate,
}

impl App {
    /// A window on these ports. `first` is carried out before the first frame: a token to show, a file to open.
    #[must_use]
    pub fn new(ctx: &egui::Context, ports: Ports, wishes: desktop::Shared, first: Vec<Action>) -> Self {
        let catch = Catch::default();
        ctx.add_plugin(Guard::new(Arc::clone(&catch)));
        ctx.add_plugin(Spoken);
        theme::install(ctx);
        let (world, settings, found) = World::open(ports);
        let arrangement = Arrangement::from_settings(settings.layout.as_ref());
        ctx.set_zoom_factor(settings.zoom.clamp(ZOOM.0, ZOOM.1));
        let mut memo = Memo::default();
        let mut model = Model::new(settings);
        let now = world.now();
        model.now = now;
        model.set_desktop_zone(world.zone());
        let report = Arc::new(memo.analyze(&model.inputs, &model.ring, &model.at()));
        let shown = Arc::new(Shown::of(&report, 0));
        let mut app = Self {
            model,
            world,
            view: View::default(),
            arrangement,
            commands: shortcuts::commands(),
            report,
            shown,
            whole_token: None,
            memo,
            stale: true,
            reported: None,
            awaited: None,
            next_report: 0,
            catch,
            wishes,
            had_focus: true,
            rearranged: false,
            quitting: false,
            last_input: now,
        };
        let focus_token = first.is_empty();
        app.carry_out(ctx, found.into_iter().chain(first).map(Deed::Do).collect());
        app.refresh_report();
        if focus_token {
            app.view.focus = Some(PaneName::Token);
        }
        app
    }

    /// The state, for tests.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The report on screen, for tests.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The part that is lit up in every pane, for tests.
    #[must_use]
    pub fn lit(&self) -> Option<Part> {
        self.view.lit
    }

    /// Carries out wishes, and the effects that follow from them, until none is left.
    fn carry_out(&mut self, ctx: &egui::Context, deeds: Vec<Deed>) {
        for deed in deeds {
            match deed {
                Deed::Do(action) => {
                    // its blanks are filled in there
                    let is_preset = |action: &PolicyAction| matches!(action, PolicyAction::UsePreset(_));
                    self.view.policy_open |= matches!(&action, Action::Policy(about) if is_preset(about));
                    self.act(ctx, action);
                }
                Deed::Show(ask) => self.show_ask(ctx, ask),
                Deed::Cancel(job) => self.world.cancel(job),
            }
        }
    }

    fn act(&mut self, ctx: &egui::Context, action: Action) {
        self.stale = true;
        if matches!(action, Action::Close | Action::CloseAnyway) {
            if let Some(notes) = notes::taken(&mut self.view.keys.notes, &self.model) {
                self.act(ctx, notes);
            }
            // what is still being saved may fail, and then it is unsaved: closing has to know
            for action in self.world.finish() {
                update(&mut self.model, action);
            }
        }
        let mut queue = update(&mut self.model, action);
        while !queue.is_empty() {
            let mut next = Vec::new();
            for effect in queue {
                if effect == Effect::Quit {
                    self.quit(ctx);
                    continue;
                }
                for action in self.world.run(effect) {
                    next.extend(update(&mut self.model, action));
                }
            }
            queue = next;
        }
    }

    fn quit(&mut self, ctx: &egui::Context) {
        self.quitting = true;
        self.world.clear_secret();
        ctx.send_viewport_cmd(egui::ViewportCommand::Close);
    }

    fn show_ask(&mut self, ctx: &egui::Context, ask: Ask) {
        match ask {
            Ask::Focus(pane) => {
                self.arrangement.bring_forward(pane);
                self.view.focus = Some(pane);
            }
            Ask::Maximise => {
                let pane = self.view.current.unwrap_or(PaneName::Token);
                self.show_ask(ctx, Ask::MaximisePane(pane));
            }
            Ask::MaximisePane(pane) => {
                let maximised = &mut self.arrangement.maximised;
                *maximised = if maximised.is_some() { None } else { Some(pane) };
            }
            Ask::ResetLayout => {
                self.arrangement = Arrangement::default();
                self.act(ctx, Action::SetLayout(self.arrangement.to_settings()));
            }
            Ask::Zoom(by) => {
                let zoom = if by == 0.0 { 1.0 } else { ((self.model.settings.zoom + by) * 10.0).round() / 10.0 };
                let zoom = zoom.clamp(ZOOM.0, ZOOM.1);
                ctx.set_zoom_factor(zoom);
                self.act(ctx, Action::SetZoom(zoom));
            }
            Ask::SwitchTheme => {
                let dark = ctx.theme() == egui::Theme::Dark;
                self.act(ctx, Action::SetTheme(if dark { ThemeChoice::Light } else { ThemeChoice::Dark }));
            }
            Ask::PasteToken => match self.world.clipboard_text() {
                Ok(Some(text)) => self.act(ctx, Action::TakeText { text, source: "the clipboard".to_owned() }),
                Ok(None) => self.act(ctx, Action::Notify(Gravity::Note, "The clipboard holds no text.".to_owned())),
                Err(error) => self.act(ctx, Action::Notify(Gravity::Error, format!("Not pasted: {error}."))),
            },
            Ask::CopyReport | Ask::ExpectToken if self.is_reading() => {
                self.act(ctx, Action::Notify(Gravity::Note, format!("{} Try again in a moment.", STILL_READING)));
            }
            Ask::CopyReport => {
                // the form's defaults: whoever wants the whole report says so in the dialog
                let form = ReportForm::default();
                let reports = std::slice::from_ref(&*self.report);
                let text = report::out::write(reports, Scope::Judged, form.format, &form.redaction());
                self.act(ctx, Action::Copy(Copy::Report { text, is_redacted: form.redacted }));
            }
            Ask::ExpectToken => {
                let made = policy::of_token(&self.report);
                let action = made.map_or(PolicyAction::ExpectNothing, |made| PolicyAction::Expect(Box::new(made)));
                self.act(ctx, Action::Policy(Box::new(action)));
            }
            Ask::AddSecret => self.act(ctx, Action::SetKeyForm(Some(KeyForm::Secret(SecretForm::default())))),
            Ask::ImportKeys => self.act(ctx, Action::SetKeyForm(Some(KeyForm::Import(ImportForm::default())))),
            Ask::ExportKeys if self.model.ring.keys().is_empty() => {
                self.act(ctx, Action::Notify(Gravity::Note, "There is no key to export.".to_owned()));
            }
            Ask::ExportKeys => {
                let mut keys: Vec<_> = self.model.ring.keys().iter().map(AsRef::as_ref).collect();
                keys.sort_by_cached_key(|key| key.name.to_lowercase());
                let form = ExportForm::of(keys);
                self.act(ctx, Action::SetKeyForm(Some(KeyForm::Export(form))));
            }
            Ask::GenerateKey => self.act(ctx, Action::SetKeyForm(Some(KeyForm::Generate(GenerateForm::default())))),
            Ask::StepLayer(by) => self.show_layer(self.view.layer.saturating_add_signed(by)),
            Ask::Layer(layer) => self.show_layer(layer),
            Ask::Entry(entry) => {
                self.view.chose_entry = true;
                match self.view.layer {
                    // the header editor has the one that is chosen
                    0 => self.act(ctx, Action::ChooseEntry(entry)),
                    _ => self.view.entry = entry,
                }
            }
            Ask::TimeBar => {
                self.arrangement.bring_forward(PaneName::Validation);
                self.view.current = Some(PaneName::Validation);
                self.view.focus_time = true;
            }
            Ask::ChooseZone => self.view.zone = Some(Default::default()),
            Ask::FindCheck => {
                self.arrangement.bring_forward(PaneName::Validation);
                self.view.checks.wants_search = true;
            }
            Ask::ExplainAll => {
                self.arrangement.bring_forward(PaneName::Validation);
                self.view.checks.wants_all = true;
            }
            Ask::OrderChecks => {
                self.arrangement.bring_forward(PaneName::Validation);
                self.view.checks.wish.in_order = !self.view.checks.wish.in_order;
            }
            Ask::ShowState(state) => {
                self.show_ask(ctx, Ask::Focus(PaneName::Validation));
                self.view.checks.show_only(state);
            }
            Ask::Palette | Ask::Help | Ask::HelpPage(_) | Ask::About => {
                self.with_scene(|scene| overlays::toggle(scene, ask))
            }
        }
    }

    /// Whether the report on screen is of an earlier token, because a worker still makes the one of this.
    fn is_reading(&mut self) -> bool {
        // in this very frame another token may have come
        self.refresh_report();
        self.awaited.is_some()
    }

    /// The first signature is shown again: the layers have nothing to do with one another's.
    fn show_layer(&mut self, layer: usize) {
        let layer = layer.min(self.report.layers().len().saturating_sub(1));
        if layer != self.view.layer {
            (self.view.layer, self.view.entry) = (layer, 0);
        }
    }

    /// The layer that the panes show, and what of it takes work. A new token is shown from the outside.
    fn look_into<'a>(&mut self, whole: &'a Report) -> &'a Report {
        let layers = whole.layers();
        let view = &mut self.view;
        if !self.whole_token.as_ref().is_some_and(|t| Arc::ptr_eq(t, &whole.token)) {
            view.layer = 0;
            self.whole_token = Some(Arc::clone(&whole.token));
        }
        view.layer = view.layer.min(layers.len().saturating_sub(1));
        let report = layers.get(view.layer).copied().unwrap_or(whole);
        if view.layer == 0 {
            view.entry = self.model.making.entry;
        }
        view.entry = view.entry.min(report.token.entries().saturating_sub(1));
        if !self.shown.is_of(report, view.entry) {
            self.shown = Arc::new(Shown::of(report, view.entry));
        }
        report
    }

    fn with_scene(&mut self, look: impl FnOnce(&mut Scene<'_>)) {
        let mut deeds = Vec::new();
        let mut scene = Scene {
            model: &self.model,
            report: &self.report,
            whole: &self.report,
            shown: Arc::clone(&self.shown),
            report_is_old: self.awaited.is_some(),
            jobs: &[],
            view: &mut self.view,
            deeds: &mut deeds,
        };
        look(&mut scene);
    }

    /// What came from outside since the last frame.
    fn take_in(&mut self, ctx: &egui::Context) {
        let (actions, reports) = self.world.finished();
        for action in actions {
            self.act(ctx, action);
        }
        for (number, report, memo) in reports {
            if self.awaited == Some(number) {
                self.awaited = None;
                self.report = Arc::new(report);
                self.memo = memo;
                self.tell();
            }
        }
        let caught = std::mem::take(&mut *self.catch.lock().unwrap_or_else(PoisonError::into_inner));
        for text in caught {
            self.act(
                ctx,
                match text {
                    Caught::Token(text) => Action::TakeText { text, source: "the clipboard".to_owned() },
                    Caught::TooLarge(bytes) => {
                        let size = crate::report::words::size(bytes);
                        Action::Notify(
                            Gravity::Error,
                            format!("The pasted text is {size}: too large to edit here. Nothing was changed."),
                        )
                    }
                },
            );
        }
        let dropped = ctx.input(|i| i.raw.dropped_files.clone());
        for file in dropped {
            let path = file.path().to_owned();
            let action = match path.is_absolute() {
                true => Action::ReadFile(path),
                // dropped from memory, without a file behind it
                false => match file.bytes() {
                    Ok(bytes) => {
                        Action::FileRead { name: path.display().to_string(), bytes: zeroize::Zeroizing::new(bytes) }
                    }
                    Err(error) => {
                        Action::Notify(Gravity::Error, format!("The dropped file could not be read: {error}."))
                    }
                },
            };
            self.act(ctx, action);
        }
        let focused = ctx.input(|i| i.viewport().focused).unwrap_or(true);
        if focused && !self.had_focus {
            self.world.look_at_vault();
        }
        self.had_focus = focused;
        if ctx.input(|i| i.viewport().close_requested()) && !self.quitting {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.act(ctx, Action::Close);
        }
    }

    /// Makes the report anew where its inputs changed or its time has come. Large tokens go to a worker.
    fn refresh_report(&mut self) {
        // a clock that was set back shows other distances too
        let back = self.model.inputs.as_of.is_none() && self.model.now < self.report.now;
        let due = back || self.report.next_change.is_some_and(|t| self.model.now >= t);
        if !self.stale && !due {
            return;
        }
        self.stale = false;
        let revision = self.model.ring.revision();
        let unchanged = self.reported.as_ref().is_some_and(|(inputs, ring, zone)| {
            *ring == revision && *inputs == self.model.inputs && *zone == self.model.zone
        });
        if unchanged && !due {
            return;
        }
        if !unchanged {
            self.reported = Some((self.model.inputs.clone(), revision, self.model.zone.clone()));
        }
        if unchanged && self.awaited.is_some() {
            return;
        }
        let large = self.model.inputs.token.len() > LARGE_BYTES;
        // what was found out with the keys is remembered: the clock alone makes nothing slow
        if large || (!unchanged && report::is_slow(&self.model.inputs, &self.model.ring)) {
            self.next_report += 1;
            self.awaited = Some(self.next_report);
            let memo = self.memo.clone();
            let label = match large {
                true => "Reading a large token",
                false if self.report.token.form.is_jwe() => "Opening the token",
                false => "Trying keys",
            };
            let (inputs, ring, at) = (self.model.inputs.clone(), self.model.ring.clone(), self.model.at());
            self.world.analyze(label, self.next_report, memo, inputs, ring, at);
            return;
        }
        self.awaited = None;
        self.report = Arc::new(self.memo.analyze(&self.model.inputs, &self.model.ring, &self.model.at()));
        // the passing of time is no use of a key
        if unchanged { self.tell_opened() } else { self.tell() }
    }

    /// The keys that did something for the token get to know it, and so does the claims editor.
    fn tell(&mut self) {
        for name in self.report.keys_at_work() {
            for effect in update(&mut self.model, Action::KeyUsed(name)) {
                self.world.run(effect);
            }
        }
        self.tell_opened();
    }

    /// The claims editor gets what the report found inside an encrypted token.
    fn tell_opened(&mut self) {
        let report = &self.report;
        let content = report.decryption.as_ref().and_then(|d| d.plaintext.as_ref());
        let Some(content) = content.filter(|_| report.token.text == self.model.inputs.token) else { return };
        if self.model.shows_content(content) {
            return;
        }
        let inner = report.inner.as_deref().filter(|inner| !inner.token.form.is_jwe());
        let inside = inner.map(|inner| zeroize::Zeroizing::new(inner.token.text.clone()));
        let content = content.clone();
        update(&mut self.model, Action::Opened { content, inside });
    }

    /// The work that takes long enough to be worth showing.
    fn visible_jobs(&self, ctx: &egui::Context) -> Vec<crate::ports::JobStatus> {
        const SHOWN_AFTER: Duration = Duration::from_millis(250);
        let mut jobs = self.world.running();
        if jobs.iter().any(|j| j.elapsed < SHOWN_AFTER) {
            ctx.request_repaint_after(SHOWN_AFTER);
        }
        jobs.retain(|j| j.elapsed >= SHOWN_AFTER);
        jobs
    }

    /// Puts the focus where it was asked to go.
    fn move_focus(&mut self, ctx: &egui::Context) {
        let Some(pane) = self.view.focus.take() else { return };
        self.view.current = Some(pane);
        let id = match pane {
            PaneName::Token => token::editor_id(),
            PaneName::Header => editor::editor_id(Part::Header),
            PaneName::Claims => editor::editor_id(Part::Payload),
            PaneName::Keys | PaneName::Validation => {
                self.view.focus_first = Some(pane);
                ctx.request_repaint();
                return;
            }
        };
        ctx.memory_mut(|m| m.request_focus(id));
    }

    /// Closes a protected vault when nobody did anything for long enough. When that will be.
    fn lock_when_idle(&mut self, ctx: &egui::Context) -> Option<NumericDate> {
        if ctx.input(|i| !i.raw.events.is_empty()) || self.model.now < self.last_input {
            self.last_input = self.model.now;
        }
        let minutes = i64::from(self.model.settings.lock_after_minutes);
        if minutes == 0 || self.model.protection != Protection::Unlocked {
            return None;
        }
        let due = self.last_input.plus_secs(minutes * 60);
        if self.model.now < due {
            return Some(due);
        }
        self.act(ctx, Action::LockVault);
        None
    }

    /// Asks for the next frame exactly when some shown value changes on its own.
    fn schedule(&mut self, ctx: &egui::Context) {
        let at = |time: NumericDate| {
            let nanos = time.nanos_since(self.model.now).max(0);
            ctx.request_repaint_after(Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)));
        };
        if let Some(time) = self.report.next_change.filter(|_| self.awaited.is_none()) {
            at(time);
        }
        if let Some(time) = self.world.sweep_clipboard() {
            at(time);
        }
        let fading = self.model.notices.iter().filter_map(|n| Some(n.since_millis + n.lifetime_millis()?)).min();
        if let Some(millis) = fading {
            at(NumericDate::default().plus_millis(i64::try_from(millis).unwrap_or(i64::MAX)));
        }
    }
}

/// The zoom that makes sense.
const ZOOM: (f32, f32) = (0.6, 3.0);

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.model.now = self.world.now();
        // here, not while drawing: a hidden window does not draw
        if let Some(time) = self.world.sweep_clipboard() {
            let nanos = time.nanos_since(self.model.now).max(0);
            ctx.request_repaint_after(Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)));
        }
        // here too: a hidden window is left alone most of all
        if let Some(time) = self.lock_when_idle(ctx) {
            let nanos = time.nanos_since(self.model.now).max(0);
            ctx.request_repaint_after(Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)));
        }
        self.take_in(ctx);
        if !self.model.notices.is_empty() {
            update(&mut self.model, Action::Tick);
        }
        let wishes = desktop::wishes(&self.wishes);
        theme::choose(ctx, self.model.settings.theme, wishes.dark);
        if wishes.calm {
            ctx.all_styles_mut(|s| s.animation_time = 0.0);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let dialog_open = self.model.key_form.is_some()
            || self.model.closing
            || self.view.palette.is_some()
            || self.view.zone.is_some()
            || self.view.help.is_some()
            || self.view.about;
        let pressed = shortcuts::pressed(ui, &self.commands, dialog_open, self.view.help.is_some());
        self.carry_out(&ctx, pressed);
        self.refresh_report();
        let jobs = self.visible_jobs(&ctx);
        let whole = Arc::clone(&self.report);
        let report = self.look_into(&whole);
        let mut deeds = Vec::new();
        let mut scene = Scene {
            model: &self.model,
            report,
            whole: &whole,
            shown: Arc::clone(&self.shown),
            report_is_old: self.awaited.is_some(),
            jobs: &jobs,
            view: &mut self.view,
            deeds: &mut deeds,
        };
        chrome::top_bar(ui, &mut scene, &self.commands);
        chrome::verdict_strip(ui, &mut scene);
        chrome::status_bar(ui, &mut scene, &self.world.status);
        layers::bar(ui, &mut scene);
        let panel = egui::Frame::new().fill(ui.visuals().panel_fill);
        let arranged =
            egui::CentralPanel::default().frame(panel).show(ui, |ui| self.arrangement.show(ui, &mut scene)).inner;
        overlays::show(ui, &mut scene, &self.commands);
        dialogs::show(ui, &mut scene);
        self.rearranged |= arranged;
        // a drag is one change, kept when it ends
        if self.rearranged && !ctx.input(|i| i.pointer.any_down()) {
            self.rearranged = false;
            deeds.push(Deed::Do(Action::SetLayout(self.arrangement.to_settings())));
        }
        let lit = (self.view.next_lit.take(), self.view.next_lit_bytes.take());
        self.view.lit_by_pointer = false;
        if lit != (self.view.lit, self.view.lit_bytes.clone()) {
            (self.view.lit, self.view.lit_bytes) = lit;
            ctx.request_repaint();
        }
        if !deeds.is_empty() {
            self.carry_out(&ctx, deeds);
            self.refresh_report();
            ctx.request_repaint();
        }
        self.move_focus(&ctx);
        self.schedule(&ctx);
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.world.clear_secret();
    }
}
