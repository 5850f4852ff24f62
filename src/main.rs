//! TEMP
fn main() {
    let mut start = jwt_workbench::cli::Start::default();
    if let Some(a) = std::env::args().nth(1) {
        start.open = Some(match jwt_workbench::app::Sample::named(&a) {
            Some(s) => jwt_workbench::cli::Opening::Sample(s),
            None => jwt_workbench::cli::Opening::File(a.into()),
        });
    }
    start.config_dir = std::env::var_os("CFG").map(Into::into);
    if let Err(e) = jwt_workbench::ui::run(start) {
        eprintln!("{e}");
        std::process::exit(2)
    }
}
