//! Keys being fetched: what will be asked, of whom, and what came.

use super::{Answer, buttons_with, entered, title};
use crate::app::{Action, FetchAction, FetchForm, FetchStep};
use crate::jose::escape;
use crate::jose::flaw::Part;
use crate::jose::numeric_date::NumericDate;
use crate::remote::{By, Found, Judged, Place, Plan, Stop, Target};
use crate::report::words;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Label, RichText, ScrollArea, Ui};

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut FetchForm) -> Answer {
    title(ui, "Fetch keys");
    let (button, ready) = match form.step.clone() {
        FetchStep::Ask => (ask(ui, scene, form), form.plan().is_ok()),
        FetchStep::LookingUp(plan) => (looking_up(ui, &plan), false),
        FetchStep::Ready(stop) => stand_before(ui, form, &stop),
        FetchStep::Asking(stop) => (asking(ui, form, &stop), false),
        FetchStep::Onward(plan) => (onward(ui, &plan), true),
        FetchStep::Found(found) => (arrived(ui, scene, &found), true),
    };
    trail(ui, &form.trail);
    if let Some(error) = &form.error {
        ui.add(Label::new(RichText::new(error).color(Palette::of(ui).fail)).wrap());
    }
    let back = !matches!(form.step, FetchStep::Ask);
    let back_label = if form.is_waiting() { "Stop" } else { "Back" };
    // a key that is held down must not click on what it has not shown yet
    let entered = form.step == FetchStep::Ask && entered(ui);
    buttons_with(ui, &button, ready, entered, |ui| {
        if back && ui.button(back_label).clicked() {
            scene.act(Action::Fetch(Box::new(FetchAction::Back)));
        }
    })
}

/// The first step: what is typed, and which addresses that comes to.
fn ask(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut FetchForm) -> String {
    let before = form.text.clone();
    let hint = if form.by == By::Url { "https://id.example/jwks.json" } else { "https://id.example" };
    let label = if form.by == By::Url { "Address of the key set" } else { "Issuer" };
    controls::focus_first(&controls::field(ui, label, &mut form.text, hint));
    if form.text != before {
        form.from_token = None;
        form.error = None;
    }
    controls::choices(ui, |ui| {
        for by in By::ALL {
            ui.radio_value(&mut form.by, by, by.label());
        }
    });
    offers(ui, scene, form);
    if let Some(member) = form.from_token {
        let text = format!("This is the {member} of the token: whoever wrote the token chose it.");
        ui.add(Label::new(RichText::new(text).color(Palette::of(ui).warn)).wrap());
    }
    match form.plan() {
        Ok(plan) => {
            will_be_asked(ui, &plan);
            let text = "Looking the host up asks your DNS server for its addresses. Nothing is sent to the host before the next click.";
            controls::small(ui, text);
        }
        Err(_) if form.text.trim().is_empty() => {
            let text = "Keys are fetched only when you click, and nothing of a token is sent.";
            controls::small(ui, text);
        }
        Err(error) => {
            controls::small(ui, words::sentence(&format!("{error}.")));
        }
    }
    known(ui, scene);
    "Look up".to_owned()
}

/// What the token names, to be put into the field.
fn offers(ui: &mut Ui, scene: &Scene<'_>, form: &mut FetchForm) {
    let token = &scene.whole.token;
    let issuer = token.document(Part::Payload).and_then(|claims| claims.string("iss")).map(str::to_owned);
    let jku = token.parameter("jku").and_then(|(_, node)| node.as_str()).map(str::to_owned);
    let offers = [("iss", issuer, By::OpenId), ("jku", jku, By::Url)];
    for (member, value, by) in offers {
        let Some(value) = value.filter(|value| form.text != *value && Plan::make(value, by).is_ok()) else { continue };
        if controls::link(ui, &format!("Use the token's {member}: {}", cut(&value))).clicked() {
            (form.text, form.by, form.from_token, form.error) = (value, by, Some(member), None);
        }
    }
}

fn will_be_asked(ui: &mut Ui, plan: &Plan) {
    let what = match (plan.asks_documents, plan.asks.len()) {
        (false, _) => "Will be asked for the key set:",
        (true, 1) => "Will be asked where the keys are:",
        (true, _) => "Will be asked where the keys are, the second only if the first is not there:",
    };
    controls::muted(ui, what);
    for target in &plan.asks {
        address(ui, target);
    }
}

fn address(ui: &mut Ui, target: &Target) {
    ui.add(Label::new(RichText::new(target.to_string()).monospace().size(12.0)).wrap());
    if !target.is_protected() {
        let text = "Without https anybody on the way can read and replace the answer.";
        ui.add(Label::new(RichText::new(text).color(Palette::of(ui).warn)).wrap());
    }
}

fn looking_up(ui: &mut Ui, plan: &Plan) -> String {
    let host = plan.target().map(|t| t.host().to_owned()).unwrap_or_default();
    ui.label(format!("Asking for the addresses of {host}…"));
    "Look up".to_owned()
}

/// The second step: who would be asked.
fn stand_before(ui: &mut Ui, form: &mut FetchForm, stop: &Stop) -> (String, bool) {
    will_be_asked(ui, &stop.plan);
    let host = stop.plan.target().map(Target::authority).unwrap_or_default();
    ui.add_space(theme::GAP_SMALL);
    controls::muted(ui, format!("{host} has {}:", counted(stop.addresses.len(), "address", "addresses")));
    for judged in &stop.addresses {
        one_address(ui, form, judged);
    }
    if stop.is_mixed() {
        let text =
            "Public and other addresses under one name: a name that is made to point into your network looks so.";
        ui.add(Label::new(RichText::new(text).color(Palette::of(ui).warn)).wrap());
    }
    let Some(chosen) = form.chosen else { return ("Fetch".to_owned(), false) };
    let needs = stop.needs(chosen).unwrap_or_default();
    if needs.http {
        controls::checkbox(ui, &mut form.consent.http, "Ask without https, this once");
    }
    if needs.unusual {
        controls::checkbox(ui, &mut form.consent.unusual, "Ask this address, this once");
    }
    (format!("Fetch from {chosen}"), stop.allow(chosen, form.consent).is_ok())
}

