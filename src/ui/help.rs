//! The help window: the guide, and a page about every check, claim, header parameter, algorithm, member of a key, cause and
//! term, with one search over all of them. The same pages as `explain` prints.

use crate::teach::{self, Entry, Kind};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::shortcuts::{Command, Menu};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::prose::Prose;
use crate::ui::widgets::{controls, finder};
use egui::{Align, Atom, Button, Grid, Label, Layout, RichText, ScrollArea, TextEdit, Ui, Vec2};

/// A page of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// All topics in reading order.
    Guide,
    /// One topic of the guide.
    Topic(&'static str),
    /// A page about one thing.
    Entry(Kind, &'static str),
}

/// The open help window.
#[derive(Debug)]
pub struct Help {
    page: Page,
    /// The pages that led here.
    before: Vec<Page>,
    query: String,
    /// What the search finds, and for what.
    list: Option<(String, Vec<Row>)>,
    /// In a small window the list and the page take turns.
    lists: bool,
    /// The chosen row is to be seen.
    moved: bool,
}

/// A line of the list.
#[derive(Debug, Clone, Copy)]
enum Row {
    Heading(&'static str),
    Page(Page, &'static str),
}

impl Help {
    /// Opened at a page.
    #[must_use]
    pub fn at(page: Page) -> Self {
        Self { page, before: Vec::new(), query: String::new(), list: None, lists: false, moved: true }
    }

    fn go(&mut self, page: Page) {
        if page != self.page {
            self.before.push(self.page);
            self.page = page;
        }
        self.lists = false;
    }

    /// The rows, made anew when the search changes. The first page found is shown at once.
    fn rows(&mut self) -> Vec<Row> {
        match &self.list {
            Some((query, rows)) if *query == self.query => rows.clone(),
            before => {
                let typed = before.is_some();
                let rows = rows(&self.query);
                let first = rows.iter().find_map(|row| if let Row::Page(page, _) = row { Some(*page) } else { None });
                if typed
                    && !self.query.trim().is_empty()
                    && let Some(page) = first
                {
                    self.page = page;
                    self.before.clear();
                }
                self.lists = typed;
                self.moved = true;
                self.list = Some((self.query.clone(), rows.clone()));
                rows
            }
        }
    }
}

/// Without a search every page below the heading of its kind; with one, what was found, the best first.
fn rows(query: &str) -> Vec<Row> {
    let topics = teach::topics_with(query).into_iter().map(|topic| Row::Page(Page::Topic(&topic.id), &topic.title));
    let page = |(kind, id)| {
        let entry = teach::explain(&format!("{kind}:{id}"))?;
        Some((kind, Row::Page(Page::Entry(kind, id), entry.title)))
    };
    let pages: Vec<(Kind, Row)> = teach::pages_with(query).into_iter().filter_map(page).collect();
    let mut rows = Vec::with_capacity(pages.len() + 24);
    if query.trim().is_empty() {
        rows.extend([Row::Heading("Guide"), Row::Page(Page::Guide, "The whole guide")]);
        rows.extend(topics);
        for kind in Kind::ALL {
            rows.push(Row::Heading(kind.plural()));
            rows.extend(pages.iter().filter(|(of, _)| *of == kind).map(|(_, row)| *row));
        }
        return rows;
    }
    rows.extend(pages.into_iter().map(|(_, row)| row));
    let guide: Vec<Row> = topics.collect();
    if !guide.is_empty() {
        rows.push(Row::Heading("Guide"));
        rows.extend(guide);
    }
    rows
}

/// The topic below which the shortcuts stand.
const KEYBOARD: &str = "keyboard";
const ROW: f32 = 24.0;
/// Characters of a row that has room for the id of its page.
const SHORT: usize = 30;
/// From this width on the list stands beside the page.
const TWO_COLUMNS: f32 = 560.0;
const LIST: f32 = 256.0;

/// Draws the window, if it is open.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, commands: &[Command]) {
    let Some(mut help) = scene.view.help.take() else { return };
    let modal = controls::modal(ui, "help").show(ui.ctx(), |ui| {
        let screen = ui.ctx().content_rect().size();
        let width = 820.0_f32.min(screen.x - 64.0);
        ui.set_width(width);
        let is_wide = width >= TWO_COLUMNS;
        let height = (screen.y - 148.0).clamp(120.0, 620.0);
        let close = head(ui, &mut help, is_wide);
        ui.add_space(theme::GAP_SMALL);
        let rows = help.rows();
        if is_wide {
            ui.horizontal_top(|ui| {
                let below = Layout::top_down(Align::Min);
                ui.allocate_ui_with_layout(Vec2::new(LIST, height), below, |ui| {
                    ui.set_width(LIST);
                    list(ui, &mut help, &rows, height);
                });
                ui.add_space(theme::GAP);
                ui.vertical(|ui| page(ui, &mut help, commands, height));
            });
        } else if help.lists {
            list(ui, &mut help, &rows, height);
        } else {
            page(ui, &mut help, commands, height);
        }
        close
    });
    let is_closed = modal.should_close() || modal.inner;
    scene.view.help = (!is_closed).then_some(help);
}

/// The title, the search, the way back and out. Whether out was chosen.
fn head(ui: &mut Ui, help: &mut Help, is_wide: bool) -> bool {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Help").font(theme::verdict_font(false)));
        let can_go_back = !help.before.is_empty();
        let back = ui.add_enabled_ui(can_go_back, |ui| controls::icon_button(ui, Icon::ArrowLeft, "Back")).inner;
        if back.clicked()
            && let Some(page) = help.before.pop()
        {
            help.page = page;
            help.lists = false;
        }
        if !is_wide {
            let (icon, name) =
                if help.lists { (Icon::BookOpen, "Page") } else { (Icon::ListCollapse, "List of pages") };
            if controls::icon_button(ui, icon, name).clicked() {
                help.lists = !help.lists;
                help.moved = true;
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = ui.button("Close").clicked();
            let width = ui.available_width().min(420.0);
            let edit =
                TextEdit::singleline(&mut help.query).hint_text("Search checks, claims, terms…").desired_width(width);
            let response = controls::outlined(ui, edit).accessible_name("Search help");
            controls::focus_first(&response);
            if response.has_focus() {
                step(ui, help);
            }
            close
        })
        .inner
    })
    .inner
}

