//! The look: the only file that makes a colour, a font or a measure.
//!
//! Two themes of equal care. Every text colour has a contrast of at least 4.5 on background and panel (WCAG AA), and no
//! meaning rests on colour alone: parts have labels and line styles, states have icons and words.

use crate::app::ThemeChoice;
use crate::checks::State;
use crate::jose::flaw::Part;
use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle, Theme,
    Vec2,
};
use std::sync::Arc;

/// The colours of one theme, by role.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// Behind text that is edited.
    pub background: Color32,
    /// Behind everything else.
    pub panel: Color32,
    /// A line between two surfaces.
    pub line: Color32,
    /// The edge of a box to fill in or to tick: told apart from its surface without its colour (WCAG 1.4.11).
    pub edge: Color32,
    /// A control at rest.
    pub control: Color32,
    /// A control under the pointer.
    pub control_hovered: Color32,
    /// Text.
    pub text: Color32,
    /// Text that explains.
    pub muted: Color32,
    /// The one accent: focus, links, the main button.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Selected text's background.
    pub selection: Color32,
    /// The header part.
    pub header: Color32,
    /// The payload, or the ciphertext.
    pub payload: Color32,
    /// The signature, or the tag.
    pub signature: Color32,
    /// The encrypted key.
    pub encrypted_key: Color32,
    /// The initialization vector.
    pub iv: Color32,
    /// A header that nothing protects.
    pub unprotected: Color32,
    /// Additional data of a JWE, or a disclosure of an SD-JWT: no token has both.
    pub disclosure: Color32,
    /// The key binding JWT of an SD-JWT.
    pub key_binding: Color32,
    /// A check passed.
    pub pass: Color32,
    /// A check warns.
    pub warn: Color32,
    /// A check failed.
    pub fail: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const LIGHT: Palette = Palette {
    background: rgb(0xFF_FFFF),
    panel: rgb(0xF7_F7F8),
    line: rgb(0xE1_E3E8),
    edge: rgb(0x87_8D9A),
    control: rgb(0xEC_EDF1),
    control_hovered: rgb(0xE0_E3EA),
    text: rgb(0x1B_1D22),
    muted: rgb(0x5B_616E),
    accent: rgb(0x25_63EB),
    on_accent: rgb(0xFF_FFFF),
    selection: rgb(0xC7_D9FD),
    header: rgb(0xC2_410C),
    payload: rgb(0x6D_28D9),
    signature: rgb(0x0F_766E),
    encrypted_key: rgb(0x92_600A),
    iv: rgb(0x1D_4ED8),
    unprotected: rgb(0xBE_185D),
    disclosure: rgb(0x4D_6B0F),
    key_binding: rgb(0x03_69A1),
    pass: rgb(0x15_803D),
    warn: rgb(0xB4_5309),
    fail: rgb(0xB9_1C1C),
};

const DARK: Palette = Palette {
    background: rgb(0x16_181D),
    panel: rgb(0x1D_2026),
    line: rgb(0x32_3741),
    edge: rgb(0x6F_7786),
    control: rgb(0x2A_2F38),
    control_hovered: rgb(0x37_3D49),
    text: rgb(0xE7_E9EE),
    muted: rgb(0xA0_A7B4),
    accent: rgb(0x7A_A7FF),
    on_accent: rgb(0x12_1620),
    selection: rgb(0x2D_4372),
    header: rgb(0xFB_923C),
    payload: rgb(0xC4_B5FD),
    signature: rgb(0x2D_D4BF),
    encrypted_key: rgb(0xFC_D34D),
    iv: rgb(0x93_C5FD),
    unprotected: rgb(0xF9_A8D4),
    disclosure: rgb(0xBE_E264),
    key_binding: rgb(0x7D_D3FC),
    pass: rgb(0x4A_DE80),
    warn: rgb(0xFB_BF24),
    fail: rgb(0xF8_7171),
};

impl Palette {
    /// The colours in force.
    #[must_use]
    pub fn of(ui: &egui::Ui) -> &'static Self {
        if ui.visuals().dark_mode { &DARK } else { &LIGHT }
    }

    /// The colour of a part, the same everywhere.
    #[must_use]
    pub fn part(&self, part: Part) -> Color32 {
        match part {
            Part::Header => self.header,
            Part::Payload | Part::Ciphertext => self.payload,
            Part::Signature | Part::Tag => self.signature,
            Part::Unprotected => self.unprotected,
            Part::Aad | Part::Disclosure => self.disclosure,
            Part::KeyBinding => self.key_binding,
            Part::EncryptedKey => self.encrypted_key,
            Part::Iv => self.iv,
            Part::Token => self.muted,
        }
    }

    /// The quieter colour of a part of a signature or recipient that is not the chosen one; still text to be read.
    #[must_use]
    pub fn faint(&self, part: Part) -> Color32 {
        self.part(part).lerp_to_gamma(self.muted, 0.55)
    }

    /// The colour of a state.
    #[must_use]
    pub fn state(&self, state: State) -> Color32 {
        match state {
            State::Pass => self.pass,
            State::Warn => self.warn,
            State::Fail => self.fail,
            State::NotChecked => self.muted,
        }
    }

    /// A faint wash of a colour, for a surface behind text.
    #[must_use]
    pub fn wash(&self, colour: Color32) -> Color32 {
        self.panel.lerp_to_gamma(colour, 0.10)
    }

    /// The fainter wash behind a whole editor whose part is lit up.
    #[must_use]
    pub fn glow(&self, part: Part) -> Color32 {
        self.background.lerp_to_gamma(self.part(part), 0.05)
    }

    /// The wash behind a part that is lit up.
    #[must_use]
    pub fn lit(&self, part: Part) -> Color32 {
        self.background.lerp_to_gamma(self.part(part), 0.16)
    }
}

