//! Policies: the presets against tokens of their kind, what a token makes of itself, and what the window keeps of them.

use jwt_workbench::app::{
    Action, Change, Copy, Effect, KeyForm, Model, PolicyAction, PolicyErrand, PolicyForm, Settings, update,
};
use jwt_workbench::checks::{Need, Policy, State};
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::alg;
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::{Key, KeyRing, Private};
use jwt_workbench::policy::{self, Choice, Document};
use jwt_workbench::report::{At, Inputs, Report, Verdict, analyze};
use jwt_workbench::teach;
use serde_json::{Value, json};
use std::sync::LazyLock;
use zeroize::Zeroizing;

/// 2026-01-01 00:00:00 UTC.
const NOW: i64 = 1_767_225_600;

static SIGNER: LazyLock<Key> = LazyLock::new(|| {
    let spec: KeySpec = "ES256".parse().unwrap();
    Key { name: "signer".to_owned(), ..crypto::generate(&spec).unwrap() }
});

fn public_jwk() -> Value {
    serde_json::from_str(&SIGNER.to_jwk(Private::Omit).unwrap()).unwrap()
}

fn signed(header: &Value, claims: &Value) -> String {
    let input = [header, claims].map(|part| base64url::encode(part.to_string().as_bytes())).join(".");
    let signature = crypto::sign(alg::find("ES256").unwrap(), &SIGNER, input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(&signature))
}

fn judged_at(token: &str, policy: &Policy, secs: i64, keys: Vec<Key>) -> Report {
    let inputs = Inputs { token: token.to_owned(), tokens_in_text: 1, policy: policy.clone(), ..Inputs::default() };
    analyze(&inputs, &KeyRing::new(keys, 1), &At::utc(NumericDate::from_secs(secs)))
}

fn judged(token: &str, policy: &Policy) -> Report {
    judged_at(token, policy, NOW, vec![SIGNER.clone()])
}

fn state(report: &Report, id: &str) -> Option<State> {
    report.line(id).map(|l| l.outcome.state)
}

fn list(values: &[&str]) -> Vec<String> {
    values.iter().map(|v| (*v).to_owned()).collect()
}

// ------------------------------------------------------------------------------------------------------ presets

/// A preset with its blanks filled in, and a token that fits it.
struct Kind {
    policy: Policy,
    header: Value,
    claims: Value,
}

/// What a token is changed by.
type Slip = fn(&mut Value, &mut Value);

impl Kind {
    fn of(id: &str, fill: impl FnOnce(&mut Policy), header: Value, claims: Value) -> Self {
        let mut policy = policy::preset(id).unwrap().policy.clone();
        fill(&mut policy);
        assert_eq!(policy.blanks(), [], "{id}: filled in");
        Self { policy, header, claims }
    }

    /// The token as it should be is accepted without a warning; each slip is refused by that check.
    fn holds(&self, slips: &[(&str, Slip)]) {
        let good = judged(&signed(&self.header, &self.claims), &self.policy);
        let uneasy: Vec<_> = good.lines.iter().filter(|l| l.outcome.state < State::NotChecked).collect();
        assert_eq!((good.verdict, uneasy.len()), (Verdict::Accepted, 0), "{}: {uneasy:#?}", good.headline);
        for (number, (id, slip)) in slips.iter().enumerate() {
            let (mut header, mut claims) = (self.header.clone(), self.claims.clone());
            slip(&mut header, &mut claims);
            let report = judged(&signed(&header, &claims), &self.policy);
            assert_eq!(report.verdict, Verdict::Refused, "slip {number} ({id}): {}", report.headline);
            let state = state(&report, id);
            assert!(state <= Some(State::Warn) && state.is_some(), "slip {number}: {id} is {state:?}");
        }
    }
}

fn without(claims: &mut Value, name: &str) {
    claims.as_object_mut().unwrap().remove(name).expect("it was there");
}

fn trusted(policy: &mut Policy) {
    (policy.issuers, policy.audiences) = (list(&["https://login.example.com"]), list(&["my-api"]));
}

