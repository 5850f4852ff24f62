//! The workbench's state without a window: what each wish does to the bytes, and what must never be told.

use jwt_workbench::app::{
    Action, Change, Copy, Destination, Effect, ExportForm, GenerateForm, Gravity, ImportForm, KeyForm, Model,
    SAMPLE_KEY_NAME, Sample, SecretForm, Settings, ThemeChoice, free_name, update,
};
use jwt_workbench::checks::{Fix, Policy, VerificationState};
use jwt_workbench::jose::alg;
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::flaw::Part;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::{Format, Key, KeyRing, Material, Secret, SecretEncoding};
use jwt_workbench::report::{At, KeyChoice, Verdict, analyze};
use zeroize::Zeroizing;

const NOW: i64 = 1_795_356_309;
const CANARY: &str = "canary-9b1e: thirty-two octets and more";

fn fresh() -> Model {
    let mut model = Model::new(Settings::default());
    model.now = NumericDate::from_secs(NOW);
    model
}

fn key(name: &str, kid: Option<&str>) -> Key {
    let mut key = Key::new(Material::Oct(Secret::new(CANARY.as_bytes().to_vec())));
    key.name = name.to_owned();
    key.kid = kid.map(str::to_owned);
    key
}

/// A workbench that keeps this key and shows this token.
fn with(header: &str, claims: &str, kept: Vec<Key>) -> Model {
    let mut model = fresh();
    update(&mut model, Action::KeysLoaded(kept));
    update(&mut model, Action::TypeToken(signed(header, claims)));
    later(&mut model);
    model
}

/// Typing is grouped by time: this ends a step.
fn later(model: &mut Model) {
    model.now = model.now.plus_secs(2);
}

fn signed(header: &str, claims: &str) -> String {
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(claims.as_bytes()));
    let row = alg::find("HS256").unwrap();
    let signature = jwt_workbench::crypto::sign(row, &key("", None), input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(&signature))
}

fn part(model: &Model, index: usize) -> String {
    let text = model.inputs.token.split('.').nth(index).unwrap_or_default();
    String::from_utf8(base64url::decode(text).bytes).unwrap()
}

fn edit(model: &mut Model, part: Part, text: &str) {
    assert_eq!(update(model, Action::EditPart(part, text.to_owned())), [], "an edit reaches nothing outside");
    later(model);
}

fn verdict(model: &Model) -> Verdict {
    analyze(&model.inputs, &model.ring, &At::utc(model.now)).verdict
}

