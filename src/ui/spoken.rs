//! What screen readers say. Icons are letters of a font of their own: drawn they help, spelled out they are noise.

use egui::accesskit::{Node, Role};

/// An egui plugin that takes icons out of the names of buttons and labels. What stands in text fields is left alone.
#[derive(Debug)]
pub struct Spoken;

impl egui::Plugin for Spoken {
    fn debug_name(&self) -> &'static str {
        "spoken"
    }

    fn output_hook(&mut self, _ctx: &egui::Context, output: &mut egui::FullOutput) {
        let Some(update) = &mut output.platform_output.accesskit_update else { return };
        for (_, node) in &mut update.nodes {
            without_icons(node);
        }
    }
}

fn without_icons(node: &mut Node) {
    if matches!(node.role(), Role::TextInput | Role::MultilineTextInput | Role::PasswordInput | Role::TextRun) {
        return;
    }
    if let Some(label) = node.label().and_then(spoken) {
        node.set_label(label);
    }
    if let Some(value) = node.value().filter(|_| node.role() == Role::Label).and_then(spoken) {
        if value.is_empty() {
            node.set_hidden();
        }
        node.set_value(value);
    }
}

/// The text without icons; `None` where it has none.
fn spoken(text: &str) -> Option<String> {
    let is_icon = |c: char| ('\u{E000}'..='\u{F8FF}').contains(&c);
    text.contains(is_icon).then(|| text.replace(is_icon, "").trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icons_are_not_spelled_out() {
        let mut button = Node::new(Role::Button);
        button.set_label("\u{E09E} Copy token");
        without_icons(&mut button);
        assert_eq!(button.label(), Some("Copy token"));
        let mut icon = Node::new(Role::Label);
        icon.set_value("\u{E09E}");
        without_icons(&mut icon);
        assert!(icon.is_hidden());
        let mut field = Node::new(Role::TextInput);
        field.set_value("\u{E09E}");
        without_icons(&mut field);
        assert_eq!(field.value(), Some("\u{E09E}"), "typed text is told as it is");
    }
}
