//! The one table of commands: menus, the palette, the help window and the keyboard read it.

use crate::app::{
    Action, Copy, FetchForm, KeyForm, Kind, PassphraseForm, PassphraseUse, PolicyAction, PolicyCodeForm, ReportForm,
    Sample, ThemeChoice,
};
use crate::jose::flaw::Part;
use crate::make::Shape;
use crate::ports::JobId;
use crate::ui::view::{Ask, PaneName};
use egui::{Event, Key, KeyboardShortcut, Modifiers};

/// What a command does: change the model, or only the view.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// An action of the model.
    Do(Action),
    /// Something of the window alone.
    Show(Ask),
    /// Stop some work.
    Cancel(JobId),
}

/// Where a command stands in the menu bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// Token: in and out.
    Token,
    /// Undo, layout of JSON.
    Edit,
    /// Keys and signing.
    Keys,
    /// What is expected of tokens.
    Policy,
    /// Where keys are kept, and its passphrase.
    Vault,
    /// Panes, theme, zoom.
    View,
    /// Explanations.
    Help,
}

impl Menu {
    /// The menus, in order.
    pub const ALL: [Self; 7] = [Self::Token, Self::Edit, Self::Keys, Self::Policy, Self::Vault, Self::View, Self::Help];

    /// The word in the bar.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Token => "Token",
            Self::Edit => "Edit",
            Self::Keys => "Keys",
            Self::Policy => "Policy",
            Self::Vault => "Vault",
            Self::View => "View",
            Self::Help => "Help",
        }
    }
}

/// One command.
#[derive(Debug, Clone)]
pub struct Command {
    /// What it is called everywhere.
    pub label: &'static str,
    /// Where it stands.
    pub menu: Menu,
    /// Its key.
    pub key: Option<KeyboardShortcut>,
    /// What it does.
    pub deed: Deed,
}

const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const ALT: Modifiers = Modifiers::ALT;
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);

fn command(menu: Menu, label: &'static str, key: Option<(Modifiers, Key)>, deed: Deed) -> Command {
    Command { label, menu, key: key.map(|(m, k)| KeyboardShortcut::new(m, k)), deed }
}

