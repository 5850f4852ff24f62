//! What stands around the panes: top bar, verdict strip, status bar. No text of a token is drawn in the strip.

use crate::app::{Action, KeyForm, Model, PassphraseForm, PassphraseUse, PolicyAction, ThemeChoice};
use crate::checks::{State, times};
use crate::jose::escape;
use crate::make;
use crate::policy as presets;
use crate::report::{Verdict, words};
use crate::ui::icons::{self, Icon};
use crate::ui::layout;
use crate::ui::panes::policy;
use crate::ui::scene::Scene;
use crate::ui::shortcuts::{Command, Deed, Menu};
use crate::ui::theme::{self, Palette};
use crate::ui::view::{Ask, PaneName};
use crate::ui::widgets::{controls, progress};
use crate::vault::Protection;
use egui::{Align, Button, Frame, Label, Layout, Margin, MenuBar, Panel, RichText, Ui};

/// The menus, the palette, the chips of clock and policy, the theme.
pub fn top_bar(ui: &mut Ui, scene: &mut Scene<'_>, commands: &[Command]) {
    let frame = Frame::new().fill(Palette::of(ui).panel).inner_margin(Margin::symmetric(8, 0));
    Panel::top("top-bar").frame(frame).exact_size(theme::TOP_BAR).show_separator_line(false).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            let narrow = ui.available_width() < 760.0;
            menus(ui, scene, commands, narrow);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let name =
                    if ui.visuals().dark_mode { "Light theme (Ctrl+Shift+T)" } else { "Dark theme (Ctrl+Shift+T)" };
                let icon = if ui.visuals().dark_mode { Icon::Sun } else { Icon::Moon };
                if controls::icon_button(ui, icon, name).clicked() {
                    scene.ask(Ask::SwitchTheme);
                }
                if search(ui, narrow).clicked() {
                    scene.ask(Ask::Palette);
                }
                for (icon, name, action, on) in [
                    (Icon::Redo2, "Redo (Ctrl+Shift+Z)", Action::Redo, scene.model.can_redo()),
                    (Icon::Undo2, "Undo (Ctrl+Z)", Action::Undo, scene.model.can_undo()),
                ] {
                    if ui.add_enabled_ui(on, |ui| controls::icon_button(ui, icon, name)).inner.clicked() {
                        scene.act(action);
                    }
                }
                clock_chip(ui, scene);
                if !narrow {
                    policy_chip(ui, scene);
                }
            });
        });
    });
}

/// The way to the palette: words and key where there is room, the icon alone where there is not.
fn search(ui: &mut Ui, narrow: bool) -> egui::Response {
    const NAME: &str = "Command palette";
    if narrow {
        return controls::icon_button(ui, Icon::Search, NAME);
    }
    let button = Button::new((icons::icon(Icon::Search), "Commands")).shortcut_text("Ctrl+K");
    ui.add(button).on_hover_text("Every command (Ctrl+K)").accessible_name(NAME)
}

/// The menu bar; on a narrow window all menus fold into one.
fn menus(ui: &mut Ui, scene: &mut Scene<'_>, commands: &[Command], narrow: bool) {
    MenuBar::new().ui(ui, |ui| {
        if narrow {
            ui.menu_button(icons::icon(Icon::Menu), |ui| {
                for menu in Menu::ALL {
                    ui.menu_button(menu.label(), |ui| items(ui, scene, commands, menu));
                }
            })
            .response
            .accessible_name("Menu");
        } else {
            for menu in Menu::ALL {
                ui.menu_button(menu.label(), |ui| items(ui, scene, commands, menu));
            }
        }
    });
}

