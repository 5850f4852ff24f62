//! What a DPoP proof is compared with: the request that it came with.

use crate::checks::{Need, Policy};
use crate::ui::scene::Scene;
use crate::ui::widgets::controls;
use egui::Ui;

/// The fields, where they are used or asked for; else the way to them.
pub(super) fn show(ui: &mut Ui, scene: &mut Scene<'_>, policy: &mut Policy) {
    let is_used = [&policy.htm, &policy.htu, &policy.ath].iter().any(|value| value.is_some());
    let is_needed = policy.needs.iter().any(|need| matches!(need, Need::Htm | Need::Htu | Need::Ath));
    if !is_used && !is_needed && !scene.view.policy_request {
        let link = controls::small_link(ui, "Request of a DPoP proof…");
        if link.on_hover_text("Method, address and access token that a DPoP proof was made for").clicked() {
            scene.view.policy_request = true;
        }
        return;
    }
    let blanks = policy.blanks();
    let hint = |need, more: &str| format!("{}; {more}", super::unsaid(&blanks, need));
    super::text(ui, "Method", &mut policy.htm, &hint(Need::Htm, "such as POST"), "htm of a DPoP proof");
    let address = hint(Need::Htu, "query and fragment do not count");
    super::text(ui, "Address", &mut policy.htu, &address, "htu of a DPoP proof");
    let about = "ath of a DPoP proof: base64url of the SHA-256 of the access token";
    super::text(ui, "Token hash", &mut policy.ath, &hint(Need::Ath, "of the access token"), about);
}
