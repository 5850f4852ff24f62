//! How actions, effects and the model are written for developers: by name and size. A token is a credential, and what is
//! typed may be one; neither may reach a log or a panic message by way of `Debug`.

use super::action::{Action, Copy};
use super::draft::Draft;
use super::effect::Effect;
use super::model::Model;
use std::fmt::{Debug, Formatter, Result, from_fn};

/// The size of a text in place of the text.
fn size(text: impl AsRef<[u8]>) -> impl Debug {
    let bytes = text.as_ref().len();
    from_fn(move |f| write!(f, "{bytes} bytes"))
}

impl Debug for Action {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let name = self.name();
        match self {
            Self::TypeToken(text) => f.debug_tuple(name).field(&size(text)).finish(),
            Self::TakeText { text, source } => f.debug_tuple(name).field(&size(text)).field(source).finish(),
            Self::EditPart(part, text) => f.debug_tuple(name).field(part).field(&size(text)).finish(),
            Self::FileRead { name: file, bytes } => f.debug_tuple(name).field(file).field(&size(&bytes[..])).finish(),
            Self::FormatPart(part) | Self::CompactPart(part) | Self::RevertPart(part) => {
                f.debug_tuple(name).field(part).finish()
            }
            Self::RemoveKey(key) | Self::KeyRemoved(key) | Self::KeyRestored(key) => {
                f.debug_tuple(name).field(key).finish()
            }
            Self::PayloadRead { name: file, bytes } => {
                f.debug_tuple(name).field(file).field(&size(&bytes[..])).finish()
            }
            Self::Present { text, disclosures } => f.debug_tuple(name).field(&size(text)).field(disclosures).finish(),
            Self::ChooseKind(kind) => f.debug_tuple(name).field(kind).finish(),
            Self::Convert(shape) => f.debug_tuple(name).field(shape).finish(),
            Self::Made(made) => f.debug_tuple(name).field(&size(&made.text)).finish(),
            Self::Opened { content, .. } => f.debug_tuple(name).field(&size(&content[..])).finish(),
            Self::Notify(gravity, text) => f.debug_tuple(name).field(gravity).field(text).finish(),
            Self::SetKeyForm(form) => f.debug_tuple(name).field(form).finish(),
            Self::Copy(what) => f.debug_tuple(name).field(what).finish(),
            Self::Apply(fix) => f.debug_tuple(name).field(&fix.label_id().0).finish(),
            _ => f.write_str(name),
        }
    }
}

