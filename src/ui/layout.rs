//! How the panes are arranged: three columns on a wide window, two on a narrower one, one pane at a time on a small one.

use crate::ui::icons::Icon;
use crate::ui::panes;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::view::{Ask, PaneName};
use crate::ui::widgets::controls;
use egui::{Color32, Frame, Id, Margin, RichText, Stroke, Ui, WidgetText};
use egui_tiles::{
    Behavior, Container, Linear, LinearDir, SimplificationOptions, TabState, Tile, TileId, Tiles, Tree, UiResponse,
};
use serde::{Deserialize, Serialize};

/// The arrangement for each width, and the pane that fills the window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arrangement {
    wide: Tree<PaneName>,
    medium: Tree<PaneName>,
    small: Tree<PaneName>,
    /// The pane that fills the window.
    #[serde(skip)]
    pub maximised: Option<PaneName>,
}

/// From this width on there is room for three columns.
const WIDE: f32 = 1080.0;
/// From this width on there is room for two.
const MEDIUM: f32 = 700.0;

impl Default for Arrangement {
    fn default() -> Self {
        Self { wide: wide(), medium: medium(), small: small(), maximised: None }
    }
}

fn tree(id: &str, tiles: Tiles<PaneName>, root: TileId) -> Tree<PaneName> {
    Tree::new(Id::unique(("panes", id)), root, tiles)
}

fn shares(tiles: &mut Tiles<PaneName>, dir: LinearDir, children: &[(TileId, f32)]) -> TileId {
    let mut linear = Linear::new(dir, children.iter().map(|(id, _)| *id).collect());
    for (id, share) in children {
        linear.shares.set_share(*id, *share);
    }
    tiles.insert_container(Container::Linear(linear))
}

fn wide() -> Tree<PaneName> {
    let mut t = Tiles::default();
    let [token, header, claims, keys, validation] = PaneName::ALL.map(|p| t.insert_pane(p));
    let left = shares(&mut t, LinearDir::Vertical, &[(token, 0.42), (keys, 0.58)]);
    let middle = shares(&mut t, LinearDir::Vertical, &[(header, 0.31), (claims, 0.69)]);
    let root = shares(&mut t, LinearDir::Horizontal, &[(left, 0.31), (middle, 0.36), (validation, 0.33)]);
    tree("wide", t, root)
}

fn medium() -> Tree<PaneName> {
    let mut t = Tiles::default();
    let [token, header, claims, keys, validation] = PaneName::ALL.map(|p| t.insert_pane(p));
    let left = shares(&mut t, LinearDir::Vertical, &[(token, 0.42), (keys, 0.58)]);
    let tabs = t.insert_tab_tile(vec![validation, claims, header]);
    let root = shares(&mut t, LinearDir::Horizontal, &[(left, 0.44), (tabs, 0.56)]);
    tree("medium", t, root)
}

fn small() -> Tree<PaneName> {
    let mut t = Tiles::default();
    let panes = PaneName::ALL.map(|p| t.insert_pane(p));
    let root = t.insert_tab_tile(panes.to_vec());
    tree("small", t, root)
}

impl Arrangement {
    /// The arrangement that settings hold; the first one where they hold none that is whole.
    #[must_use]
    pub fn from_settings(value: Option<&serde_json::Value>) -> Self {
        let kept = value.and_then(|v| serde_json::from_value::<Self>(v.clone()).ok());
        kept.filter(Self::is_whole).unwrap_or_default()
    }

    /// As settings hold it.
    #[must_use]
    pub fn to_settings(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Every pane is in every tree: a damaged file must not lose one.
    fn is_whole(&self) -> bool {
        [&self.wide, &self.medium, &self.small]
            .iter()
            .all(|t| t.root().is_some() && PaneName::ALL.iter().all(|p| t.tiles.find_pane(p).is_some()))
    }

    /// Brings a pane to the front where it is behind a tab.
    pub fn bring_forward(&mut self, pane: PaneName) {
        for tree in [&mut self.wide, &mut self.medium, &mut self.small] {
            tree.make_active(|_, tile| matches!(tile, Tile::Pane(p) if *p == pane));
        }
        if self.maximised.is_some() {
            self.maximised = Some(pane);
        }
    }

    /// Draws the panes. Whether they were rearranged.
    pub fn show(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) -> bool {
        if let Some(pane) = self.maximised {
            filled(ui, pane, scene);
            return false;
        }
        let width = ui.available_width();
        let tree = match width {
            w if w >= WIDE => &mut self.wide,
            w if w >= MEDIUM => &mut self.medium,
            _ => &mut self.small,
        };
        let mut tiles = PaneTiles { scene, edited: false };
        tree.ui(&mut tiles, ui);
        tiles.edited
    }
}

fn filled(ui: &mut Ui, pane: PaneName, scene: &mut Scene<'_>) {
    ui.horizontal(|ui| {
        ui.add_space(f32::from(theme::PAD));
        ui.label(RichText::new(pane.label()).heading());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if controls::icon_button(ui, Icon::Minimize2, "Restore panes (Ctrl+M)").clicked() {
                scene.ask(Ask::MaximisePane(pane));
            }
        });
    });
    framed(ui, pane, scene);
}