/// The commands of one menu.
pub fn items(ui: &mut Ui, scene: &mut Scene<'_>, commands: &[Command], menu: Menu) {
    ui.set_min_width(240.0);
    for command in commands.iter().filter(|c| c.menu == menu) {
        if begins_a_group(&command.deed) {
            ui.separator();
        }
        let button = Button::new(command.label).frame_when_inactive(false);
        let button = match &command.key {
            Some(key) => button.shortcut_text(ui.ctx().format_shortcut(key)),
            None => button,
        };
        let enabled = match command.deed {
            Deed::Do(Action::Undo) => scene.model.can_undo(),
            Deed::Do(Action::Redo) => scene.model.can_redo(),
            Deed::Show(Ask::ExportKeys) => !scene.model.ring.keys().is_empty(),
            Deed::Do(Action::RestoreKey) => scene.model.can_restore(),
            Deed::Do(Action::Policy(ref action)) => is_open(scene.model, action),
            Deed::Do(Action::LockVault) => scene.model.protection == Protection::Unlocked,
            Deed::Do(Action::SetLockAfter(minutes)) => scene.model.settings.lock_after_minutes != minutes,
            Deed::Do(Action::SetKeyForm(Some(KeyForm::Unprotect))) => scene.model.protection != Protection::None,
            Deed::Do(Action::SetKeyForm(Some(KeyForm::Passphrase(ref form)))) => {
                fits(form.usage, scene.model.protection)
            }
            Deed::Do(Action::SetAsOf(None)) => scene.model.inputs.as_of.is_some(),
            Deed::Do(Action::SetTheme(theme)) => scene.model.settings.theme != theme,
            _ => true,
        };
        let why_not = why_not(scene, &command.deed);
        let mut response = ui.add_enabled(enabled && why_not.is_none(), button);
        if let Some(tip) = tip(&command.deed) {
            response = response.on_hover_text(tip);
        }
        if response.on_disabled_hover_text(why_not.unwrap_or_default()).clicked() {
            scene.deeds.push(command.deed.clone());
            ui.close();
        }
    }
}

/// Whether something can be done about policies now.
fn is_open(model: &Model, action: &PolicyAction) -> bool {
    match action {
        PolicyAction::Revert => model.policy_is_changed(),
        PolicyAction::AskRename | PolicyAction::Remove => model.policy_name().is_some(),
        PolicyAction::Restore => model.policies.can_restore(),
        PolicyAction::SetByIssuer(on) => model.settings.policy_by_issuer != *on,
        _ => true,
    }
}

/// Whether a long menu has a line before this command.
fn begins_a_group(deed: &Deed) -> bool {
    let Deed::Do(Action::Policy(action)) = deed else { return false };
    matches!(**action, PolicyAction::Save | PolicyAction::Compare | PolicyAction::SetByIssuer(true))
}