fn told(model: &Model) -> String {
    model.notices.iter().map(|n| n.text.clone()).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_edit_changes_its_part_and_not_a_byte_more() {
    for (original, typed, keep, becomes) in [
        ("{ \"a\" :1.00 }", "{\"b\": 2}", false, "{\"b\":2}"),
        ("{}", "{ \"n\" : 12345678901234567890.10 , \"n\":1 }", false, "{\"n\":12345678901234567890.10,\"n\":1}"),
        ("{}", "{\"u\":\"\\u00e9\\/ x\"}", false, "{\"u\":\"\\u00e9\\/ x\"}"),
        ("{}", "{ \"a\" : 1 }\r\n", true, "{ \"a\" : 1 }\r\n"),
        ("{\"a\":1}", "[1, 2]", false, "[1,2]"),
    ] {
        let header = "{\"typ\":\"JWT\" ,\"alg\":\"HS256\"}";
        let mut model = with(header, original, vec![]);
        let before = model.inputs.token.clone();
        update(&mut model, Action::SetKeepWhiteSpace(keep));
        edit(&mut model, Part::Payload, typed);
        assert_eq!(part(&model, 1), becomes, "{typed}");
        let (old, new): (Vec<_>, Vec<_>) = (before.split('.').collect(), model.inputs.token.split('.').collect());
        assert_eq!((old[0], old[2]), (new[0], new[2]), "header and signature keep their bytes");
        assert_eq!(model.inputs.edited, Some(Part::Payload));
    }
}

#[test]
fn odd_base64_of_an_untouched_part_survives() {
    // a header with padding bits set and a payload with padding: not what an encoder writes
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfR==.AB";
    let mut model = fresh();
    update(&mut model, Action::TypeToken(token.to_owned()));
    later(&mut model);
    edit(&mut model, Part::Header, "{\"alg\":\"HS384\"}");
    assert!(model.inputs.token.ends_with(".eyJhIjoxfR==.AB"), "{}", model.inputs.token);
    let first = model.draft(Part::Header).first_text().to_owned();
    edit(&mut model, Part::Header, &first);
    assert_eq!(model.inputs.token, token);
    assert_eq!(model.inputs.edited, None);
}

#[test]
fn half_typed_text_waits_and_changes_nothing() {
    let mut model = with("{\"alg\":\"HS256\"}", "{\"a\":1}", vec![]);
    let before = model.inputs.clone();
    edit(&mut model, Part::Payload, "{\"a\":");
    assert_eq!(model.inputs, before);
    assert!(model.draft(Part::Payload).is_waiting());
    let error = model.draft(Part::Payload).error.clone().unwrap();
    assert_eq!((error.line, error.column), (1, 6));
    update(&mut model, Action::RevertPart(Part::Payload));
    assert!(!model.draft(Part::Payload).is_waiting() && model.inputs == before);
}

#[test]
fn editing_the_token_renews_the_drafts() {
    let mut model = with("{\"alg\":\"HS256\"}", "{\"a\":1}", vec![]);
    edit(&mut model, Part::Payload, "{\"a\":2}");
    update(&mut model, Action::TypeToken(signed("{\"alg\":\"HS256\"}", "{\"a\":3}")));
    assert_eq!(model.claims.text, "{\n  \"a\": 3\n}");
    assert_eq!(model.inputs.edited, None);
    assert!(!model.claims.is_edited());
}

#[test]
fn both_parts_edited_then_one_put_back_is_still_edited() {
    let mut model = with("{\"alg\":\"HS256\"}", "{\"a\":1}", vec![]);
    edit(&mut model, Part::Payload, "{\"a\":2}");
    edit(&mut model, Part::Header, "{\"alg\":\"HS384\"}");
    update(&mut model, Action::RevertPart(Part::Header));
    assert_eq!(model.inputs.edited, Some(Part::Payload));
    update(&mut model, Action::RevertPart(Part::Payload));
    assert_eq!(model.inputs.edited, None);
}

#[test]
fn undo_and_redo_step_over_inputs() {
    let mut model = with("{\"alg\":\"HS256\"}", "{\"a\":1}", vec![key("k", None)]);
    let mut states = vec![model.inputs.clone()];
    edit(&mut model, Part::Payload, "{\"a\":2}");
    states.push(model.inputs.clone());
    update(&mut model, Action::ChooseVerifyKey(KeyChoice::Every));
    states.push(model.inputs.clone());
    update(&mut model, Action::SetPolicy(Box::new(Policy { strict: true, ..Policy::default() }), Change::Step));
    states.push(model.inputs.clone());
    update(&mut model, Action::SetAsOf(Some(NumericDate::from_secs(5))));
    states.push(model.inputs.clone());
    later(&mut model);
    update(&mut model, Action::Clear);
    states.push(model.inputs.clone());
    for state in states.iter().rev().skip(1) {
        update(&mut model, Action::Undo);
        assert_eq!(model.inputs, *state);
    }
    for state in states.iter().skip(1) {
        update(&mut model, Action::Redo);
        assert_eq!(model.inputs, *state);
    }
    assert!(!model.can_redo());
    assert_eq!(update(&mut model, Action::Redo), []);
}

#[test]
fn an_undone_policy_is_kept_undone() {
    let mut model = fresh();
    let policy = Policy { strict: true, ..Policy::default() };
    let effects = update(&mut model, Action::SetPolicy(Box::new(policy.clone()), Change::Step));
    assert!(matches!(&effects[..], [Effect::SaveSettings(s)] if s.policy == policy));
    let effects = update(&mut model, Action::Undo);
    assert!(matches!(&effects[..], [Effect::SaveSettings(s)] if s.policy == Policy::default()));
    // the pretended time is in no setting
    let effects = update(&mut model, Action::SetAsOf(Some(NumericDate::from_secs(77))));
    assert_eq!(effects, []);
    assert!(!format!("{:?}", model.settings.to_map()).contains("77"));
}

#[test]
fn signing_sets_alg_and_kid_and_nothing_else() {
    for (header, kid, becomes) in [
        // as it is: the very bytes
        ("{ \"alg\":\"HS256\" }", None, "{ \"alg\":\"HS256\" }"),
        (
            "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"kid\":\"k\"}",
            Some("k"),
            "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"kid\":\"k\"}",
        ),
        // set where they stand, added where they are missing
        ("{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x\":1.00}", None, "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"x\":1.00}"),
        (
            "{\"alg\":\"HS256\",\"x\":\"\\u0041\"}",
            Some("k\"1"),
            "{\"alg\":\"HS256\",\"x\":\"\\u0041\",\"kid\":\"k\\\"1\"}",
        ),
        ("{}", Some("k"), "{\"alg\":\"HS256\",\"kid\":\"k\"}"),
    ] {
        let claims = "{ \"a\" : 1.00,\n \"a\": 2 }";
        let mut model = with(header, claims, vec![key("mine", kid)]);
        update(&mut model, Action::ChooseSigningKey(Some("mine".to_owned())));
        assert_eq!(update(&mut model, Action::Sign), [Effect::NoteUse("mine".to_owned())]);
        assert_eq!(part(&model, 0), becomes, "{header}");
        assert_eq!(part(&model, 1), claims, "the payload keeps its bytes");
        let report = analyze(&model.inputs, &model.ring, &At::utc(model.now));
        assert_eq!(report.verification.state, VerificationState::Valid, "{}", told(&model));
        assert_eq!(model.inputs.edited, None);
    }
}

#[test]
fn with_the_header_as_typed_signing_leaves_it() {
    let header = "{\"alg\" : \"RS256\"}";
    let mut model = with(header, "{}", vec![key("mine", Some("k"))]);
    update(&mut model, Action::SetHeaderAsTyped(true));
    update(&mut model, Action::ChooseSigningKey(Some("mine".to_owned())));
    update(&mut model, Action::Sign);
    assert_eq!(part(&model, 0), header);
}

#[test]
fn signing_with_white_space_kept_keeps_it() {
    let mut model = with("{\"alg\":\"HS256\"}", "{}", vec![key("mine", Some("k"))]);
    update(&mut model, Action::SetKeepWhiteSpace(true));
    edit(&mut model, Part::Header, "{ \"alg\" : \"none\" }");
    update(&mut model, Action::ChooseSigningKey(Some("mine".to_owned())));
    update(&mut model, Action::Sign);
    assert_eq!(part(&model, 0), "{ \"alg\" : \"HS256\", \"kid\" : \"k\" }");
}

#[test]
fn the_chosen_algorithm_signs_as_long_as_it_fits() {
    let mut model = with("{\"alg\":\"HS256\"}", "{}", vec![key("mine", None)]);
    update(&mut model, Action::ChooseSigningKey(Some("mine".to_owned())));
    update(&mut model, Action::ChooseAlgorithm("HS384"));
    update(&mut model, Action::Sign);
    assert_eq!(part(&model, 0), "{\"alg\":\"HS384\"}");
    // one that does not fit is not used
    update(&mut model, Action::ChooseAlgorithm("ES256"));
    update(&mut model, Action::Sign);
    assert_eq!(part(&model, 0), "{\"alg\":\"HS384\"}", "the token's own goes on");
    assert_eq!(verdict(&model), Verdict::Accepted);
}

#[test]
fn nothing_is_signed_unasked() {
    let mut model = with("{\"alg\":\"HS256\"}", "{\"a\":1}", vec![key("mine", None)]);
    update(&mut model, Action::ChooseSigningKey(Some("mine".to_owned())));
    let signature = |m: &Model| m.inputs.token.rsplit('.').next().unwrap().to_owned();
    let first = signature(&model);
    assert!(!model.making.follow, "off at the start");
    edit(&mut model, Part::Payload, "{\"a\":2}");
    assert_eq!(signature(&model), first);
    update(&mut model, Action::SetFollow(true));
    assert_ne!(signature(&model), first, "switching it on signs what was edited");
    edit(&mut model, Part::Payload, "{\"a\":3}");
    assert_eq!(verdict(&model), Verdict::Accepted);
    // what cannot be signed switches it off, says why, and leaves the edit
    edit(&mut model, Part::Header, "[]");
    assert!(!model.making.follow);
    assert!(
        told(&model).contains("“Follow my edits” was switched off: the header is not a JSON object"),
        "{}",
        told(&model)
    );
    assert_eq!(part(&model, 0), "[]");
}

#[test]
fn signing_needs_a_key_and_whole_json() {
    let mut model = with("{\"alg\":\"HS256\"}", "{\"a\":1}", vec![key("mine", None)]);
    let before = model.inputs.token.clone();
    update(&mut model, Action::Sign);
    assert!(told(&model).contains("Not signed: no key is chosen"), "{}", told(&model));
    update(&mut model, Action::ChooseSigningKey(Some("mine".to_owned())));
    edit(&mut model, Part::Payload, "{");
    update(&mut model, Action::Sign);
    assert!(told(&model).contains("the claims cannot be signed yet: line 1"), "{}", told(&model));
    assert_eq!(model.inputs.token, before);
}

#[test]
fn a_refused_signature_is_no_undo_step() {
    let mut model = with("{\"alg\":\"HS256\"}", "{\"a\":1}", vec![]);
    edit(&mut model, Part::Payload, "{\"a\":2}");
    update(&mut model, Action::Sign);
    update(&mut model, Action::Undo);
    assert_eq!(part(&model, 1), "{\"a\":1}", "one undo takes the edit back");
}

#[test]
fn closing_asks_for_what_would_be_lost() {
    let mut model = fresh();
    assert_eq!(update(&mut model, Action::Close), [Effect::Quit]);
    let mut model = with("{\"alg\":\"HS256\"}", "{\"a\":1}", vec![]);
    assert_eq!(update(&mut model, Action::Close), [], "a typed token is asked for");
    assert!(model.closing);
    update(&mut model, Action::StayOpen);
    assert!(!model.closing);
    update(&mut model, Action::Copy(Copy::Token));
    assert_eq!(update(&mut model, Action::Close), [Effect::Quit], "a copied one is not");
    edit(&mut model, Part::Payload, "{");
    update(&mut model, Action::Close);
    assert_eq!(model.unsaved(), ["The claims editor holds text that is not JSON yet."]);
    assert_eq!(update(&mut model, Action::CloseAnyway), [Effect::Quit]);
    // what came in from outside is not ours to keep
    let mut model = fresh();
    update(&mut model, Action::TakeText { text: signed("{\"alg\":\"HS256\"}", "{}"), source: "x".to_owned() });
    assert_eq!(update(&mut model, Action::Close), [Effect::Quit]);
    // nor is a copy of something else a copy of the token
    edit(&mut model, Part::Payload, "{\"a\":1}");
    update(&mut model, Action::Copy(Copy::Decoded(Part::Header)));
    assert_eq!(update(&mut model, Action::Close), []);
    update(&mut model, Action::TokenSaved);
    assert_eq!(update(&mut model, Action::Close), [Effect::Quit]);
}

#[test]
fn keys_reach_the_vault_and_stay_when_it_refuses() {
    let mut model = fresh();
    let form = SecretForm { name: "mine".into(), text: Zeroizing::new(CANARY.to_owned()), ..SecretForm::default() };
    update(&mut model, Action::SetKeyForm(Some(KeyForm::Secret(form))));
    let effects = update(&mut model, Action::SubmitKeyForm);
    assert!(matches!(&effects[..], [Effect::SaveKey(k)] if k.name == "mine"));
    assert_eq!(model.key_form, None, "the dialog and what was typed are gone");
    assert!(model.ring.named("mine").is_some(), "at hand at once");
    update(&mut model, Action::KeyNotSaved { name: "mine".into(), error: "The disk is full.".into() });
    assert!(model.is_unsaved("mine") && !model.is_kept("mine"));
    assert_eq!(model.unsaved(), ["The key “mine” could not be saved."]);
    let effects = update(&mut model, Action::SaveUnsaved);
    assert!(matches!(&effects[..], [Effect::SaveKey(k)] if k.name == "mine"));
    update(&mut model, Action::KeysLoaded(vec![key("mine", None)]));
    assert!(model.is_kept("mine") && model.unsaved().is_empty());
    assert_eq!(model.ring.keys().len(), 1);
    // kept keys go to the trash, and come back from it
    assert_eq!(update(&mut model, Action::RemoveKey("mine".into())), [Effect::RemoveKey("mine".into())]);
    update(&mut model, Action::KeyRemoved("mine".into()));
    update(&mut model, Action::KeysLoaded(vec![]));
    assert!(model.can_restore() && model.making.signing.key.is_none());
    assert_eq!(update(&mut model, Action::RestoreKey), [Effect::RestoreKey("mine".into())]);
    update(&mut model, Action::KeyRestored("mine".into()));
    assert!(!model.can_restore());
    assert_eq!(update(&mut model, Action::RestoreKey), []);
}

#[test]
fn a_rename_waits_for_the_vault() {
    let mut model = with("{\"alg\":\"HS256\"}", "{}", vec![key("a", None)]);
    update(&mut model, Action::ChooseVerifyKey(KeyChoice::Named(vec!["a".into()])));
    update(&mut model, Action::ChooseSigningKey(Some("a".into())));
    let form = KeyForm::Rename { from: "a".into(), to: " b ".into() };
    update(&mut model, Action::SetKeyForm(Some(form)));
    let effects = update(&mut model, Action::SubmitKeyForm);
    assert_eq!(effects, [Effect::RenameKey { from: "a".into(), to: "b".into() }]);
    assert_eq!(model.making.signing.key.as_deref(), Some("a"), "not before the vault did it");
    update(&mut model, Action::KeyRenamed { from: "a".into(), to: "b".into() });
    update(&mut model, Action::KeysLoaded(vec![key("b", None)]));
    assert_eq!(model.making.signing.key.as_deref(), Some("b"));
    assert_eq!(model.inputs.key_choice, KeyChoice::Named(vec!["b".into()]));
}

#[test]
fn names_are_made_free() {
    let mut model = fresh();
    update(&mut model, Action::KeysLoaded(vec![key("k", None), key("k-2", None)]));
    assert_eq!(free_name("k", model.ring.keys()), "k-3");
    assert_eq!(free_name("  ", model.ring.keys()), "key");
    let effects = update(&mut model, Action::KeyGenerated(Box::new(key("k", None))));
    assert!(matches!(&effects[..], [Effect::SaveKey(k)] if k.name == "k-3"));
    update(&mut model, Action::SetKeyForm(Some(KeyForm::Generate(GenerateForm::default()))));
    let effects = update(&mut model, Action::SubmitKeyForm);
    assert!(matches!(&effects[..], [Effect::Generate(_, name)] if name == "my-es256"));
}

#[test]
fn a_private_export_needs_the_confirmation() {
    let mut model = fresh();
    update(&mut model, Action::KeysLoaded(vec![key("mine/../x", None)]));
    let submit = |model: &mut Model, form: ExportForm| {
        update(model, Action::SetKeyForm(Some(KeyForm::Export(form))));
        update(model, Action::SubmitKeyForm)
    };
    let whole = ExportForm { private: true, ..ExportForm::of(model.ring.keys().iter().map(AsRef::as_ref)) };
    assert_eq!(submit(&mut model, whole.clone()), [], "nobody agreed");
    let sentence = whole.leaving(&model.ring).expect("it is private");
    assert!(sentence.contains("“mine/../x”") && sentence.contains("to a file"), "{sentence}");
    let agreed = ExportForm { agreed: Some(sentence), ..whole };
    let elsewhere = ExportForm { to: Destination::Clipboard, ..agreed.clone() };
    assert_eq!(submit(&mut model, elsewhere), [], "another thing was agreed to");
    let effects = submit(&mut model, agreed);
    let [Effect::SaveFile { name, private: true, is_token: false, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert!(!name.contains('/'), "{name}");
}

#[test]
fn the_sample_key_never_enters_the_vault_by_itself() {
    let mut model = fresh();
    for sample in Sample::ALL {
        assert_eq!(update(&mut model, Action::LoadSample(sample)), []);
        assert_eq!(Sample::named(sample.id()), Some(sample));
    }
    assert!(model.ring.named(SAMPLE_KEY_NAME).is_some() && !model.is_kept(SAMPLE_KEY_NAME));
    assert_eq!(update(&mut model, Action::SaveUnsaved), []);
}

#[test]
fn fixes_do_what_they_say() {
    let mut model = with("{\"alg\":\"HS256\"}", "{}", vec![key("a", None)]);
    update(&mut model, Action::Apply(Fix::ExpectIssuer("i".into())));
    update(&mut model, Action::Apply(Fix::ExpectIssuer("i".into())));
    update(&mut model, Action::Apply(Fix::ExpectAudience("a".into())));
    update(&mut model, Action::Apply(Fix::AllowAlgorithm("HS256".into())));
    update(&mut model, Action::Apply(Fix::SetLeeway(30)));
    let policy = &model.inputs.policy;
    assert_eq!((&policy.issuers[..], &policy.audiences[..]), (&["i".to_owned()][..], &["a".to_owned()][..]));
    assert_eq!((&policy.algorithms[..], policy.leeway_secs), (&["HS256".to_owned()][..], 30));
    update(&mut model, Action::Apply(Fix::UseKey("a".into())));
    assert_eq!(model.inputs.key_choice, KeyChoice::Named(vec!["a".into()]));
    update(&mut model, Action::Apply(Fix::TryEveryKey));
    assert_eq!(model.inputs.key_choice, KeyChoice::Every);
    update(&mut model, Action::Apply(Fix::PretendNow(NumericDate::from_secs(9))));
    assert_eq!(model.inputs.as_of, Some(NumericDate::from_secs(9)));
    update(&mut model, Action::Apply(Fix::Repair("x.y.z".into())));
    assert_eq!(model.inputs.token, "x.y.z");
    update(&mut model, Action::Apply(Fix::AddKey));
    assert!(matches!(model.key_form, Some(KeyForm::Import(_))));
}

#[test]
fn copies_carry_the_very_text() {
    let mut model =
        with("{\"alg\":\"HS256\"}", "{\"s\":\"a\\\"b\",\"n\":1.00,\"o\":{ \"x\": 1}}", vec![key("k", None)]);
    for (what, text) in [
        (Copy::Member(Part::Payload, "s".into()), "a\"b"),
        (Copy::Member(Part::Payload, "n".into()), "1.00"),
        (Copy::Member(Part::Payload, "o".into()), "{ \"x\": 1}"),
        (Copy::Decoded(Part::Header), "{\"alg\":\"HS256\"}"),
    ] {
        let effects = update(&mut model, Action::Copy(what.clone()));
        assert!(matches!(&effects[..], [Effect::Copy { text: t, .. }] if t == text), "{what:?}: {effects:?}");
    }
    let effects = update(&mut model, Action::Copy(Copy::PublicKey("k".into())));
    assert_eq!(effects, [], "a secret has no public half: {}", told(&model));
    assert_eq!(update(&mut model, Action::Copy(Copy::Thumbprint("gone".into()))), []);
    assert!(told(&model).contains("“gone” is gone"));
}

#[test]
fn large_texts_are_searched_elsewhere_and_their_editors_are_closed() {
    let mut model = fresh();
    let text = format!("Bearer {}", signed("{\"alg\":\"HS256\"}", &format!("{{\"f\":\"{}\"}}", "x".repeat(70_000))));
    let effects = update(&mut model, Action::TakeText { text: text.clone(), source: "x".into() });
    assert!(matches!(&effects[..], [Effect::FindToken(t)] if *t == text));
    assert_eq!(model.inputs.token, "");
    update(&mut model, Action::TypeToken(text));
    let before = model.inputs.token.clone();
    edit(&mut model, Part::Payload, "{}");
    update(&mut model, Action::SetDate { claim: "exp", from_now_secs: 0 });
    assert_eq!(model.inputs.token, before);
}

#[test]
fn messages_fade_by_their_gravity() {
    let mut model = fresh();
    for (gravity, text) in [(Gravity::Success, "s"), (Gravity::Note, "n"), (Gravity::Error, "e"), (Gravity::Error, "e")]
    {
        update(&mut model, Action::Notify(gravity, text.to_owned()));
    }
    assert_eq!(told(&model), "S\nN\nE", "the same message is not there twice");
    for (after, left) in [(3, "S\nN\nE"), (5, "N\nE"), (20, "E"), (1_000_000, "E")] {
        model.now = NumericDate::from_secs(NOW + after);
        update(&mut model, Action::Tick);
        assert_eq!(told(&model), left);
    }
    let id = model.notices[0].id;
    update(&mut model, Action::Dismiss(id));
    assert_eq!(told(&model), "");
}

#[test]
fn settings_are_saved_when_they_change_alone() {
    let mut model = fresh();
    assert_eq!(update(&mut model, Action::SetTheme(ThemeChoice::System)), []);
    assert!(matches!(&update(&mut model, Action::SetTheme(ThemeChoice::Dark))[..], [Effect::SaveSettings(_)]));
    assert!(matches!(&update(&mut model, Action::SetZoom(1.5))[..], [Effect::SaveSettings(s)] if s.zoom == 1.5));
    update(&mut model, Action::SettingsNotSaved("No room.".into()));
    assert!(told(&model).contains("Your settings could not be saved") && told(&model).contains("No room."));
}

/// Every way on which something secret comes in and something is said about it.
fn secret_errors() -> Vec<Action> {
    let file = |bytes: Vec<u8>| Action::FileRead { name: "f".into(), bytes: Zeroizing::new(bytes) };
    let text = |text: String| Action::TakeText { text, source: "x".into() };
    let secret = |text: &str, encoding| {
        let form =
            SecretForm { name: "n".into(), text: Zeroizing::new(text.into()), encoding, ..SecretForm::default() };
        Action::SetKeyForm(Some(KeyForm::Secret(form)))
    };
    let import = |text: String| {
        Action::SetKeyForm(Some(KeyForm::Import(ImportForm { text: Zeroizing::new(text), ..ImportForm::default() })))
    };
    let jwk = format!(r#"{{"kty":"oct","k":"{CANARY}"}}"#);
    let half = format!(r#"{{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA","d":"{CANARY}"}}"#);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----\n");
    let mut actions = Vec::new();
    for material in [jwk, half, pem, format!("{{\"keys\":[{{\"k\":\"{CANARY}\"}}]}}"), CANARY.to_owned()] {
        actions.push(text(material.clone()));
        actions.push(file(material.clone().into_bytes()));
        actions.push(file([material.as_bytes(), &[0, 0xFF, 0xFE]].concat()));
        actions.push(import(material.clone()));
        actions.push(Action::SubmitKeyForm);
        for encoding in SecretEncoding::ALL {
            actions.push(secret(&material, encoding));
            actions.push(Action::SubmitKeyForm);
        }
        actions.push(Action::TypeToken(material.clone()));
        actions.push(Action::Sign);
        actions.push(Action::EditPart(Part::Payload, material.clone()));
        actions.push(Action::SetDate { claim: "exp", from_now_secs: 1 });
        actions.push(Action::Sign);
        actions.push(Action::EditPart(Part::Header, material));
        actions.push(Action::SetFollow(true));
        actions.push(Action::Clear);
    }
    actions.extend([Action::KeyGenerated(Box::new(key("made", None))), Action::KeysLoaded(vec![key("kept", None)])]);
    actions.push(Action::ChooseSigningKey(Some("kept".into())));
    actions.push(Action::TypeToken(signed("{\"alg\":\"ES256\"}", &format!("{{\"password\":\"{CANARY}\"}}"))));
    actions.extend([Action::Sign, Action::SaveToken, Action::NewToken, Action::Sign, Action::SaveUnsaved]);
    for copy in [Copy::Token, Copy::PublicKey("kept".into()), Copy::Report { text: CANARY.into(), is_redacted: true }] {
        actions.push(Action::Copy(copy));
    }
    for format in [Format::Jwk, Format::Env, Format::Kubernetes] {
        let (kept, ring) = (key("kept", None), KeyRing::new(vec![key("kept", None)], 1));
        let form = ExportForm { format, private: true, ..ExportForm::of([&kept]) };
        let form = ExportForm { agreed: form.leaving(&ring), ..form };
        actions.extend([Action::SetKeyForm(Some(KeyForm::Export(form))), Action::SubmitKeyForm]);
    }
    actions.push(Action::Apply(Fix::Repair(CANARY.into())));
    actions
}

/// A text holds a secret when the canary or its base64url is in it.
fn holds_secret(text: &str) -> bool {
    let octets = CANARY.bytes().map(|b| b.to_string()).collect::<Vec<_>>().join(", ");
    let encoded = base64url::encode(CANARY.as_bytes());
    text.contains("canary") || text.contains(&encoded) || text.contains(&octets[..40])
}

#[test]
fn no_message_and_no_debug_text_holds_a_secret() {
    let mut model = fresh();
    let payload = base64url::encode(format!("{{\"password\":\"{CANARY}\"}}").as_bytes());
    for action in secret_errors() {
        let asked = format!("{action:?}");
        assert!(!holds_secret(&asked), "the action: {asked}");
        assert!(!asked.contains(&payload), "the action: {asked}");
        let effects = update(&mut model, action);
        assert!(!holds_secret(&told(&model)), "after {asked}: {}", told(&model));
        let debug = format!("{model:?}");
        assert!(!holds_secret(&debug) && !debug.contains(&payload), "the model after {asked}: {debug}");
        let debug = format!("{effects:?}");
        assert!(!holds_secret(&debug) && !debug.contains(&payload), "the effects of {asked}: {debug}");
        if let Some(KeyForm::Import(form)) = &model.key_form {
            assert!(!holds_secret(form.error.as_deref().unwrap_or_default()), "{asked}: {:?}", form.error);
        }
        model.notices.clear();
    }
}
