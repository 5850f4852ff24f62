//! What stands around: regions, commands, help, theme, zoom, sizes.

use crate::harness::{Bench, Start, good, secret_jwk};
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

#[test]
fn the_window_has_its_regions() {
    let bench = Start::default().keys(&secret_jwk("mine")).text(&good()).open();
    for name in ["Token", "Header", "Claims", "Keys", "Validation", "Verdict"] {
        assert!(!bench.region(name).is_empty(), "{name}");
    }
    assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
    let _ = Bench::new().h.get_by_role_and_label(Role::Region, "Verdict");
}