fn claims() -> Value {
    json!({
        "iss": "https://login.example.com", "sub": "alice", "aud": "my-api", "client_id": "shop", "jti": "4f1c9a2e",
        "iat": NOW - 60, "exp": NOW + 840, "scope": "orders:read",
    })
}

#[test]
fn best_practice_takes_a_good_token_and_refuses_each_slip() {
    let fill = |policy: &mut Policy| {
        trusted(policy);
        policy.typ = Some("at+jwt".to_owned());
    };
    let kind = Kind::of("rfc8725", fill, json!({"alg": "ES256", "typ": "at+jwt"}), claims());
    kind.holds(&[
        ("algorithm", |h, _| h["alg"] = json!("none")),
        ("algorithm", |h, _| h["alg"] = json!("HS256")),
        ("algorithm", |h, _| h["alg"] = json!("es256")),
        ("algorithm", |h, _| h["alg"] = json!("RSA1_5")),
        ("typ", |h, _| without(h, "typ")),
        ("typ", |h, _| h["typ"] = json!("JWT")),
        ("iss", |_, c| c["iss"] = json!("https://login.example.com/")),
        ("required-claims", |_, c| without(c, "iss")),
        ("aud", |_, c| c["aud"] = json!(["other-api"])),
        ("required-claims", |_, c| without(c, "aud")),
        ("required-claims", |_, c| without(c, "exp")),
        ("exp", |_, c| c["exp"] = json!(NOW)),
        // warnings refuse
        ("sensitive-claim", |_, c| c["password"] = json!("x")),
    ]);
}

#[test]
fn an_access_token_has_what_its_profile_asks_for() {
    let header = json!({"alg": "ES256", "typ": "application/AT+jwt"});
    let kind = Kind::of("rfc9068", trusted, header, claims());
    kind.holds(&[
        ("typ", |h, _| h["typ"] = json!("JWT")),
        ("typ", |h, _| without(h, "typ")),
        ("algorithm", |h, _| h["alg"] = json!("none")),
        ("required-claims", |_, c| without(c, "iss")),
        ("required-claims", |_, c| without(c, "exp")),
        ("required-claims", |_, c| without(c, "aud")),
        ("required-claims", |_, c| without(c, "sub")),
        ("required-claims", |_, c| without(c, "client_id")),
        ("required-claims", |_, c| without(c, "iat")),
        ("required-claims", |_, c| without(c, "jti")),
        ("iss", |_, c| c["iss"] = json!("https://login.example.org")),
        ("aud", |_, c| c["aud"] = json!("other-api")),
        ("exp", |_, c| c["exp"] = json!(NOW - 1)),
    ]);
}

#[test]
fn an_id_token_answers_its_own_login() {
    let fill = |policy: &mut Policy| {
        (policy.issuers, policy.audiences) = (list(&["https://login.example.com"]), list(&["client-7"]));
        policy.nonce = Some("n-0S6".to_owned());
    };
    let claims = json!({
        "iss": "https://login.example.com", "sub": "248289761001", "aud": ["client-7"], "nonce": "n-0S6",
        "iat": NOW - 5, "exp": NOW + 595, "auth_time": NOW - 20, "email": "alice@example.com",
    });
    let kind = Kind::of("oidc-id-token", fill, json!({"alg": "ES256"}), claims);
    kind.holds(&[
        ("algorithm", |h, _| h["alg"] = json!("none")),
        ("algorithm", |h, _| h["alg"] = json!("HS256")),
        ("iss", |_, c| c["iss"] = json!("https://other.example.com")),
        ("aud", |_, c| c["aud"] = json!("client-8")),
        ("nonce", |_, c| c["nonce"] = json!("another")),
        ("nonce", |_, c| without(c, "nonce")),
        ("required-claims", |_, c| without(c, "sub")),
        ("required-claims", |_, c| without(c, "iat")),
        ("required-claims", |_, c| without(c, "exp")),
        ("exp", |_, c| c["exp"] = json!(NOW - 1)),
    ]);
    let aged = Policy { max_age_secs: Some(3), ..kind.policy.clone() };
    assert_eq!(state(&judged(&signed(&kind.header, &kind.claims), &aged), "max-age"), Some(State::Fail));
    // the default algorithm of the standard
    assert!(kind.policy.algorithms.contains(&"RS256".to_owned()));
}

