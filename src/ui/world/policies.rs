//! Policies on their way into the vault and out of it, and policy files.

use super::vault::{failed, told_of};
use super::{World, busy, read};
use crate::app::{Action, Gravity, PolicyAction, PolicyErrand};
use crate::jose::escape;
use crate::policy::{self, Document};
use crate::ports::{Ask, FileFilter};
use crate::ui::chrome::VaultStatus;
use crate::vault::Vault;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

fn said(action: PolicyAction) -> Action {
    Action::Policy(Box::new(action))
}

impl World {
    /// Carries out an errand.
    pub(super) fn policy(&mut self, errand: PolicyErrand) -> Vec<Action> {
        match errand {
            PolicyErrand::Keep(document) => match &self.status {
                VaultStatus::Without(why) => vec![said(PolicyAction::NotSaved(document, why.clone()))],
                _ => self.with_vault("Saving a policy", move |vault, actions| keep(vault, *document, actions)),
            },
            PolicyErrand::Rename { from, to } => {
                self.with_vault("Renaming a policy", move |vault, actions| match vault.rename_policy(&from, &to) {
                    Ok(saved) => {
                        told_of(&saved, "policy", actions);
                        actions.push(said(PolicyAction::Renamed { from, to: saved.name }));
                    }
                    Err(error) => {
                        let text = failed(&format!("“{}” was not renamed", escape::visible(&from)), &error);
                        actions.push(Action::Notify(Gravity::Error, text));
                    }
                })
            }
            PolicyErrand::Remove(name) => self.remove_policy(name),
            PolicyErrand::Restore(name) => self.restore_policy(name),
            PolicyErrand::Pick => self.pick_policy(),
        }
    }

    fn remove_policy(&mut self, name: String) -> Vec<Action> {
        let trash = Arc::clone(&self.policy_trash);
        self.with_vault("Removing a policy", move |vault, actions| match vault.remove_policy(&name) {
            Ok(removed) => {
                trash.lock().unwrap_or_else(PoisonError::into_inner).push((name.clone(), removed));
                actions.push(said(PolicyAction::Removed(name)));
            }
            Err(error) => {
                let text = failed(&format!("“{}” was not removed", escape::visible(&name)), &error);
                actions.push(Action::Notify(Gravity::Error, text));
            }
        })
    }

    fn restore_policy(&mut self, name: String) -> Vec<Action> {
        let trash = Arc::clone(&self.policy_trash);
        // several may have had that name, one after the other
        let taken = {
            let mut trash = trash.lock().unwrap_or_else(PoisonError::into_inner);
            let last = trash.iter().rposition(|(of, _)| *of == name);
            last.map(|at| trash.remove(at).1)
        };
        let Some(removed) = taken else { return Vec::new() };
        self.with_vault("Restoring a policy", move |vault, actions| match vault.restore(&removed) {
            Ok(saved) => {
                let text = format!("The policy “{}” is back.", escape::visible(&saved.name));
                actions.push(Action::Notify(Gravity::Success, text));
                told_of(&saved, "policy", actions);
                actions.push(said(PolicyAction::Restored(name)));
            }
            Err(error) => {
                let text = failed(&format!("“{}” was not restored", escape::visible(&name)), &error);
                actions.push(Action::Notify(Gravity::Error, text));
                // it is still in the trash: the next try may work
                trash.lock().unwrap_or_else(PoisonError::into_inner).push((name, removed));
            }
        })
    }

    fn pick_policy(&mut self) -> Vec<Action> {
        let filter =
            |name: &str, extension: &str| FileFilter { name: name.to_owned(), extensions: vec![extension.to_owned()] };
        let filters = vec![filter("Policies", "json"), filter("All files", "*")];
        let ask = Ask { title: "Import a policy".to_owned(), filters, ..Ask::default() };
        // a policy is small: it is read where the dialog answers
        let picked = |path: PathBuf| match read(&path) {
            Action::FileRead { name, bytes } => said(PolicyAction::FileRead { name, bytes }),
            other => other,
        };
        let done = self.answer(picked, "Drop the file onto the window instead");
        busy(self.ports.dialogs.open_file(ask, done))
    }
}

fn keep(vault: &mut Vault, document: Document, actions: &mut Vec<Action>) {
    let asked = document.name.clone().unwrap_or_default();
    match vault.save_policy(&asked, &policy::write(None, &document.description, &document.policy)) {
        Ok(saved) => {
            told_of(&saved, "policy", actions);
            let document = Box::new(Document { name: Some(saved.name), ..document });
            actions.push(said(PolicyAction::Kept { document, asked }));
        }
        Err(error) => actions.push(said(PolicyAction::NotSaved(Box::new(document), failed("", &error)))),
    }
}