impl Action {
    fn name(&self) -> &'static str {
        match self {
            Self::TypeToken(_) => "TypeToken",
            Self::TakeText { .. } => "TakeText",
            Self::Found(_) => "Found",
            Self::ShowToken(_) => "ShowToken",
            Self::LoadSample(_) => "LoadSample",
            Self::NewToken => "NewToken",
            Self::Clear => "Clear",
            Self::EditPart(..) => "EditPart",
            Self::FormatPart(_) => "FormatPart",
            Self::CompactPart(_) => "CompactPart",
            Self::RevertPart(_) => "RevertPart",
            Self::SetDate { .. } => "SetDate",
            Self::ChooseVerifyKey(_) => "ChooseVerifyKey",
            Self::ChooseSigningKey(_) => "ChooseSigningKey",
            Self::ChooseAlgorithm(_) => "ChooseAlgorithm",
            Self::ChooseKind(_) => "ChooseKind",
            Self::ChooseRecipient { .. } => "ChooseRecipient",
            Self::ChooseKeyManagement { .. } => "ChooseKeyManagement",
            Self::AddRecipient => "AddRecipient",
            Self::RemoveRecipient(_) => "RemoveRecipient",
            Self::ChooseContentEncryption(_) => "ChooseContentEncryption",
            Self::SetZip(_) => "SetZip",
            Self::SetRounds(_) => "SetRounds",
            Self::SetWhole(_) => "SetWhole",
            Self::SetFollow(_) => "SetFollow",
            Self::ChooseEntry(_) => "ChooseEntry",
            Self::Make => "Make",
            Self::Made(_) => "Made",
            Self::NotMade(_) => "NotMade",
            Self::Opened { .. } => "Opened",
            Self::Convert(_) => "Convert",
            Self::AddSignature => "AddSignature",
            Self::SetHeaderAsTyped(_) => "SetHeaderAsTyped",
            Self::SetKeepWhiteSpace(_) => "SetKeepWhiteSpace",
            Self::Sign => "Sign",
            Self::SetPolicy(..) => "SetPolicy",
            Self::SetAsOf(_) => "SetAsOf",
            Self::StepAsOf(_) => "StepAsOf",
            Self::DragAsOf { .. } => "DragAsOf",
            Self::Apply(_) => "Apply",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::Copy(_) => "Copy",
            Self::OpenFile => "OpenFile",
            Self::ReadFile(_) => "ReadFile",
            Self::FileRead { .. } => "FileRead",
            Self::ChoosePayload => "ChoosePayload",
            Self::ReadPayload(_) => "ReadPayload",
            Self::PayloadRead { .. } => "PayloadRead",
            Self::ForgetPayload => "ForgetPayload",
            Self::Present { .. } => "Present",
            Self::SaveToken => "SaveToken",
            Self::SaveReport { .. } => "SaveReport",
            Self::SaveCode { .. } => "SaveCode",
            Self::TokenSaved => "TokenSaved",
            Self::SetKeyForm(_) => "SetKeyForm",
            Self::SubmitKeyForm => "SubmitKeyForm",
            Self::OpenKeyFile => "OpenKeyFile",
            Self::OpenKeyFolder => "OpenKeyFolder",
            Self::FolderRead { .. } => "FolderRead",
            Self::UnlockKeys => "UnlockKeys",
            Self::KeysRead { .. } => "KeysRead",
            Self::ChooseSecretFile => "ChooseSecretFile",
            Self::SecretFileRead { .. } => "SecretFileRead",
            Self::Leave(_) => "Leave",
            Self::KeyGenerated(_) => "KeyGenerated",
            Self::KeysLoaded(_) => "KeysLoaded",
            Self::KeyNotSaved { .. } => "KeyNotSaved",
            Self::SetAbout { .. } => "SetAbout",
            Self::AboutKept(_) => "AboutKept",
            Self::KeyUsed(_) => "KeyUsed",
            Self::UsesLoaded(_) => "UsesLoaded",
            Self::SaveUnsaved => "SaveUnsaved",
            Self::RemoveKey(_) => "RemoveKey",
            Self::KeyRemoved(_) => "KeyRemoved",
            Self::RestoreKey => "RestoreKey",
            Self::FixVaultModes => "FixVaultModes",
            Self::LockVault => "LockVault",
            Self::VaultSaid(_) => "VaultSaid",
            Self::SetLockAfter(_) => "SetLockAfter",
            Self::KeyRestored(_) => "KeyRestored",
            Self::KeyRenamed { .. } => "KeyRenamed",
            Self::Diagnose(_) => "Diagnose",
            Self::Policy(_) => "Policy",
            Self::Fetch(_) => "Fetch",
            Self::SetTheme(_) => "SetTheme",
            Self::SetZoom(_) => "SetZoom",
            Self::SetZone(_) => "SetZone",
            Self::SetLayout(_) => "SetLayout",
            Self::SettingsNotSaved(_) => "SettingsNotSaved",
            Self::Notify(..) => "Notify",
            Self::Dismiss(_) => "Dismiss",
            Self::Tick => "Tick",
            Self::Close => "Close",
            Self::CloseAnyway => "CloseAnyway",
            Self::StayOpen => "StayOpen",
        }
    }
}