/// The arrow keys choose from the list while the search has the focus.
fn step(ui: &Ui, help: &mut Help) {
    let moved = finder::arrows(ui);
    let Some((_, rows)) = help.list.as_ref().filter(|_| moved != 0) else { return };
    let pages: Vec<Page> =
        rows.iter().filter_map(|r| if let Row::Page(page, _) = r { Some(*page) } else { None }).collect();
    let at = pages.iter().position(|page| *page == help.page);
    let next = match at {
        Some(at) if moved > 0 => at + 1,
        Some(at) => at.saturating_sub(1),
        None => 0,
    };
    if let Some(page) = pages.get(next) {
        help.page = *page;
        help.moved = true;
    }
}

fn list(ui: &mut Ui, help: &mut Help, rows: &[Row], height: f32) {
    let mut area = ScrollArea::vertical().id_salt("help-list").max_height(height).min_scrolled_height(height);
    let chosen = rows.iter().position(|row| matches!(row, Row::Page(page, _) if *page == help.page));
    ui.spacing_mut().item_spacing.y = 0.0;
    if std::mem::take(&mut help.moved)
        && let Some(row) = chosen
    {
        area = area.vertical_scroll_offset((row as f32 * ROW - height / 3.0).max(0.0));
    }
    let is_search = !help.query.trim().is_empty();
    if rows.is_empty() {
        controls::muted(ui, "No page has these words.");
    }
    area.auto_shrink([false, false]).show_rows(ui, ROW, rows.len(), |ui, range| {
        for row in rows.get(range).unwrap_or_default() {
            match row {
                Row::Heading(text) => {
                    let text = RichText::new(*text).color(Palette::of(ui).muted).family(theme::bold()).size(12.5);
                    let room = Vec2::new(ui.available_width(), ROW);
                    ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Max), |ui| {
                        ui.set_min_size(room);
                        ui.add(Label::new(text).selectable(false));
                    });
                }
                Row::Page(page, title) => entry_row(ui, help, *page, title, is_search),
            }
        }
    });
}