/// What a command does, where its label is too short for that.
fn tip(deed: &Deed) -> Option<&'static str> {
    match deed {
        Deed::Show(Ask::ExpectToken) => {
            Some("Issuer, audience, algorithm, kind and registered claims of the token become the policy")
        }
        Deed::Do(Action::Policy(action)) => match **action {
            PolicyAction::UsePreset(id) => presets::preset(id).map(|preset| preset.description.as_str()),
            PolicyAction::SetByIssuer(true) => {
                Some("Put the kept policy in force that expects the issuer of the token that arrives")
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether something can be done about the passphrase now.
fn fits(usage: PassphraseUse, protection: Protection) -> bool {
    match usage {
        PassphraseUse::Unlock => protection == Protection::Locked,
        PassphraseUse::Protect => protection == Protection::None,
        PassphraseUse::Change => protection != Protection::None,
    }
}

/// Why a command about forms cannot be carried out with the token shown, in a sentence.
fn why_not(scene: &Scene<'_>, deed: &Deed) -> Option<String> {
    let token = &scene.whole.token;
    match deed {
        Deed::Do(Action::Convert(shape)) => make::convert(token, *shape).err().map(|e| words::sentence(&e.to_string())),
        Deed::Do(Action::AddSignature) if token.form.is_jwe() => Some("An encrypted token has no signature".to_owned()),
        Deed::Do(Action::AddSignature) if scene.model.making.signing.key.is_none() => {
            Some("Choose a signing key first".to_owned())
        }
        _ => None,
    }
}

/// A pretended time is never overlooked: a coloured chip, and the way back.
fn clock_chip(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(time) = scene.model.inputs.as_of else { return };
    let colour = Palette::of(ui).warn;
    if ui.button("Back to now").on_hover_text("Judge by the real clock again").clicked() {
        scene.act(Action::SetAsOf(None));
    }
    controls::chip(ui, &format!("Pretending it is {}", times::in_zone(time, scene.model.zone.shown())), colour);
}

fn policy_chip(ui: &mut Ui, scene: &mut Scene<'_>) {
    let policy = &scene.model.inputs.policy;
    if *policy == crate::checks::Policy::default() {
        return;
    }
    let button = Button::new((icons::icon(Icon::ListChecks), "Policy")).frame_when_inactive(false);
    if ui.add(button).on_hover_text(policy::summary(policy)).clicked() {
        scene.view.policy_open = true;
        scene.ask(Ask::Focus(PaneName::Validation));
    }
}

/// The verdict, at once and in one sentence.
pub fn verdict_strip(ui: &mut Ui, scene: &mut Scene<'_>) {
    let palette = Palette::of(ui);
    let empty = scene.model.inputs.token.is_empty();
    let (state, word) = match scene.whole.verdict {
        _ if empty => (State::NotChecked, "No token"),
        Verdict::Accepted if in_all_layers(scene, State::Warn) > 0 => (State::Warn, "Accepted"),
        Verdict::Accepted => (State::Pass, "Accepted"),
        Verdict::Refused => (State::Fail, "Refused"),
        Verdict::Undecided => (State::NotChecked, "Undecided"),
    };
    let colour = palette.state(state);
    let frame =
        Frame::new().fill(palette.wash(colour)).inner_margin(Margin { left: theme::PAD, right: 10, top: 4, bottom: 4 });
    Panel::top("verdict").frame(frame).min_size(theme::VERDICT_STRIP).show_separator_line(false).show(ui, |ui| {
        controls::name_region(ui, "Verdict");
        ui.horizontal_centered(|ui| {
            icons::mark(ui, icons::coloured(icons::of_state(state), colour).size(24.0), word).on_hover_text(word);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if !empty {
                    counts(ui, scene);
                }
                ui.with_layout(Layout::top_down(Align::Min), |ui| {
                    let narrow = ui.available_width() < 520.0;
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.add_space(1.0);
                    let headline =
                        RichText::new(&scene.whole.headline).font(theme::verdict_font(narrow)).color(palette.text);
                    // the verdict is on the token's last whole text: that must be said where it is read
                    let waiting = scene.model.header.is_waiting() || scene.model.claims.is_waiting();
                    let ahead = scene.model.is_ahead() && !empty;
                    let action = match scene.whole.action.as_deref().unwrap_or_default() {
                        _ if waiting => {
                            "An editor holds text that is not JSON yet: this is the verdict on the token before it."
                        }
                        _ if ahead => {
                            "What you changed is not in the token yet: this is the verdict on the token as it is."
                        }
                        action => action,
                    };
                    if narrow {
                        // the verdict is never cut: what to do about it makes room, and is told on hover
                        ui.add(Label::new(headline).wrap()).on_hover_text(action);
                        return;
                    }
                    ui.add(Label::new(headline).truncate()).on_hover_text(&scene.whole.headline);
                    ui.add(Label::new(RichText::new(action).color(palette.muted).size(12.5)).truncate())
                        .on_hover_text(action);
                });
            });
        });
    });
    let line = layout::hairline(ui);
    let top = ui.available_rect_before_wrap();
    ui.painter().hline(top.x_range(), top.top(), line);
}

/// The verdict speaks of tokens inside too, and so do the numbers beside it.
fn in_all_layers(scene: &Scene<'_>, state: State) -> usize {
    scene.whole.layers().iter().map(|layer| layer.count(state)).sum()
}

/// How many checks are in each state; a click lists those alone.
fn counts(ui: &mut Ui, scene: &mut Scene<'_>) {
    let palette = Palette::of(ui);
    // on a small window the sentence needs the room: what is in order makes way
    let is_small = ui.ctx().content_rect().width() < 560.0;
    for state in [State::NotChecked, State::Pass, State::Warn, State::Fail] {
        let count = in_all_layers(scene, state);
        let makes_way = is_small && matches!(state, State::NotChecked | State::Pass);
        if count == 0 || makes_way {
            continue;
        }
        let name = format!("{count} {}", state.label().to_lowercase());
        let text = RichText::new(count.to_string()).color(palette.state(state)).family(theme::bold());
        let button = Button::new((icons::coloured(icons::of_state(state), palette.state(state)), text))
            .frame_when_inactive(false);
        if ui.add(button).on_hover_text(&name).accessible_name(&name).clicked() {
            scene.ask(Ask::ShowState(state));
        }
    }
}

/// Offline, the vault, the work going on.
pub fn status_bar(ui: &mut Ui, scene: &mut Scene<'_>, vault: &VaultStatus) {
    let frame = Frame::new().fill(Palette::of(ui).panel).inner_margin(Margin::symmetric(12, 0));
    Panel::bottom("status").frame(frame).exact_size(theme::STATUS_BAR).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            let narrow = ui.available_width() < 700.0;
            let palette = Palette::of(ui);
            let offline = "Nothing is sent anywhere, unless you fetch keys and agree to the address that is shown";
            let mark = icons::coloured(Icon::WifiOff, palette.muted).size(13.0);
            icons::mark(ui, mark, if narrow { "Offline" } else { "" }).on_hover_text(offline);
            if !narrow {
                controls::small(ui, "Offline").on_hover_text(offline);
            }
            controls::small(ui, "·");
            let keys = scene.model.ring.keys().len();
            let keys = if keys == 1 { "1 key".to_owned() } else { format!("{keys} keys") };
            match vault {
                VaultStatus::Open(path) => {
                    controls::small(ui, keys).on_hover_text(format!("Kept in {}", escape::visible(path)))
                }
                VaultStatus::Without(why) => {
                    ui.label(RichText::new("Nothing is kept").color(palette.warn).small()).on_hover_text(why)
                }
            };
            lock_chip(ui, scene);
            for job in scene.jobs {
                controls::small(ui, "·");
                progress::endless(ui, 64.0, &job.label);
                let secs = job.elapsed.as_secs();
                let label = if secs < 2 { job.label.clone() } else { format!("{} · {secs} s", job.label) };
                controls::small(ui, label);
                let cancel = Button::new(RichText::new("Cancel").small().color(palette.accent))
                    .frame_when_inactive(false)
                    .small();
                if ui.add_enabled(!job.cancelled, cancel).clicked() {
                    scene.deeds.push(Deed::Cancel(job.id));
                }
            }
            if !narrow && scene.jobs.is_empty() {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let theme = match scene.model.settings.theme {
                        ThemeChoice::System => "theme of the desktop",
                        ThemeChoice::Light => "light theme",
                        ThemeChoice::Dark => "dark theme",
                    };
                    let zoom = (scene.model.settings.zoom * 100.0).round();
                    controls::small(ui, format!("{zoom} % · {theme} · F1 help"));
                });
            }
        });
    });
}

