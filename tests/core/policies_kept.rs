//! Policies that the window keeps by name: put in force, changed, saved, and chosen by the issuer of a token.

use crate::policies::{NOW, claims, judged, judged_at, list, signed};
use jwt_workbench::app::{
    Action, Change, Copy, Effect, KeyForm, Model, PolicyAction, PolicyErrand, PolicyForm, Settings, update,
};
use jwt_workbench::checks::{Need, Policy};
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::policy::{self, Document};
use serde_json::{Value, json};
use zeroize::Zeroizing;

fn fresh() -> Model {
    let mut model = Model::new(Settings::default());
    model.now = NumericDate::from_secs(NOW);
    model
}

fn act(model: &mut Model, action: PolicyAction) -> Vec<Effect> {
    model.now = model.now.plus_secs(2);
    update(model, Action::Policy(Box::new(action)))
}

fn edit(model: &mut Model, change: impl FnOnce(&mut Policy)) {
    let mut policy = model.inputs.policy.clone();
    change(&mut policy);
    model.now = model.now.plus_secs(2);
    update(model, Action::SetPolicy(Box::new(policy), Change::Policy));
}

fn told(model: &Model) -> String {
    model.notices.iter().map(|n| n.text.clone()).collect::<Vec<_>>().join("\n")
}

/// The policies that the vault holds.
fn load(model: &mut Model, policies: &[(&str, Value)]) -> Vec<Effect> {
    let policies = policies.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    act(model, PolicyAction::Loaded(policies))
}

fn partner() -> Value {
    json!({"issuers": ["https://login.example.com"], "audiences": ["my-api"], "description": "The partner's API"})
}

fn other() -> Value {
    json!({"issuers": ["https://other.example.com"], "strict": true})
}