/// Every command. Keys that a text field needs (Ctrl+C, Ctrl+V, Ctrl+A) are left to it.
#[must_use]
pub fn commands() -> Vec<Command> {
    use Ask as A;
    use Deed::{Do, Show};
    use Menu::{Edit, Help, Keys, Token, Vault, View};
    let mut list = vec![
        command(Token, "Open file…", Some((CTRL, Key::O)), Do(Action::OpenFile)),
        command(Token, "Paste as token", Some((SHIFT, Key::V)), Show(A::PasteToken)),
        command(Token, "New token", Some((CTRL, Key::N)), Do(Action::NewToken)),
        command(Token, "Copy token", Some((SHIFT, Key::C)), Do(Action::Copy(Copy::Token))),
        command(Token, "Copy token safely", Some((ALT, Key::C)), Do(Action::Copy(Copy::Redacted))),
        command(Token, "Save token…", Some((CTRL, Key::S)), Do(Action::SaveToken)),
        command(Token, "Convert to compact form", None, Do(Action::Convert(Shape::Compact))),
        command(Token, "Convert to flattened JSON", None, Do(Action::Convert(Shape::Flattened))),
        command(Token, "Convert to general JSON", None, Do(Action::Convert(Shape::General))),
        command(Token, "Add a signature with the chosen key", None, Do(Action::AddSignature)),
        command(Token, "Copy header as JSON", None, Do(Action::Copy(Copy::Decoded(Part::Header)))),
        command(Token, "Copy claims as JSON", None, Do(Action::Copy(Copy::Decoded(Part::Payload)))),
        command(Token, "Copy signature part", None, Do(Action::Copy(Copy::Encoded(Part::Signature)))),
        command(Token, "Copy report", None, Show(A::CopyReport)),
        command(
            Token,
            "Save report…",
            Some((SHIFT, Key::S)),
            Do(Action::SetKeyForm(Some(KeyForm::Report(ReportForm::default())))),
        ),
        command(Token, "Clear token", Some((SHIFT, Key::X)), Do(Action::Clear)),
    ];
    list.extend(Sample::ALL.map(|s| command(Token, sample_label(s), None, Do(Action::LoadSample(s)))));
    list.extend([
        command(Token, "Quit", Some((CTRL, Key::Q)), Do(Action::Close)),
        command(Edit, "Undo", Some((CTRL, Key::Z)), Do(Action::Undo)),
        command(Edit, "Redo", Some((SHIFT, Key::Z)), Do(Action::Redo)),
        command(Edit, "Find a check", Some((CTRL, Key::F)), Show(A::FindCheck)),
        command(Edit, "Format header", None, Do(Action::FormatPart(Part::Header))),
        command(Edit, "Format claims", Some((SHIFT, Key::F)), Do(Action::FormatPart(Part::Payload))),
        command(Edit, "Compact header", None, Do(Action::CompactPart(Part::Header))),
        command(Edit, "Compact claims", Some((SHIFT, Key::J)), Do(Action::CompactPart(Part::Payload))),
        command(Edit, "Set issued-at to now", None, Do(Action::SetDate { claim: "iat", from_now_secs: 0 })),
        command(
            Edit,
            "Let it expire in 15 minutes",
            Some((SHIFT, Key::E)),
            Do(Action::SetDate { claim: "exp", from_now_secs: 900 }),
        ),
        command(Edit, "Let it expire in 1 hour", None, Do(Action::SetDate { claim: "exp", from_now_secs: 3600 })),
        command(Edit, "Let it expire 1 hour ago", None, Do(Action::SetDate { claim: "exp", from_now_secs: -3600 })),
        command(Keys, "Sign or encrypt", Some((CTRL, Key::Enter)), Do(Action::Make)),
        command(Keys, "Sign token", None, Do(Action::Sign)),
        command(Keys, "Make: sign", Some((ALT, Key::S)), Do(Action::ChooseKind(Kind::Sign))),
        command(Keys, "Make: encrypt", Some((ALT, Key::E)), Do(Action::ChooseKind(Kind::Encrypt))),
        command(Keys, "Make: sign, then encrypt", Some((ALT, Key::B)), Do(Action::ChooseKind(Kind::SignThenEncrypt))),
        command(Keys, "Add recipient", None, Do(Action::AddRecipient)),
        command(Keys, "Add secret…", None, Show(A::AddSecret)),
        command(Keys, "Import keys…", Some((CTRL, Key::I)), Show(A::ImportKeys)),
        command(Keys, "Open key file…", Some((SHIFT, Key::O)), Do(Action::OpenKeyFile)),
        command(Keys, "Open folder of keys…", None, Do(Action::OpenKeyFolder)),
        command(Keys, "Generate key…", Some((CTRL, Key::G)), Show(A::GenerateKey)),
        command(Keys, "Export keys…", None, Show(A::ExportKeys)),
        command(Keys, "Restore key", None, Do(Action::RestoreKey)),
        command(Keys, "Verify with every key", None, Do(Action::ChooseVerifyKey(crate::report::KeyChoice::Every))),
        command(
            Vault,
            "Unlock vault…",
            None,
            Do(Action::SetKeyForm(Some(KeyForm::Passphrase(PassphraseForm::new(PassphraseUse::Unlock))))),
        ),
        command(Vault, "Lock vault now", Some((SHIFT, Key::L)), Do(Action::LockVault)),
        command(
            Vault,
            "Protect vault…",
            None,
            Do(Action::SetKeyForm(Some(KeyForm::Passphrase(PassphraseForm::new(PassphraseUse::Protect))))),
        ),
        command(
            Vault,
            "Change passphrase…",
            None,
            Do(Action::SetKeyForm(Some(KeyForm::Passphrase(PassphraseForm::new(PassphraseUse::Change))))),
        ),
        command(Vault, "Remove passphrase…", None, Do(Action::SetKeyForm(Some(KeyForm::Unprotect)))),
        command(Vault, "Never lock by itself", None, Do(Action::SetLockAfter(0))),
        command(Vault, "Lock after 5 minutes without input", None, Do(Action::SetLockAfter(5))),
        command(Vault, "Lock after 15 minutes without input", None, Do(Action::SetLockAfter(15))),
        command(Vault, "Lock after 60 minutes without input", None, Do(Action::SetLockAfter(60))),
        command(Vault, "Empty key trash…", None, Do(Action::SetKeyForm(Some(KeyForm::EmptyTrash)))),
        command(Vault, "Make the vault private", None, Do(Action::FixVaultModes)),
        command(Vault, "Save unsaved keys", None, Do(Action::SaveUnsaved)),
    ]);
    if cfg!(feature = "fetch") {
        let form = KeyForm::Fetch(FetchForm::default());
        let after = list.iter().position(|c| c.label == "Generate key…").map_or(list.len(), |at| at + 1);
        list.insert(after, command(Keys, "Fetch keys…", None, Do(Action::SetKeyForm(Some(form)))));
    }
    list.extend(policy_commands());
    let focus = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];
    list.extend(
        PaneName::ALL.iter().zip(focus).map(|(p, k)| command(View, p.go_label(), Some((ALT, k)), Show(A::Focus(*p)))),
    );
    list.extend([
        command(View, "Maximise or restore pane", Some((CTRL, Key::M)), Show(A::Maximise)),
        command(View, "Explain or close all checks", Some((CTRL, Key::E)), Show(A::ExplainAll)),
        command(View, "Checks in reading order, or failures first", None, Show(A::OrderChecks)),
        command(View, "Show the token inside", Some((ALT, Key::ArrowRight)), Show(A::StepLayer(1))),
        command(View, "Show the token around", Some((ALT, Key::ArrowLeft)), Show(A::StepLayer(-1))),
        command(View, "Go to the time bar", Some((ALT, Key::T)), Show(A::TimeBar)),
        command(View, "Pretend it is 1 minute later", Some((ALT, Key::M)), Do(Action::StepAsOf(60))),
        command(View, "Pretend it is 1 hour later", Some((ALT, Key::H)), Do(Action::StepAsOf(3_600))),
        command(View, "Pretend it is 1 day later", Some((ALT, Key::D)), Do(Action::StepAsOf(86_400))),
        command(View, "Pretend it is 1 minute earlier", Some((ALT_SHIFT, Key::M)), Do(Action::StepAsOf(-60))),
        command(View, "Pretend it is 1 hour earlier", Some((ALT_SHIFT, Key::H)), Do(Action::StepAsOf(-3_600))),
        command(View, "Pretend it is 1 day earlier", Some((ALT_SHIFT, Key::D)), Do(Action::StepAsOf(-86_400))),
        command(View, "Judge by the real clock", Some((ALT, Key::N)), Do(Action::SetAsOf(None))),
        command(View, "Choose time zone…", Some((ALT, Key::Z)), Show(A::ChooseZone)),
        command(View, "Reset layout", None, Show(A::ResetLayout)),
        command(View, "Light theme", None, Do(Action::SetTheme(ThemeChoice::Light))),
        command(View, "Dark theme", None, Do(Action::SetTheme(ThemeChoice::Dark))),
        command(View, "Theme of the desktop", None, Do(Action::SetTheme(ThemeChoice::System))),
        command(View, "Switch theme", Some((SHIFT, Key::T)), Show(A::SwitchTheme)),
        command(View, "Zoom in", Some((CTRL, Key::Plus)), Show(A::Zoom(0.1))),
        command(View, "Zoom out", Some((CTRL, Key::Minus)), Show(A::Zoom(-0.1))),
        command(View, "Normal size", Some((CTRL, Key::Num0)), Show(A::Zoom(0.0))),
        command(Help, "Command palette", Some((CTRL, Key::K)), Show(A::Palette)),
        command(Help, "Help", Some((Modifiers::NONE, Key::F1)), Show(A::Help)),
        command(Help, "About", None, Show(A::About)),
    ]);
    list
}