impl Debug for Copy {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Token => f.write_str("Token"),
            Self::Redacted => f.write_str("Redacted"),
            Self::Encoded(part) => f.debug_tuple("Encoded").field(part).finish(),
            Self::Decoded(part) => f.debug_tuple("Decoded").field(part).finish(),
            Self::Member(part, name) => f.debug_tuple("Member").field(part).field(&size(name)).finish(),
            Self::PublicKey(name) => f.debug_tuple("PublicKey").field(name).finish(),
            Self::Thumbprint(name) => f.debug_tuple("Thumbprint").field(name).finish(),
            Self::Report { text, .. } => f.debug_tuple("Report").field(&size(text)).finish(),
            Self::Text { text, what } => f.debug_tuple("Text").field(&size(text)).field(what).finish(),
        }
    }
}

impl Debug for Effect {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Copy { text, what } => f.debug_tuple("Copy").field(&size(text)).field(what).finish(),
            Self::CopySecret { text, what } => {
                f.debug_tuple("CopySecret").field(&size(text.as_bytes())).field(what).finish()
            }
            Self::PickFile => f.write_str("PickFile"),
            Self::PickKeyFile => f.write_str("PickKeyFile"),
            Self::PickKeyFolder => f.write_str("PickKeyFolder"),
            Self::PickSecretFile => f.write_str("PickSecretFile"),
            Self::ReadKeys(reading) => f.debug_tuple("ReadKeys").field(&reading.files).finish(),
            Self::SaveKeys(keys) => f.debug_tuple("SaveKeys").field(&keys.len()).finish(),
            Self::PickPayload => f.write_str("PickPayload"),
            Self::ReadPayload(path) => f.debug_tuple("ReadPayload").field(path).finish(),
            Self::ReadFile(path) => f.debug_tuple("ReadFile").field(path).finish(),
            Self::SaveFile { name, bytes, .. } => {
                f.debug_tuple("SaveFile").field(name).field(&size(&bytes[..])).finish()
            }
            Self::FindToken(text) => f.debug_tuple("FindToken").field(&size(text)).finish(),
            Self::Generate(new, name) => f.debug_tuple("Generate").field(&new.spec).field(name).finish(),
            Self::Protect(order) => f.debug_tuple("Protect").field(&order.keys.len()).field(&order.format).finish(),
            Self::Make(_) => f.write_str("Make"),
            Self::UpdateKey(key) => f.debug_tuple("UpdateKey").field(&key.name).finish(),
            Self::NoteUse(name) => f.debug_tuple("NoteUse").field(name).finish(),
            Self::SaveKey(key) => f.debug_tuple("SaveKey").field(&key.name).finish(),
            Self::RenameKey { from, to } => f.debug_tuple("RenameKey").field(from).field(to).finish(),
            Self::RemoveKey(name) => f.debug_tuple("RemoveKey").field(name).finish(),
            Self::RestoreKey(name) => f.debug_tuple("RestoreKey").field(name).finish(),
            Self::SaveSettings(settings) => f.debug_tuple("SaveSettings").field(settings).finish(),
            Self::EmptyTrash => f.write_str("EmptyTrash"),
            Self::Diagnose(_) => f.write_str("Diagnose"),
            Self::PickWordList => f.write_str("PickWordList"),
            Self::Policy(_) => f.write_str("Policy"),
            Self::Fetch(_) => f.write_str("Fetch"),
            Self::FixVaultModes => f.write_str("FixVaultModes"),
            Self::Vault(deed) => f.debug_tuple("Vault").field(deed).finish(),
            Self::Quit => f.write_str("Quit"),
        }
    }
}

impl Debug for Draft {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut f = f.debug_struct("Draft");
        f.field("text", &size(&self.text)).field("edited", &self.is_edited()).field("waiting", &self.is_waiting());
        f.finish_non_exhaustive()
    }
}

impl Debug for Model {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut f = f.debug_struct("Model");
        f.field("inputs", &self.inputs).field("header", &self.header).field("claims", &self.claims);
        f.field("making", &self.making).field("settings", &self.settings).field("notices", &self.notices);
        f.field("key_form", &self.key_form).field("keys", &self.ring.keys().len()).field("now", &self.now);
        f.finish_non_exhaustive()
    }
}