fn framed(ui: &mut Ui, pane: PaneName, scene: &mut Scene<'_>) {
    let margin = Margin { left: theme::PAD, right: theme::PAD, top: 4, bottom: 8 };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        controls::name_region(ui, pane.label());
        if ui.rect_contains_pointer(ui.max_rect()) {
            scene.view.current = Some(pane);
        }
        panes::show(ui, pane, scene);
    });
}

struct PaneTiles<'a, 'b> {
    scene: &'a mut Scene<'b>,
    edited: bool,
}

impl Behavior<PaneName> for PaneTiles<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, pane: &mut PaneName) -> UiResponse {
        framed(ui, *pane, self.scene);
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &PaneName) -> WidgetText {
        RichText::new(pane.label()).heading().into()
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions { all_panes_must_have_tabs: true, ..SimplificationOptions::default() }
    }

    fn top_bar_right_ui(
        &mut self,
        tiles: &Tiles<PaneName>,
        ui: &mut Ui,
        _tile: TileId,
        tabs: &egui_tiles::Tabs,
        _offset: &mut f32,
    ) {
        let Some(pane) = tabs.active.and_then(|id| tiles.get_pane(&id)).copied() else { return };
        ui.add_space(4.0);
        if controls::icon_button(ui, Icon::Maximize2, &format!("Maximise {} (Ctrl+M)", pane.label())).clicked() {
            self.scene.ask(Ask::MaximisePane(pane));
        }
    }

    fn tab_title_spacing(&self, _visuals: &egui::Visuals) -> f32 {
        f32::from(theme::PAD)
    }

    fn tab_bar_height(&self, _style: &egui::Style) -> f32 {
        32.0
    }

    fn gap_width(&self, _style: &egui::Style) -> f32 {
        1.0
    }

    fn min_size(&self) -> f32 {
        96.0
    }

    fn tab_bar_color(&self, visuals: &egui::Visuals) -> Color32 {
        visuals.panel_fill
    }

    fn tab_bg_color(
        &self,
        visuals: &egui::Visuals,
        _tiles: &Tiles<PaneName>,
        _tile: TileId,
        _state: &TabState,
    ) -> Color32 {
        visuals.panel_fill
    }

    fn tab_outline_stroke(
        &self,
        _visuals: &egui::Visuals,
        _tiles: &Tiles<PaneName>,
        _tile: TileId,
        _state: &TabState,
    ) -> Stroke {
        Stroke::NONE
    }

    fn tab_bar_hline_stroke(&self, _visuals: &egui::Visuals) -> Stroke {
        Stroke::NONE
    }

    fn tab_text_color(
        &self,
        visuals: &egui::Visuals,
        _tiles: &Tiles<PaneName>,
        _tile: TileId,
        state: &TabState,
    ) -> Color32 {
        if state.active { visuals.text_color() } else { visuals.weak_text_color() }
    }

    fn resize_stroke(&self, style: &egui::Style, state: egui_tiles::ResizeState) -> Stroke {
        match state {
            egui_tiles::ResizeState::Idle => Stroke::new(1.0, style.visuals.widgets.noninteractive.bg_stroke.color),
            _ => Stroke::new(2.0, style.visuals.selection.stroke.color),
        }
    }

    fn paint_on_top_of_tile(&self, _painter: &egui::Painter, _style: &egui::Style, _tile: TileId, _rect: egui::Rect) {}

    fn on_edit(&mut self, edit: egui_tiles::EditAction) {
        self.edited |= !matches!(edit, egui_tiles::EditAction::TileDragged);
    }
}

/// The line between the chrome and the panes.
#[must_use]
pub fn hairline(ui: &Ui) -> Stroke {
    Stroke::new(1.0, Palette::of(ui).line)
}