/// The presets, by id, and what their commands are called.
const PRESETS: [(&str, &str); 4] = [
    ("rfc8725", "Preset: best practice (RFC 8725)"),
    ("rfc9068", "Preset: access token (RFC 9068)"),
    ("oidc-id-token", "Preset: ID token (OpenID Connect)"),
    ("dpop", "Preset: DPoP proof (RFC 9449)"),
];

fn policy_commands() -> Vec<Command> {
    use PolicyAction as P;
    let wish = |label, key, action| command(Menu::Policy, label, key, Deed::Do(Action::Policy(Box::new(action))));
    let mut list =
        vec![command(Menu::Policy, "Expect what this token has", Some((ALT, Key::P)), Deed::Show(Ask::ExpectToken))];
    list.extend(PRESETS.map(|(id, label)| wish(label, None, P::UsePreset(id))));
    list.extend([
        wish("Save policy", Some((SHIFT, Key::P)), P::Save),
        wish("Save policy as…", None, P::AskName),
        wish("Revert policy to what is saved", None, P::Revert),
        wish("Rename policy…", None, P::AskRename),
        wish("Remove policy", None, P::Remove),
        wish("Restore policy", None, P::Restore),
        wish("Compare policies…", Some((ALT, Key::V)), P::Compare),
        command(
            Menu::Policy,
            "Show policy as code…",
            Some((ALT, Key::K)),
            Deed::Do(Action::SetKeyForm(Some(KeyForm::PolicyCode(PolicyCodeForm::default())))),
        ),
        wish("Copy policy as JSON", None, P::Copy),
        wish("Export policy…", None, P::Export),
        wish("Import policy…", None, P::Import),
        wish("Choose policy by issuer", None, P::SetByIssuer(true)),
        wish("Keep policy whatever the issuer", None, P::SetByIssuer(false)),
    ]);
    list
}