fn one_address(ui: &mut Ui, form: &mut FetchForm, judged: &Judged) {
    let usable = judged.place != Place::Nowhere;
    let mut chosen = form.chosen == Some(judged.address);
    let response =
        ui.add_enabled_ui(usable, |ui| controls::ticked(ui, |ui| ui.radio(chosen, judged.to_string()))).inner;
    if response.clicked() {
        chosen = true;
        form.consent.unusual = false;
    }
    if chosen {
        form.chosen = Some(judged.address);
    }
    if let Some(warning) = judged.place.warning() {
        ui.add(Label::new(RichText::new(warning).color(Palette::of(ui).warn).small()).wrap());
    }
}

fn asking(ui: &mut Ui, form: &FetchForm, stop: &Stop) -> String {
    let host = stop.plan.target().map(|t| t.host().to_owned()).unwrap_or_default();
    let address = form.chosen.map(|a| a.to_string()).unwrap_or_default();
    ui.label(format!("Asking {host} at {address}…"));
    "Fetch".to_owned()
}

/// The issuer's document named another host.
fn onward(ui: &mut Ui, plan: &Plan) -> String {
    controls::prose(ui, "The issuer's document says that the keys are at another place. Nobody there was asked yet.");
    will_be_asked(ui, plan);
    let host = plan.target().map(|t| t.host().to_owned()).unwrap_or_default();
    format!("Look up {}", cut(&host))
}

/// The last step: what came, before anything is kept.
fn arrived(ui: &mut Ui, scene: &Scene<'_>, found: &Found) -> String {
    let set = &found.set;
    let count = counted(set.keys.len(), "key", "keys");
    controls::prose(ui, &format!("{count} from {} ({}).", escape::visible(&set.url), set.address));
    if let Some(older) = scene.model.fetched_sets().into_iter().find(|s| s.name() == set.name()) {
        let age = age(older.at, scene.model.now);
        controls::prose(ui, &format!("Compared with what was fetched {age}: {}", set.since(older).sentence()));
    }
    ScrollArea::vertical().id_salt("fetched").max_height(150.0).show(ui, |ui| {
        for key in &set.keys {
            let kid = key.kid.as_deref().map_or_else(|| "no kid".to_owned(), |kid| escape::visible(kid).into_owned());
            ui.add(Label::new(RichText::new(format!("{kid} · {}", key.describe())).monospace().size(12.0)).wrap());
        }
        for left_out in &found.left_out {
            let text = words::sentence(&format!("left out: {}: {}.", left_out.what, left_out.why));
            ui.add(Label::new(RichText::new(text).color(Palette::of(ui).warn).small()).wrap());
        }
        for remark in &found.remarks {
            controls::small(ui, remark);
        }
    });
    controls::small(ui, "Kept keys decide about tokens that name them, from then on.");
    "Keep keys".to_owned()
}

fn trail(ui: &mut Ui, trail: &[String]) {
    if trail.is_empty() {
        return;
    }
    ui.add_space(theme::GAP_SMALL);
    controls::muted(ui, "Asked so far:");
    for step in trail {
        controls::small(ui, step);
    }
}

/// The sets that are kept.
fn known(ui: &mut Ui, scene: &mut Scene<'_>) {
    let model = scene.model;
    let sets = model.fetched_sets();
    if sets.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    controls::muted(ui, "Fetched before");
    ScrollArea::vertical().id_salt("known-sets").max_height(140.0).show(ui, |ui| {
        for set in sets {
            let (name, shown) = (set.name().to_owned(), escape::visible(set.name()).into_owned());
            let line = format!("{shown} · {} · {}", counted(set.keys.len(), "key", "keys"), age(set.at, model.now));
            ui.horizontal_wrapped(|ui| {
                ui.add(Label::new(line).wrap());
                let refresh = controls::link(ui, "Refresh…").accessible_name(format!("Refresh {shown}…"));
                if refresh.on_hover_text("Looks the host up; nothing is sent to it before the next click").clicked() {
                    scene.act(Action::Fetch(Box::new(FetchAction::Refresh(name.clone()))));
                }
                let remove = controls::link(ui, "Remove").accessible_name(format!("Remove {shown}"));
                if remove.on_hover_text("Into the trash; it can be restored").clicked() {
                    scene.act(Action::Fetch(Box::new(FetchAction::Forget(name))));
                }
            });
        }
    });
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn cut(text: &str) -> String {
    const MOST: usize = 48;
    let shown: String = text.chars().take(MOST).collect();
    let dots = if shown.len() < text.len() { "…" } else { "" };
    format!("{}{dots}", escape::visible(&shown))
}

/// "3 days ago".
#[must_use]
pub fn age(then: NumericDate, now: NumericDate) -> String {
    const UNITS: [(i64, &str); 4] = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let secs = now.secs_since(then);
    let unit = UNITS.iter().find(|(length, _)| secs >= *length);
    match unit {
        None if secs < 0 => "in the future, by this clock".to_owned(),
        None => "just now".to_owned(),
        Some((_, "second")) => "just now".to_owned(),
        Some((length, unit)) => {
            let count = secs / length;
            format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
        }
    }
}