/// Whether a protected vault is open; a click opens or closes it.
fn lock_chip(ui: &mut Ui, scene: &mut Scene<'_>) {
    let palette = Palette::of(ui);
    let (icon, text, colour, hint, action) = match scene.model.protection {
        Protection::None => return,
        Protection::Locked => {
            let form = KeyForm::Passphrase(PassphraseForm::new(PassphraseUse::Unlock));
            let hint = "The vault's keys are encrypted and closed. Click to unlock them";
            (Icon::Lock, "Vault locked", palette.warn, hint, Action::SetKeyForm(Some(form)))
        }
        Protection::Unlocked => {
            let hint = "The vault's keys are encrypted on the disk and open in this window. Click to lock them";
            (Icon::LockOpen, "Vault unlocked", palette.muted, hint, Action::LockVault)
        }
    };
    controls::small(ui, "·");
    let words = (icons::coloured(icon, colour).size(13.0), RichText::new(text).small().color(colour));
    let button = Button::new(words).frame_when_inactive(false).small();
    if ui.add(button).on_hover_text(hint).accessible_name(text).clicked() {
        scene.act(action);
    }
}

/// Where keys and settings are kept, or why they are not.
#[derive(Debug, Clone)]
pub enum VaultStatus {
    /// The folder.
    Open(String),
    /// There is none.
    Without(String),
}