#[test]
fn a_dpop_proof_is_for_one_request() {
    const HASH: &str = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo";
    let fill = |policy: &mut Policy| {
        (policy.htm, policy.htu) = (Some("POST".to_owned()), Some("https://server.example.com/token?x=1".to_owned()));
        policy.ath = Some(HASH.to_owned());
    };
    let header = json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": public_jwk()});
    let claims = json!({"jti": "-BwC3ESc6acc2lTc", "htm": "POST", "htu": "https://SERVER.example.com:443/token",
        "iat": NOW - 2, "ath": HASH});
    let kind = Kind::of("dpop", fill, header, claims);
    kind.holds(&[
        ("typ", |h, _| h["typ"] = json!("JWT")),
        ("algorithm", |h, _| h["alg"] = json!("HS256")),
        ("kind-dpop", |h, _| without(h, "jwk")),
        ("htm", |_, c| c["htm"] = json!("GET")),
        ("htm", |_, c| c["htm"] = json!("post")),
        ("htm", |_, c| c["htm"] = json!(1)),
        ("htu", |_, c| c["htu"] = json!("https://server.example.com/tokens")),
        ("ath", |_, c| c["ath"] = json!("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEA")),
        ("ath", |_, c| without(c, "ath")),
        ("required-claims", |_, c| without(c, "jti")),
        ("required-claims", |_, c| without(c, "htm")),
        ("required-claims", |_, c| without(c, "htu")),
        ("max-age", |_, c| without(c, "iat")),
        ("max-age", |_, c| c["iat"] = json!(NOW - 66)),
        ("iat", |_, c| c["iat"] = json!(NOW + 60)),
    ]);
}

/// What a preset cannot know is never quietly passed.
#[test]
fn a_preset_with_blanks_accepts_nothing_and_says_what_to_fill_in() {
    for preset in policy::presets() {
        let typ = preset.policy.typ.clone().unwrap_or_else(|| "at+jwt".to_owned());
        let mut claims = claims();
        (claims["htm"], claims["htu"]) = (json!("GET"), json!("https://a.example/"));
        claims["iat"] = json!(NOW - 1);
        let mut header = json!({"alg": "ES256", "typ": typ});
        if preset.id == "dpop" {
            header["jwk"] = public_jwk();
        }
        let token = signed(&header, &claims);
        let report = judged(&token, &preset.policy);
        assert_eq!(report.verdict, Verdict::Undecided, "{}: {}", preset.id, report.headline);
        assert!(report.headline.contains("blanks to fill in"), "{}", report.headline);
        let line = report.line("policy-blank").unwrap();
        assert_eq!(line.outcome.state, State::NotChecked);
        for need in &preset.policy.needs {
            assert!(line.lesson.summary.contains(need.id()), "{}: {}", preset.id, line.lesson.summary);
        }
        // a value that is missing is no excuse for what is wrong
        let expired = judged_at(&token, &preset.policy, NOW + 9_000, vec![SIGNER.clone()]);
        assert_eq!(expired.verdict, Verdict::Refused, "{}", preset.id);
        // without a key it is the signature that is open
        let keyless = judged_at(&token, &preset.policy, NOW, Vec::new());
        assert_eq!(keyless.verdict, Verdict::Undecided);
        assert!(!keyless.headline.contains("blanks"), "{}", keyless.headline);
    }
}

/// The prose of the presets keeps the rules of the other books.
#[test]
fn presets_are_told_in_short_sentences() {
    for preset in policy::presets() {
        assert!(preset.title.chars().count() <= 48 && !preset.title.ends_with('.'), "{}", preset.title);
        assert!(
            preset.description.chars().count() <= 320 && preset.description.ends_with('.'),
            "{}",
            preset.description
        );
        assert!(!preset.refs.is_empty() && !preset.policy.needs.is_empty(), "{}", preset.id);
        for name in &preset.policy.algorithms {
            let row = alg::find(name).unwrap_or_else(|| panic!("{name}"));
            assert!(row.signs() && !name.starts_with("HS") && name != "none", "{}: {name}", preset.id);
        }
        assert!(preset.policy.required.iter().all(|claim| teach::claim(claim).is_some()), "{}", preset.id);
    }
}

