//! A thousand keys: read from their files, tried on a token, and shown.
//!
//! The targets: the pane opens within 100 ms of a window without keys; a frame takes less than 4 ms of work while it
//! scrolls; trying every key takes at most 1.3 × the bare verifications.

#[path = "specimen.rs"]
mod specimen;
#[path = "window.rs"]
mod window;

use divan::{Bencher, black_box};
use egui::{Event, Modifiers, MouseWheelUnit, TouchPhase, Vec2, pos2};
use jwt_workbench::crypto;
use jwt_workbench::jose::{alg, numeric_date::NumericDate, token::Token};
use jwt_workbench::keys::{Key, KeyRing};
use jwt_workbench::ports::{Clock, Disk, NativeDisk, SystemClock};
use jwt_workbench::report::{At, Inputs, KeyChoice, analyze};
use jwt_workbench::vault::Vault;
use std::sync::{Arc, OnceLock};

const KEYS: usize = 1_000;

fn main() {
    divan::main();
}

/// Keys as people have them: secrets, curves, some RSA; each tenth private.
fn crowd() -> &'static [Key] {
    static CROWD: OnceLock<Vec<Key>> = OnceLock::new();
    CROWD.get_or_init(|| {
        let kinds = ["HS256", "ES256", "EdDSA", "ES384"];
        let rsa = specimen::key("RS256", "rsa");
        let key = |i: usize| match i % 10 {
            0 => Key { name: format!("key {i:04}"), kid: Some(format!("k{i}")), ..rsa.clone() },
            _ => specimen::key(kinds[i % kinds.len()], &format!("key {i:04}")),
        };
        (0..KEYS).map(key).collect()
    })
}

/// A vault in a folder of its own, with these keys in it.
fn vault(keys: &[Key]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("keys")).expect("a folder");
    for (i, key) in keys.iter().enumerate() {
        let text = key.to_vault_jwk().expect("a JWK");
        std::fs::write(folder.path().join(format!("keys/{i}.jwk.json")), text.as_bytes()).expect("a file");
    }
    folder
}

/// All files read, and every key checked as it is when the window opens.
#[divan::bench(sample_count = 20)]
fn read_from_the_vault(bencher: Bencher<'_, '_>) {
    let folder = vault(crowd());
    bencher.bench_local(|| {
        let (disk, clock): (Arc<dyn Disk>, Arc<dyn Clock>) = (Arc::new(NativeDisk), Arc::new(SystemClock));
        let (vault, _) = Vault::open(disk, clock, folder.path());
        let files = vault.keys();
        let keys = crypto::kept_keys(&files.iter().map(|k| (k.name.as_str(), k.jwk.as_str())).collect::<Vec<_>>());
        assert!(keys.iter().all(Result::is_ok));
        keys
    });
}

/// The window opens with so many keys and draws its first frames.
#[divan::bench(args = [0, KEYS], sample_count = 20)]
fn window_opens(bencher: Bencher<'_, '_>, count: usize) {
    let keys = crowd()[..count].to_vec();
    let token = specimen::token("ES256", &specimen::key("ES256", "elsewhere"), 1 << 10);
    bencher.with_inputs(|| keys.clone()).bench_local_values(|keys| window::Bare::new(&token, keys));
}

/// A frame, with so many keys in the pane.
#[divan::bench(args = [10, KEYS])]
fn repaint(bencher: Bencher<'_, '_>, count: usize) {
    let mut bare = window::Bare::new("", crowd()[..count].to_vec());
    bencher.bench_local(|| bare.step());
}

/// A frame while the list scrolls.
#[divan::bench(args = [10, KEYS])]
fn scroll(bencher: Bencher<'_, '_>, count: usize) {
    let mut bare = window::Bare::new("", crowd()[..count].to_vec());
    let over_the_keys = pos2(150.0, 740.0);
    bare.step_with(vec![Event::PointerMoved(over_the_keys)]);
    let mut down = 0_u32;
    bencher.bench_local(|| {
        down = (down + 1) % 400;
        let delta = Vec2::new(0.0, if down < 200 { -60.0 } else { 60.0 });
        let (unit, modifiers) = (MouseWheelUnit::Point, Modifiers::NONE);
        bare.step_with(vec![Event::MouseWheel {
            unit,
            delta,
            phase: TouchPhase::Move,
            modifiers,
            source: egui::MouseWheelSource::Unknown,
        }]);
    });
}

fn others(algorithm: &str) -> (Vec<Key>, String) {
    let keys: Vec<Key> = (0..KEYS).map(|i| specimen::key(algorithm, &format!("key {i:04}"))).collect();
    let stranger = Key { kid: None, ..specimen::key(algorithm, "stranger") };
    let token = specimen::token(algorithm, &stranger, 1 << 10);
    (keys, token)
}

/// Each of a thousand keys verifies the signature, and nothing else is done.
#[divan::bench(args = ["ES256", "EdDSA", "HS256"], sample_count = 20)]
fn bare_verifications(bencher: Bencher<'_, '_>, algorithm: &str) {
    let (keys, token) = others(algorithm);
    let token = Token::read(&token);
    let (row, input) = (alg::find(algorithm).expect("a row"), token.signing_input().expect("a signed token"));
    let signature = token.bytes(jwt_workbench::jose::flaw::Part::Signature);
    bencher.bench_local(|| {
        keys.iter().filter(|key| crypto::verify(row, key, black_box(&input), signature).unwrap_or(false)).count()
    });
}

/// The same as the window does it.
#[divan::bench(args = ["ES256", "EdDSA", "HS256"], sample_count = 20)]
fn every_key_tried(bencher: Bencher<'_, '_>, algorithm: &str) {
    let (keys, token) = others(algorithm);
    let ring = KeyRing::new(keys, 1);
    let inputs = Inputs { token, tokens_in_text: 1, key_choice: KeyChoice::Every, ..Inputs::default() };
    let at = At::utc(NumericDate::from_secs(specimen::now_secs()));
    bencher.bench_local(|| analyze(black_box(&inputs), &ring, &at));
}