/// 4: between things that belong together.
pub const GAP_SMALL: f32 = 4.0;
/// 8: between controls.
pub const GAP: f32 = 8.0;
/// 12: inside panes.
pub const PAD: i8 = 12;
/// Height of the top bar.
pub const TOP_BAR: f32 = 40.0;
/// Height of the verdict strip.
pub const VERDICT_STRIP: f32 = 48.0;
/// Height of the status bar.
pub const STATUS_BAR: f32 = 24.0;
/// Height of controls and rows.
pub const CONTROL: f32 = 28.0;
/// Radius of corners.
pub const RADIUS: u8 = 6;
/// Longest line of prose, in points: about 72 characters.
pub const PROSE_WIDTH: f32 = 520.0;
/// Width of the coloured edge that tells a part.
pub const EDGE: f32 = 3.0;

/// The style of the verdict's headline.
#[must_use]
pub fn verdict_font(narrow: bool) -> FontId {
    FontId::new(if narrow { 16.0 } else { 18.0 }, bold())
}

/// The family of stronger text.
#[must_use]
pub fn bold() -> FontFamily {
    FontFamily::Name("bold".into())
}

/// The family of icons.
#[must_use]
pub fn icons() -> FontFamily {
    FontFamily::Name("icons".into())
}

/// The font of tokens and JSON.
#[must_use]
pub fn mono() -> FontId {
    FontId::monospace(13.5)
}

/// Line height of tokens and JSON.
pub const MONO_LINE: f32 = 19.5;

/// Sets fonts, both themes and the measures. Once, at the start.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for (theme, palette) in [(Theme::Light, &LIGHT), (Theme::Dark, &DARK)] {
        ctx.style_mut_of(theme, |style| dress(style, palette, theme == Theme::Dark));
    }
    ctx.options_mut(|o| {
        o.fallback_theme = Theme::Light;
        o.zoom_with_keyboard = false;
    });
}