// ------------------------------------------------------------------------------------------------- from a token

#[test]
fn the_policy_of_a_token_accepts_that_token_and_not_its_neighbours() {
    let header = json!({"alg": "ES256", "typ": "at+jwt"});
    let token = signed(&header, &claims());
    let made = policy::of_token(&judged(&token, &Policy::default())).unwrap();
    assert!(made.is_verified && made.cautions().is_empty());
    let expected = Policy {
        algorithms: list(&["ES256"]),
        issuers: list(&["https://login.example.com"]),
        audiences: list(&["my-api"]),
        typ: Some("at+jwt".to_owned()),
        required: list(&["iss", "sub", "aud", "exp", "iat", "jti", "client_id"]),
        ..Policy::default()
    };
    assert_eq!(made.policy, expected);
    assert_eq!(judged(&token, &made.policy).verdict, Verdict::Accepted);
    // another person's token of the same issuer is as good
    let mut other = claims();
    (other["sub"], other["jti"]) = (json!("bob"), json!("2"));
    assert_eq!(judged(&signed(&header, &other), &made.policy).verdict, Verdict::Accepted);
    for (name, value) in [("iss", json!("x")), ("aud", json!("x"))] {
        let mut other = claims();
        other[name] = value;
        assert_eq!(judged(&signed(&header, &other), &made.policy).verdict, Verdict::Refused, "{name}");
    }
    let id_token = signed(&json!({"alg": "ES256"}), &claims());
    assert_eq!(judged(&id_token, &made.policy).verdict, Verdict::Refused);
}

#[test]
fn what_a_stranger_wrote_is_said_to_be_that() {
    let token = signed(&json!({"alg": "ES256"}), &json!({"aud": ["a", "b"], "exp": NOW + 60}));
    let made = policy::of_token(&judged_at(&token, &Policy::default(), NOW, Vec::new())).unwrap();
    assert!(!made.is_verified);
    assert_eq!(made.cautions(), ["unverified-token", "several-audiences", "no-issuer"]);
    // `none` is never worth expecting, and a text without claims has nothing to expect
    let unsecured = format!("{}.{}.", base64url::encode(b"{\"alg\":\"none\"}"), base64url::encode(b"{\"iss\":\"i\"}"));
    let made = policy::of_token(&judged(&unsecured, &Policy::default())).unwrap();
    assert_eq!((made.policy.algorithms.len(), made.is_verified), (0, false));
    for text in ["", "no token", &signed(&json!({"alg": "ES256"}), &json!([1]))] {
        assert_eq!(policy::of_token(&judged(text, &Policy::default())), None, "{text}");
    }
}

#[test]
fn an_issuer_chooses_the_one_policy_that_expects_it_exactly() {
    let of = |name: &str, issuers: &[&str]| Document {
        name: Some(name.to_owned()),
        policy: Policy { issuers: list(issuers), ..Policy::default() },
        ..Document::default()
    };
    let policies =
        [of("a", &["https://a.example"]), of("b", &["https://b.example", "https://c.example"]), of("any", &[])];
    let chosen = |issuer: &str| policy::by_issuer(&policies, issuer);
    assert_eq!(chosen("https://a.example"), Choice::One("a".to_owned()));
    assert_eq!(chosen("https://c.example"), Choice::One("b".to_owned()));
    for near in ["https://a.example/", "https://A.example", "https://d.example", ""] {
        assert_eq!(chosen(near), Choice::Nobody, "{near}");
    }
    let twice = [of("a", &["i"]), of("b", &["i"])];
    assert_eq!(policy::by_issuer(&twice, "i"), Choice::Several(list(&["a", "b"])));
}

// --------------------------------------------------------------------------------------------------- the window

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
