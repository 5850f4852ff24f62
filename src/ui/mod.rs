//! The window, on egui. Draws reports and drafts, returns wishes; no pane decodes, verifies or formats a raw claim.
//!
//! Only `theme` makes a colour; only `world` runs effects; `shortcuts` is the one table of commands.

mod chrome;
mod desktop;
mod dialogs;
mod guard;
mod help;
mod icons;
mod layout;
mod overlays;
mod panes;
mod scene;
mod shell;
mod shortcuts;
mod shown;
mod spoken;
mod start;
mod theme;
mod view;
mod widgets;
mod world;
mod zone_list;

pub use desktop::{Shared as DesktopWishes, Wishes};
pub use shell::App;
pub use start::run;
pub use world::{Outcome, Ports};
