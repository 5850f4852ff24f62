//! What the details of a fetched key say of its set, and what can be done with the set.

use crate::app::{Action, FetchAction};
use crate::jose::escape;
use crate::keys::Key;
use crate::ui::dialogs::age;
use crate::ui::scene::Scene;
use crate::ui::widgets::controls;
use egui::Ui;

/// Draws it, where the key is a fetched one.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, key: &Key) {
    let model = scene.model;
    let Some(set) = model.set_of(&key.name) else { return };
    let issuer = set.issuer.as_deref().map(|i| format!(" for {}", escape::visible(i))).unwrap_or_default();
    let (url, age) = (escape::visible(&set.url), age(set.at, model.now));
    controls::small(ui, format!("Fetched {age} from {url} ({}){issuer}.", set.address));
    let name = set.name().to_owned();
    ui.horizontal_wrapped(|ui| {
        if cfg!(feature = "fetch") && ui.button("Refresh keys…").clicked() {
            scene.act(Action::Fetch(Box::new(FetchAction::Refresh(name.clone()))));
        }
        let text = "Every key that was fetched with this one. Into the trash; they can be restored";
        if ui.button("Remove these keys").on_hover_text(text).clicked() {
            scene.act(Action::Fetch(Box::new(FetchAction::Forget(name))));
        }
    });
}