/// Light, dark or as the desktop says. `desktop_dark` is what the desktop's portal told, if anything.
pub fn choose(ctx: &egui::Context, choice: ThemeChoice, desktop_dark: Option<bool>) {
    let theme = match (choice, desktop_dark) {
        (ThemeChoice::Light, _) | (ThemeChoice::System, Some(false)) => egui::ThemePreference::Light,
        (ThemeChoice::Dark, _) | (ThemeChoice::System, Some(true)) => egui::ThemePreference::Dark,
        (ThemeChoice::System, None) => egui::ThemePreference::System,
    };
    if ctx.options(|o| o.theme_preference) != theme {
        ctx.set_theme(theme);
        // this frame was begun in the other theme: it must not be shown, least of all until something else happens
        ctx.request_discard("theme");
        ctx.request_repaint();
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let mut add = |name: &str, bytes: &'static [u8]| {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    };
    add("noto", notosans::REGULAR_TTF);
    add("noto-bold", notosans::BOLD_TTF);
    add("lucide", lucide_icons::LUCIDE_FONT_BYTES);
    if let Some(icons) = fonts.font_data.get_mut("lucide") {
        // the middle of an icon on the middle of the capitals beside it
        Arc::make_mut(icons).tweak.y_offset_factor = 0.08;
    }
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let with_first = |first: &str| {
        let mut list = vec![first.to_owned()];
        list.extend(fallback.iter().cloned());
        list
    };
    fonts.families.insert(bold(), with_first("noto-bold"));
    fonts.families.insert(icons(), with_first("lucide"));
    fonts.families.insert(FontFamily::Proportional, with_first("noto"));
    if let Some(mono) = fonts.families.get_mut(&FontFamily::Monospace) {
        mono.insert(1, "noto".to_owned());
    }
    fonts
}

fn dress(style: &mut egui::Style, p: &Palette, dark: bool) {
    style.text_styles = [
        (TextStyle::Small, FontId::proportional(12.0)),
        (TextStyle::Body, FontId::proportional(14.0)),
        (TextStyle::Button, FontId::proportional(14.0)),
        (TextStyle::Heading, FontId::new(15.0, bold())),
        (TextStyle::Monospace, mono()),
    ]
    .into();
    style.animation_time = 0.1;
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(GAP, GAP_SMALL + 2.0);
    spacing.button_padding = Vec2::new(10.0, 4.0);
    spacing.interact_size = Vec2::new(CONTROL, CONTROL);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.icon_width = 16.0;
    spacing.combo_width = 120.0;
    spacing.scroll = egui::style::ScrollStyle::thin();
    // the handle tells enough; its rail would be a bright line beside the text
    spacing.scroll.dormant_background_opacity = 0.0;
    spacing.scroll.active_background_opacity = 0.0;
    style.interaction.tooltip_delay = 0.4;
    style.interaction.selectable_labels = true;
    let v = &mut style.visuals;
    *v = if dark { egui::Visuals::dark() } else { egui::Visuals::light() };
    v.weak_text_color = Some(p.muted);
    // a blinking caret would wake an idle window twice a second
    v.text_cursor.blink = false;
    v.panel_fill = p.panel;
    v.window_fill = p.panel;
    v.window_stroke = Stroke::new(1.0, p.line);
    v.window_corner_radius = CornerRadius::same(RADIUS + 2);
    v.menu_corner_radius = CornerRadius::same(RADIUS);
    v.extreme_bg_color = p.background;
    v.text_edit_bg_color = Some(p.background);
    v.faint_bg_color = p.wash(p.muted);
    v.code_bg_color = p.control;
    v.hyperlink_color = p.accent;
    v.warn_fg_color = p.warn;
    v.error_fg_color = p.fail;
    v.selection.bg_fill = p.selection;
    v.selection.stroke = Stroke::new(2.0, p.accent);
    v.window_shadow =
        Shadow { offset: [0, 8], blur: 24, spread: 0, color: Color32::from_black_alpha(if dark { 120 } else { 48 }) };
    v.popup_shadow =
        Shadow { offset: [0, 4], blur: 12, spread: 0, color: Color32::from_black_alpha(if dark { 100 } else { 36 }) };
    let widget = |w: &mut egui::style::WidgetVisuals, fill: Color32, line: Color32, text: Color32| {
        w.bg_fill = fill;
        w.weak_bg_fill = fill;
        w.bg_stroke = Stroke::new(1.0, line);
        w.fg_stroke = Stroke::new(1.0, text);
        w.corner_radius = CornerRadius::same(RADIUS);
        w.expansion = 0.0;
    };
    widget(&mut v.widgets.noninteractive, p.panel, p.line, p.text);
    widget(&mut v.widgets.inactive, p.control, Color32::TRANSPARENT, p.text);
    widget(&mut v.widgets.hovered, p.control_hovered, Color32::TRANSPARENT, p.text);
    widget(&mut v.widgets.active, p.control_hovered, p.accent, p.text);
    widget(&mut v.widgets.open, p.control_hovered, Color32::TRANSPARENT, p.text);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.2).
    fn luminance(c: Color32) -> f64 {
        let channel = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(c.r()) + 0.7152 * channel(c.g()) + 0.0722 * channel(c.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    const PARTS: [Part; 12] = [
        Part::Header,
        Part::Payload,
        Part::Signature,
        Part::EncryptedKey,
        Part::Iv,
        Part::Ciphertext,
        Part::Tag,
        Part::Aad,
        Part::Disclosure,
        Part::KeyBinding,
        Part::Unprotected,
        Part::Token,
    ];

    #[test]
    fn every_text_colour_passes_aa_on_every_surface() {
        for (name, p) in [("light", &LIGHT), ("dark", &DARK)] {
            let texts = [
                p.text,
                p.muted,
                p.accent,
                p.header,
                p.payload,
                p.signature,
                p.encrypted_key,
                p.iv,
                p.unprotected,
                p.disclosure,
                p.key_binding,
                p.pass,
                p.warn,
                p.fail,
            ];
            for (i, text) in texts.into_iter().enumerate() {
                for surface in [p.background, p.panel, p.wash(p.fail), p.wash(p.pass), p.wash(p.warn)] {
                    let ratio = contrast(text, surface);
                    // a state's word stands on its own wash only, and muted text never on a wash
                    let washed = surface != p.background && surface != p.panel;
                    assert!(ratio >= if washed { 3.8 } else { 4.5 }, "{name} colour {i} on {surface:?}: {ratio:.2}");
                }
            }
            for part in PARTS {
                assert!(contrast(p.part(part), p.lit(part)) >= 3.0, "{name} {part:?} lit");
                for surface in [p.background, p.panel] {
                    assert!(contrast(p.faint(part), surface) >= 4.5, "{name} {part:?} faint");
                }
            }
            for surface in [p.background, p.panel] {
                assert!(contrast(p.edge, surface) >= 3.0, "{name} edge on {surface:?}");
            }
            assert!(contrast(p.on_accent, p.accent) >= 4.5, "{name} main button");
        }
    }
}