/// The policy that is to be kept.
fn to_keep(effects: &[Effect]) -> Document {
    match effects {
        [Effect::Policy(PolicyErrand::Keep(document))] => (**document).clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_policy_is_chosen_changed_saved_and_put_back() {
    let mut model = fresh();
    load(&mut model, &[("partner", partner()), ("other", other())]);
    assert_eq!(
        model.policies.all().iter().map(|p| p.name.as_deref().unwrap()).collect::<Vec<_>>(),
        ["other", "partner"]
    );
    act(&mut model, PolicyAction::Use("partner".to_owned()));
    assert_eq!((model.policy_name(), model.policy_is_changed()), (Some("partner"), false));
    assert_eq!(model.inputs.policy.audiences, ["my-api"]);
    edit(&mut model, |policy| policy.leeway_secs = 30);
    assert_eq!((model.policy_name(), model.policy_is_changed()), (Some("partner"), true));
    act(&mut model, PolicyAction::Revert);
    assert_eq!((model.inputs.policy.leeway_secs, model.policy_is_changed()), (0, false));
    update(&mut model, Action::Undo);
    assert_eq!((model.inputs.policy.leeway_secs, model.policy_is_changed()), (30, true), "the revert can be undone");
    let document = to_keep(&act(&mut model, PolicyAction::Save));
    assert_eq!(document.name.as_deref(), Some("partner"));
    assert_eq!((document.description.as_str(), document.policy.leeway_secs), ("The partner's API", 30));
    act(&mut model, PolicyAction::Kept { document: Box::new(document), asked: "partner".to_owned() });
    assert!(!model.policy_is_changed() && model.unsaved().is_empty());
    assert_eq!(act(&mut model, PolicyAction::Save), [], "saved already");
    // undo and redo take the name along
    update(&mut model, Action::Undo);
    update(&mut model, Action::Undo);
    assert_eq!(model.settings.policy_name, None);
    update(&mut model, Action::Redo);
    assert_eq!(model.policy_name(), Some("partner"));
}

#[test]
fn changes_that_nobody_saved_do_not_go_silently() {
    let mut model = fresh();
    load(&mut model, &[("partner", partner()), ("other", other())]);
    let changed = |model: &mut Model| {
        act(model, PolicyAction::Use("partner".to_owned()));
        edit(model, |policy| policy.leeway_secs = 30);
        model.notices.clear();
    };
    let file = PolicyAction::FileRead { name: "p.json".to_owned(), bytes: Zeroizing::new(br#"{"iss":"i"}"#.to_vec()) };
    let token = judged(&signed(&json!({"alg": "ES256"}), &claims()), &Policy::default());
    let ways = [
        PolicyAction::Use("other".to_owned()),
        PolicyAction::Use("partner".to_owned()),
        PolicyAction::Revert,
        PolicyAction::UsePreset("rfc9068"),
        PolicyAction::Expect(Box::new(policy::of_token(&token).unwrap())),
        file,
    ];
    for (number, way) in ways.into_iter().enumerate() {
        changed(&mut model);
        let before = model.inputs.policy.clone();
        act(&mut model, way);
        assert!(
            told(&model).contains("Your changes to the policy “partner” were not saved."),
            "{number}: {}",
            told(&model)
        );
        assert_ne!(model.inputs.policy, before, "{number}");
        update(&mut model, Action::Undo);
        assert_eq!((&model.inputs.policy, model.policy_name()), (&before, Some("partner")), "{number}");
        assert!(model.policy_is_changed(), "{number}");
        update(&mut model, Action::SetKeyForm(None));
    }
    // where nothing was changed there is nothing to say
    act(&mut model, PolicyAction::Revert);
    model.notices.clear();
    act(&mut model, PolicyAction::Use("other".to_owned()));
    assert_eq!(told(&model), "");
}

#[test]
fn what_could_not_be_saved_stays_and_closing_knows_it() {
    let mut model = fresh();
    edit(&mut model, |policy| policy.strict = true);
    assert_eq!(act(&mut model, PolicyAction::Save), []);
    assert!(matches!(&model.key_form, Some(KeyForm::Policy(PolicyForm::SaveAs { .. }))));
    let form = PolicyForm::SaveAs { name: " mine ".to_owned(), description: String::new() };
    update(&mut model, Action::SetKeyForm(Some(KeyForm::Policy(form))));
    let document = to_keep(&update(&mut model, Action::SubmitKeyForm));
    assert_eq!((document.name.as_deref(), &model.key_form), (Some("mine"), &None));
    act(&mut model, PolicyAction::NotSaved(Box::new(document), "The disk is full.".to_owned()));
    assert_eq!(model.unsaved(), ["The policy “mine” could not be saved."]);
    assert_eq!(model.policy_name(), Some("mine"));
    // the vault tells what it has: that does not take it away
    load(&mut model, &[("partner", partner())]);
    act(&mut model, PolicyAction::Use("partner".to_owned()));
    act(&mut model, PolicyAction::Use("mine".to_owned()));
    assert!(model.inputs.policy.strict);
    let document = to_keep(&update(&mut model, Action::SaveUnsaved));
    let fresh = Document { name: Some("mine (2)".to_owned()), ..document };
    act(&mut model, PolicyAction::Kept { document: Box::new(fresh), asked: "mine".to_owned() });
    assert_eq!((model.unsaved().len(), model.policy_name()), (0, Some("mine (2)")));
}

#[test]
fn a_damaged_policy_is_told_once_and_stops_nothing() {
    let mut model = fresh();
    let slip = ("slip", json!({"audience": "x"}));
    load(&mut model, &[("partner", partner()), slip.clone()]);
    assert!(told(&model).contains("“slip” cannot be used: it has a member “audience”"), "{}", told(&model));
    assert_eq!(model.policies.all().len(), 1);
    model.notices.clear();
    load(&mut model, &[("partner", partner()), ("other", other()), slip]);
    assert_eq!((told(&model).as_str(), model.policies.all().len()), ("", 2));
}

#[test]
fn changes_from_elsewhere_are_taken_in_unless_they_would_cost_what_was_typed() {
    let mut model = fresh();
    load(&mut model, &[("partner", partner())]);
    act(&mut model, PolicyAction::Use("partner".to_owned()));
    let newer = json!({"issuers": ["https://login.example.com"], "leeway_secs": 9});
    load(&mut model, &[("partner", newer)]);
    assert_eq!((model.inputs.policy.leeway_secs, model.policy_is_changed()), (9, false));
    assert!(told(&model).contains("was changed elsewhere"), "{}", told(&model));
    edit(&mut model, |policy| policy.leeway_secs = 11);
    load(&mut model, &[("partner", partner())]);
    assert_eq!((model.inputs.policy.leeway_secs, model.policy_is_changed()), (11, true));
    // removed elsewhere: still in force, and no longer kept under any name
    load(&mut model, &[]);
    assert_eq!((model.inputs.policy.leeway_secs, model.policy_name()), (11, None));
}

#[test]
fn renaming_and_removing_leave_the_policy_in_force() {
    let mut model = fresh();
    load(&mut model, &[("partner", partner()), ("other", other())]);
    act(&mut model, PolicyAction::Use("partner".to_owned()));
    let form = |to: &str| PolicyForm::Rename { from: "partner".to_owned(), to: to.to_owned() };
    for (to, why) in [("other", "is taken"), (" ", "needs a name")] {
        update(&mut model, Action::SetKeyForm(Some(KeyForm::Policy(form(to)))));
        assert_eq!(update(&mut model, Action::SubmitKeyForm), []);
        assert!(told(&model).contains(why) && model.key_form.is_some(), "{}", told(&model));
    }
    update(&mut model, Action::SetKeyForm(Some(KeyForm::Policy(form("Partner")))));
    let renamed = (("partner").to_owned(), "Partner".to_owned());
    let wanted = PolicyErrand::Rename { from: renamed.0.clone(), to: renamed.1.clone() };
    assert_eq!(update(&mut model, Action::SubmitKeyForm), [Effect::Policy(wanted)]);
    assert_eq!(model.policy_name(), Some("partner"), "not before the vault agreed");
    act(&mut model, PolicyAction::Renamed { from: renamed.0, to: renamed.1 });
    assert_eq!(model.policy_name(), Some("Partner"));
    assert_eq!(act(&mut model, PolicyAction::Remove), [Effect::Policy(PolicyErrand::Remove("Partner".to_owned()))]);
    act(&mut model, PolicyAction::Removed("Partner".to_owned()));
    assert_eq!((model.policy_name(), model.inputs.policy.audiences.as_slice()), (None, &list(&["my-api"])[..]));
    assert!(model.policies.can_restore());
    assert_eq!(act(&mut model, PolicyAction::Restore), [Effect::Policy(PolicyErrand::Restore("Partner".to_owned()))]);
    act(&mut model, PolicyAction::Restored("Partner".to_owned()));
    assert!(!model.policies.can_restore());
}

#[test]
fn a_token_that_arrives_chooses_its_policy_where_that_is_switched_on() {
    let mut model = fresh();
    load(&mut model, &[("partner", partner()), ("other", other())]);
    let token = |issuer: &str| signed(&json!({"alg": "ES256"}), &json!({"iss": issuer, "exp": NOW + 60}));
    let arrive = |model: &mut Model, text: &str| {
        model.now = model.now.plus_secs(2);
        model.notices.clear();
        update(model, Action::TakeText { text: text.to_owned(), source: "a test".to_owned() })
    };
    arrive(&mut model, &token("https://login.example.com"));
    assert_eq!(model.policy_name(), None, "off by default");
    let effects = act(&mut model, PolicyAction::SetByIssuer(true));
    assert_eq!(model.policy_name(), Some("partner"), "the token at hand counts");
    assert!(matches!(&effects[..], [.., Effect::SaveSettings(s)] if s.policy_by_issuer));
    arrive(&mut model, &token("https://other.example.com"));
    assert_eq!((model.policy_name(), model.inputs.policy.strict), (Some("other"), true));
    assert!(told(&model).contains("“other” is in force"), "{}", told(&model));
    update(&mut model, Action::Undo);
    assert_eq!(model.policy_name(), Some("partner"), "one step with the token");
    update(&mut model, Action::Redo);
    for (text, why) in [
        (token("https://other.example.com/"), "No kept policy expects the issuer https://other.example.com/."),
        (signed(&json!({"alg": "ES256"}), &json!({"sub": "a"})), "names no issuer"),
    ] {
        arrive(&mut model, &text);
        assert_eq!(model.policy_name(), Some("other"), "{why}");
        assert!(told(&model).contains(why), "{}", told(&model));
    }
    load(&mut model, &[("partner", partner()), ("other", other()), ("twin", other())]);
    act(&mut model, PolicyAction::Use("partner".to_owned()));
    arrive(&mut model, &token("https://other.example.com"));
    assert_eq!(model.policy_name(), Some("partner"));
    assert!(told(&model).contains("“other” and “twin” expect the issuer"), "{}", told(&model));
    // what was changed here is not thrown away for a token of the same issuer
    edit(&mut model, |policy| policy.leeway_secs = 5);
    arrive(&mut model, &token("https://login.example.com"));
    assert_eq!((model.policy_name(), model.inputs.policy.leeway_secs), (Some("partner"), 5));
}

#[test]
fn what_a_token_has_is_expected_under_no_name() {
    let mut model = fresh();
    load(&mut model, &[("partner", partner())]);
    act(&mut model, PolicyAction::Use("partner".to_owned()));
    let token = signed(&json!({"alg": "ES256"}), &claims());
    let made = policy::of_token(&judged_at(&token, &Policy::default(), NOW, Vec::new())).unwrap();
    act(&mut model, PolicyAction::Expect(Box::new(made.clone())));
    assert_eq!((&model.inputs.policy, model.policy_name()), (&made.policy, None));
    assert!(told(&model).contains("No key has verified this token"), "{}", told(&model));
    act(&mut model, PolicyAction::UsePreset("rfc9068"));
    assert_eq!(model.inputs.policy.blanks(), [Need::Issuers, Need::Audiences]);
    edit(&mut model, |policy| policy.issuers = list(&["i"]));
    act(&mut model, PolicyAction::DoWithout);
    assert_eq!((model.inputs.policy.blanks().len(), &model.inputs.policy.needs), (0, &vec![Need::Issuers]));
}

#[test]
fn a_policy_goes_out_and_comes_in_again() {
    let mut model = fresh();
    load(&mut model, &[("partner/api", partner())]);
    act(&mut model, PolicyAction::Use("partner/api".to_owned()));
    let [Effect::Copy { text, .. }] = &act(&mut model, PolicyAction::Copy)[..] else { panic!() };
    let [Effect::SaveFile { name, bytes, private: false, is_token: false }] =
        &act(&mut model, PolicyAction::Export)[..]
    else {
        panic!()
    };
    assert_eq!((name.as_str(), text.as_bytes()), ("partner-api.json", bytes.as_slice()));
    let sent = policy::parse(bytes).unwrap();
    assert_eq!((sent.name.as_deref(), sent.description.as_str()), (Some("partner/api"), "The partner's API"));
    // dropped on another window
    let mut there = fresh();
    let file = |text: &str| Action::FileRead { name: "partner.json".to_owned(), bytes: Zeroizing::new(text.into()) };
    update(&mut there, file(text));
    assert_eq!((&there.inputs.policy, there.policy_name()), (&model.inputs.policy, None));
    let asked = PolicyForm::SaveAs { name: "partner/api".to_owned(), description: "The partner's API".to_owned() };
    assert_eq!(there.key_form, Some(KeyForm::Policy(asked)));
    // a slip is refused by name, and nothing changes
    let mut there = fresh();
    update(&mut there, file(r#"{"issuers":["i"],"audience":"a"}"#));
    assert!(
        told(&there)
            .contains("“partner.json” cannot be used as a policy: line 1, column 18: it has a member “audience”")
    );
    assert_eq!((&there.inputs.policy, &there.key_form), (&Policy::default(), &None));
    // keys, tokens and claims are none
    for text in [r#"{"kty":"oct","k":"AAAA"}"#, r#"{"iss":"i","aud":"a"}"#, &signed(&json!({"alg":"ES256"}), &claims())]
    {
        let mut there = fresh();
        update(&mut there, file(text));
        assert_eq!(there.inputs.policy, Policy::default(), "{text}");
        assert!(!matches!(there.key_form, Some(KeyForm::Policy(_))), "{text}");
    }
    assert!(matches!(&update(&mut there, Action::Copy(Copy::Token))[..], []));
}

fn by_token(model: &mut Model, issuer: &str) {
    model.now = model.now.plus_secs(2);
    let text = signed(&json!({"alg": "ES256"}), &json!({"iss": issuer, "exp": NOW + 60}));
    update(model, Action::TakeText { text, source: "a test".to_owned() });
}

#[test]
fn what_was_typed_under_no_name_does_not_go_silently_either() {
    const LOST: &str = "The policy that was in force has no name and was not saved. Undo brings it back.";
    let mut model = fresh();
    load(&mut model, &[("partner", partner()), ("other", other())]);
    let token = judged(&signed(&json!({"alg": "ES256"}), &claims()), &Policy::default());
    let made = policy::of_token(&token).unwrap();
    let typed: [&dyn Fn(&mut Model); 3] = [
        &|model| edit(model, |policy| *policy = Policy { leeway_secs: 30, ..Policy::default() }),
        &|model| {
            act(model, PolicyAction::UsePreset("rfc9068"));
            edit(model, |policy| policy.issuers = list(&["i"]));
        },
        &|model| {
            act(model, PolicyAction::Expect(Box::new(made.clone())));
        },
    ];
    for (number, typed) in typed.into_iter().enumerate() {
        typed(&mut model);
        model.notices.clear();
        let before = model.inputs.policy.clone();
        act(&mut model, PolicyAction::Use("partner".to_owned()));
        assert!(told(&model).contains(LOST), "{number}: {}", told(&model));
        update(&mut model, Action::Undo);
        assert_eq!((&model.inputs.policy, model.policy_name()), (&before, None), "{number}");
    }
    // a token that arrives replaces it as well, and one step brings both back
    act(&mut model, PolicyAction::SetByIssuer(true));
    model.notices.clear();
    let before = (model.inputs.token.clone(), model.inputs.policy.clone());
    by_token(&mut model, "https://other.example.com");
    assert!(told(&model).contains(LOST) && model.policy_name() == Some("other"), "{}", told(&model));
    update(&mut model, Action::Undo);
    assert_eq!((&model.inputs.token, &model.inputs.policy), (&before.0, &before.1));
    // what can be chosen again is no loss
    for lost in [Policy::default(), policy::preset("dpop").unwrap().policy.clone()] {
        edit(&mut model, |policy| *policy = lost);
        model.notices.clear();
        act(&mut model, PolicyAction::Use("partner".to_owned()));
        act(&mut model, PolicyAction::UsePreset("rfc9068"));
        assert!(!told(&model).contains("Undo"), "{}", told(&model));
    }
}

#[test]
fn undo_after_a_rename_goes_to_the_policy_by_its_new_name() {
    let mut model = fresh();
    load(&mut model, &[("a", partner())]);
    act(&mut model, PolicyAction::Use("a".to_owned()));
    edit(&mut model, |policy| policy.leeway_secs = 30);
    edit(&mut model, |policy| policy.strict = true);
    update(&mut model, Action::Undo);
    act(&mut model, PolicyAction::Renamed { from: "a".to_owned(), to: "b".to_owned() });
    update(&mut model, Action::Undo);
    assert_eq!((model.policy_name(), model.policy_is_changed()), (Some("b"), false));
    update(&mut model, Action::Redo);
    update(&mut model, Action::Redo);
    assert_eq!((model.policy_name(), model.inputs.policy.strict), (Some("b"), true), "redo too");
}

#[test]
fn choosing_by_issuer_is_a_step_only_where_it_changes_the_policy() {
    let mut model = fresh();
    load(&mut model, &[("partner", partner())]);
    by_token(&mut model, "https://login.example.com");
    act(&mut model, PolicyAction::Use("partner".to_owned()));
    edit(&mut model, |policy| policy.leeway_secs = 30);
    update(&mut model, Action::Undo);
    act(&mut model, PolicyAction::SetByIssuer(true));
    assert!(model.can_redo(), "nothing changed: the way forward is still there");
    update(&mut model, Action::Redo);
    assert_eq!(model.inputs.policy.leeway_secs, 30);
    act(&mut model, PolicyAction::SetByIssuer(false));
    act(&mut model, PolicyAction::UsePreset("dpop"));
    act(&mut model, PolicyAction::SetByIssuer(true));
    assert_eq!(model.policy_name(), Some("partner"));
    update(&mut model, Action::Undo);
    assert_eq!(model.inputs.policy, policy::preset("dpop").unwrap().policy);
}

#[test]
fn a_policy_that_was_never_saved_can_be_restored_too() {
    let mut model = fresh();
    edit(&mut model, |policy| policy.strict = true);
    let form = PolicyForm::SaveAs { name: "mine".to_owned(), description: "d".to_owned() };
    update(&mut model, Action::SetKeyForm(Some(KeyForm::Policy(form))));
    let document = to_keep(&update(&mut model, Action::SubmitKeyForm));
    act(&mut model, PolicyAction::NotSaved(Box::new(document.clone()), "The disk is full.".to_owned()));
    edit(&mut model, |policy| policy.leeway_secs = 30);
    let edited = model.inputs.policy.clone();
    assert_eq!(act(&mut model, PolicyAction::Remove), []);
    assert!(told(&model).contains("The policy “mine” is removed. “Restore policy” brings it back"), "{}", told(&model));
    assert_eq!((model.policies.all().len(), model.policies.can_restore()), (0, true));
    edit(&mut model, |policy| *policy = Policy::default());
    // the name was taken meanwhile
    load(&mut model, &[("mine", partner())]);
    act(&mut model, PolicyAction::Restore);
    assert_eq!(model.policies.named("mine (2)").map(|d| (&d.policy, d.description.as_str())), Some((&edited, "d")));
    assert_eq!((model.unsaved().len(), model.policies.can_restore()), (1, false));
    // what the vault had of it goes to its trash, what it had not is kept here
    act(&mut model, PolicyAction::NotSaved(Box::new(document.clone()), "The disk is full.".to_owned()));
    act(&mut model, PolicyAction::Use("mine".to_owned()));
    assert_eq!(act(&mut model, PolicyAction::Remove), [Effect::Policy(PolicyErrand::Remove("mine".to_owned()))]);
    assert!(model.policies.is_unsaved("mine"), "not before the vault agreed");
    act(&mut model, PolicyAction::Removed("mine".to_owned()));
    assert!(model.policies.named("mine").is_none());
    assert_eq!(act(&mut model, PolicyAction::Restore), [Effect::Policy(PolicyErrand::Restore("mine".to_owned()))]);
    act(&mut model, PolicyAction::Restored("mine".to_owned()));
    assert_eq!(model.policies.named("mine").map(|d| &d.policy), Some(&document.policy));
}

#[test]
fn what_could_not_be_read_again_is_not_saved() {
    let mut model = fresh();
    edit(&mut model, |policy| policy.audiences = (0..=1_000).map(|n| n.to_string()).collect());
    let form = PolicyForm::SaveAs { name: "long".to_owned(), description: String::new() };
    update(&mut model, Action::SetKeyForm(Some(KeyForm::Policy(form))));
    assert_eq!(update(&mut model, Action::SubmitKeyForm), []);
    assert!(
        told(&model).contains("The policy was not saved: its member “audiences” must be an array of at most 1,000")
    );
}