fn sample_label(sample: Sample) -> &'static str {
    match sample {
        Sample::Good => "Sample: a good token",
        Sample::Expired => "Sample: an expired token",
        Sample::Unsecured => "Sample: a token with alg: none",
    }
}

/// The commands whose keys were pressed; the keys are taken, so that no widget sees them.
///
/// While a dialog is open its text fields keep undo and redo for themselves, and nothing changes behind it unseen. The key
/// that opened the help closes it too.
pub fn pressed(ui: &egui::Ui, commands: &[Command], dialog_open: bool, help_open: bool) -> Vec<Deed> {
    // Shift makes a key more particular: those are asked first, or Ctrl+Z would answer for Ctrl+Shift+Z
    let mut with_keys: Vec<_> = commands.iter().filter_map(|c| Some((c.key?, c))).collect();
    with_keys.sort_by_key(|(key, _)| std::cmp::Reverse(key.modifiers.shift));
    let allowed = |c: &Command| match &c.deed {
        _ if !dialog_open => true,
        Deed::Show(Ask::Zoom(_) | Ask::SwitchTheme) => true,
        deed => help_open && *deed == Deed::Show(Ask::Help),
    };
    ui.input_mut(|input| {
        drop_letters(&mut input.events, commands);
        let taken = with_keys.into_iter().filter(|(_, c)| allowed(c)).flat_map(|(key, c)| {
            // a slow frame may hold several presses: each of them counts
            let times = input.count_and_consume_key(key.modifiers, key.logical_key);
            std::iter::repeat_n(c.deed.clone(), times)
        });
        taken.collect()
    })
}

/// With Alt a key comes with its letter as text beside it, which nobody means to type: not where the command runs, nor into
/// a dialog, where it has to wait.
fn drop_letters(events: &mut Vec<Event>, commands: &[Command]) {
    let mut follows_command = false;
    events.retain(|event| {
        let is_letter = follows_command && matches!(event, Event::Text(_));
        follows_command = match event {
            Event::Key { key, modifiers, pressed: true, .. } => commands
                .iter()
                .filter_map(|c| c.key)
                .any(|own| own.modifiers.alt && own.logical_key == *key && modifiers.matches_logically(own.modifiers)),
            _ => false,
        };
        !is_letter
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_has_a_command() {
        let ids: Vec<_> = crate::policy::presets().iter().map(|preset| preset.id.as_str()).collect();
        assert_eq!(ids, PRESETS.map(|(id, _)| id));
    }

    #[test]
    fn labels_and_keys_are_unique() {
        let list = commands();
        for (i, a) in list.iter().enumerate() {
            for b in &list[i + 1..] {
                assert_ne!(a.label, b.label);
                assert!(a.key.is_none() || a.key != b.key, "{} and {} share a key", a.label, b.label);
            }
        }
    }
}