/// A page in the list: its title, and its id where that is another word. Without headings its kind stands at the right: a
/// check, a claim and a term may have one title.
fn entry_row(ui: &mut Ui, help: &mut Help, page: Page, title: &'static str, tells_kind: bool) {
    let palette = Palette::of(ui);
    let id = match page {
        Page::Entry(kind, id) if kind != Kind::Term && !id.eq_ignore_ascii_case(title) => id,
        _ => "",
    };
    let is_chosen = help.page == page;
    let colour = if is_chosen { palette.text } else { palette.muted };
    let kind = match page {
        Page::Entry(kind, _) if tells_kind => kind.id(),
        _ => "",
    };
    // a title that fills the line is told alone, and whole
    let used: usize = [title, id, kind].iter().map(|text| text.chars().count()).sum();
    let beside = if used <= SHORT { id } else { "" };
    let small = |text| RichText::new(text).color(colour).small();
    let words = (RichText::new(title).color(palette.text), small(beside), Atom::grow(), small(kind));
    let name = [title, id, kind].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let button = Button::selectable(is_chosen, words).truncate().min_size(Vec2::new(ui.available_width(), ROW));
    (ui.spacing_mut().interact_size.y, ui.spacing_mut().button_padding.y) = (ROW, 2.0);
    if ui.add(button).accessible_name(name).clicked() {
        help.go(page);
    }
}

fn page(ui: &mut Ui, help: &mut Help, commands: &[Command], height: f32) {
    let area = ScrollArea::vertical().id_salt(("help-page", format!("{:?}", help.page)));
    area.max_height(height).min_scrolled_height(height).auto_shrink([false, false]).show(ui, |ui| {
        let asked = match help.page {
            Page::Guide => guide(ui, commands),
            Page::Topic(id) => {
                teach::help().iter().find(|topic| topic.id == id).and_then(|topic| self::topic(ui, topic, commands))
            }
            Page::Entry(kind, id) => teach::explain(&format!("{kind}:{id}")).and_then(|entry| self::entry(ui, &entry)),
        };
        if let Some((kind, id)) = asked {
            help.go(Page::Entry(kind, id));
            help.moved = true;
        }
    });
}

type Asked = Option<(Kind, &'static str)>;

fn guide(ui: &mut Ui, commands: &[Command]) -> Asked {
    let mut asked = None;
    for topic in teach::help() {
        asked = asked.or(self::topic(ui, topic, commands));
        ui.add_space(theme::GAP);
    }
    asked
}

fn topic(ui: &mut Ui, topic: &teach::Topic, commands: &[Command]) -> Asked {
    ui.label(RichText::new(&topic.title).heading());
    let mut prose = Prose::leading_on();
    for paragraph in &topic.text {
        prose.paragraph(ui, paragraph);
        ui.add_space(theme::GAP_SMALL);
    }
    if topic.id == KEYBOARD {
        keyboard(ui, commands);
    }
    prose.asked
}

fn keyboard(ui: &mut Ui, commands: &[Command]) {
    Grid::new("keyboard").num_columns(2).spacing([24.0, 4.0]).show(ui, |ui| {
        for menu in Menu::ALL {
            for command in commands.iter().filter(|c| c.menu == menu) {
                let Some(key) = &command.key else { continue };
                ui.label(command.label);
                ui.label(RichText::new(ui.ctx().format_shortcut(key)).monospace().size(12.5));
                ui.end_row();
            }
        }
    });
}

/// A page about one thing.
fn entry(ui: &mut Ui, entry: &Entry) -> Asked {
    let palette = Palette::of(ui);
    ui.label(RichText::new(entry.title).heading());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        controls::small(ui, entry.kind.label());
        ui.label(RichText::new(entry.id).monospace().size(12.5).color(palette.muted));
    });
    ui.add_space(theme::GAP_SMALL);
    let mut prose = Prose::leading_on();
    prose.knows(entry.kind, entry.id);
    prose.paragraph(ui, entry.what);
    let (why, fix) = match entry.kind {
        Kind::Algorithm => ("When to choose it", "Beware"),
        Kind::Header | Kind::Key => ("Why it matters", "Beware"),
        _ => ("Why it matters", "What to do"),
    };
    for (title, text) in [(why, entry.why), (fix, entry.fix)] {
        if let Some(text) = text {
            ui.add_space(theme::GAP);
            ui.label(RichText::new(title).color(palette.muted).small());
            prose.paragraph(ui, text);
        }
    }
    ui.add_space(theme::GAP);
    if let Some(severity) = entry.severity {
        controls::small(ui, format!("Severity: {}. {}", severity.label().to_lowercase(), severity.meaning()));
    }
    controls::small(ui, entry.refs.join(" · "));
    prose.asked
}
