//! Making encrypted tokens in the workbench: what follows an edit and what waits, what undo brings back, the forms.

use jwt_workbench::app::{Action, Effect, Gravity, Kind, Made, Model, SecretUse, Settings, update};
use jwt_workbench::crypto::{KeySpec, generate};
use jwt_workbench::jose::alg;
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::flaw::Part;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::jose::token::{Form, Token};
use jwt_workbench::keys::{Key, Material, Private, Secret, import};
use jwt_workbench::make::Shape;
use jwt_workbench::report::{At, Report, Verdict, analyze, is_slow};
use std::sync::LazyLock;
use zeroize::Zeroizing;

const NOW: i64 = 1_795_356_309;
const HEADER: &str = "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"signer\"}";
const CLAIMS: &str = "{\"sub\":\"canary-claim\",\"n\":1.00}";

static RSA: LazyLock<Key> = LazyLock::new(|| made("RSA-OAEP-256", "rsa"));

fn made(alg: &str, name: &str) -> Key {
    let spec = KeySpec::for_alg(alg::find(alg).unwrap(), None).unwrap();
    let key = generate(&spec).unwrap();
    Key { name: name.to_owned(), kid: Some(name.to_owned()), ..key }
}

fn secret() -> Key {
    let mut key = Key::new(Material::Oct(Secret::new(b"thirty-two octets of hmac, and more".to_vec())));
    (key.name, key.kid) = ("signer".to_owned(), Some("signer".to_owned()));
    key.usage = Some("sig".to_owned());
    key
}

fn passphrase() -> Key {
    let mut key = Key::new(Material::Oct(Secret::new(b"correct horse battery".to_vec())));
    key.name = "words".to_owned();
    key.key_ops = SecretUse::Passphrase.operations();
    key
}

/// The public half alone.
fn public(key: &Key) -> Key {
    let jwk = key.to_jwk(Private::Omit).unwrap();
    let mut keys = import(jwk.as_bytes()).keys;
    Key { name: format!("{}-public", key.name), ..keys.remove(0) }
}

struct Bench(Model);

impl Bench {
    fn new(keys: Vec<Key>) -> Self {
        let mut model = Model::new(Settings::default());
        model.now = NumericDate::from_secs(NOW);
        update(&mut model, Action::KeysLoaded(keys));
        Self(model)
    }

    /// With a signed token and these keys.
    fn signed(keys: Vec<Key>) -> Self {
        let mut bench = Self::new(keys);
        let token = format!("{}.{}.", base64url::encode(HEADER.as_bytes()), base64url::encode(CLAIMS.as_bytes()));
        bench.act(Action::TypeToken(token));
        bench.act(Action::ChooseSigningKey(Some("signer".to_owned())));
        bench.act(Action::Sign);
        bench
    }

    /// Does it, makes the report, and tells what it opened, as the window does.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        let effects = update(&mut self.0, action);
        self.0.now = self.0.now.plus_secs(2);
        let report = self.report();
        if let Some(content) = report.decryption.as_ref().and_then(|d| d.plaintext.clone()) {
            let inner = report.inner.as_ref().filter(|inner| !inner.token.form.is_jwe());
            let inside = inner.map(|inner| Zeroizing::new(inner.token.text.clone()));
            update(&mut self.0, Action::Opened { content, inside });
        }
        effects
    }

    fn encrypt_to(&mut self, key: &str) -> Vec<Effect> {
        self.act(Action::ChooseRecipient { number: 0, key: Some(key.to_owned()) });
        self.act(Action::ChooseKind(Kind::Encrypt));
        self.act(Action::Make)
    }

    fn edit(&mut self, part: Part, text: &str) {
        assert_eq!(self.act(Action::EditPart(part, text.to_owned())), []);
    }

    fn report(&self) -> Report {
        analyze(&self.0.inputs, &self.0.ring, &At::utc(self.0.now))
    }

    fn token(&self) -> Token {
        Token::read(&self.0.inputs.token)
    }

    fn told(&self) -> String {
        self.0.notices.iter().map(|n| n.text.clone()).collect::<Vec<_>>().join("\n")
    }

    fn content(&self) -> String {
        let report = self.report();
        let opened = report.decryption.as_ref().and_then(|d| d.plaintext.clone()).expect("it opens");
        String::from_utf8(opened.to_vec()).unwrap()
    }

    /// The header of an encrypted token, without what is new each time.
    fn member(&self, name: &str) -> Option<String> {
        self.token().parameter(name).and_then(|(_, n)| n.as_str()).map(str::to_owned)
    }
}

#[test]
fn claims_are_encrypted_to_a_key_of_every_kind() {
    for (alg, enc) in [
        ("RSA-OAEP-256", "A256GCM"),
        ("ECDH-ES", "A128CBC-HS256"),
        ("ECDH-ES+A256KW", "A256GCM"),
        ("A128KW", "A192GCM"),
        ("A256GCMKW", "A256CBC-HS512"),
        ("dir", "A256GCM"),
    ] {
        let mut bench = Bench::signed(vec![secret(), made(alg, "to")]);
        bench.act(Action::ChooseRecipient { number: 0, key: Some("to".into()) });
        bench.act(Action::ChooseKind(Kind::Encrypt));
        bench.act(Action::ChooseContentEncryption(alg::find_content(enc).unwrap().name));
        let before = bench.0.inputs.token.clone();
        assert_eq!(bench.act(Action::Make), [Effect::NoteUse("to".to_owned())], "{alg}");
        assert_eq!(bench.token().form, Form::JweCompact, "{alg}: {}", bench.told());
        assert_eq!((bench.member("alg").as_deref(), bench.member("enc").as_deref()), (Some(alg), Some(enc)));
        assert_eq!(bench.member("kid").as_deref(), Some("to"), "the signer's kid is not the recipient's");
        assert_eq!(bench.content(), CLAIMS, "{alg}");
        assert!(bench.told().contains(&format!("Encrypted to “to”, {alg} with {enc}.")), "{}", bench.told());
        bench.act(Action::Undo);
        assert_eq!(bench.0.inputs.token, before);
        bench.act(Action::Redo);
        assert_eq!(bench.content(), CLAIMS);
    }
}

#[test]
fn an_edit_of_what_is_encrypted_waits_for_the_button() {
    let mut bench = Bench::signed(vec![secret(), RSA.clone()]);
    bench.encrypt_to("rsa");
    let first = bench.0.inputs.token.clone();
    assert_eq!(bench.0.claims.text, "{\n  \"sub\": \"canary-claim\",\n  \"n\": 1.00\n}");
    assert!(!bench.0.is_ahead());
    bench.edit(Part::Payload, "{\"sub\":\"bob\"}");
    assert_eq!(bench.0.inputs.token, first, "typing cannot change what is encrypted");
    assert!(bench.0.is_ahead() && bench.0.unsaved().iter().any(|u| u.contains("not in the encrypted token yet")));
    bench.edit(Part::Header, "{\"typ\":\"at+jwt\"}");
    assert_eq!(bench.0.inputs.token, first);
    bench.act(Action::Make);
    assert_ne!(bench.0.inputs.token, first);
    assert_eq!((bench.content().as_str(), bench.member("typ").as_deref()), ("{\"sub\":\"bob\"}", Some("at+jwt")));
    assert_eq!((bench.member("alg").as_deref(), bench.0.is_ahead()), (Some("RSA-OAEP-256"), false));
    assert_eq!(bench.0.claims.text, "{\"sub\":\"bob\"}", "the editor keeps its text");
    bench.act(Action::Undo);
    assert_eq!(bench.0.inputs.token, first);
    assert_eq!(bench.0.claims.text, "{\"sub\":\"bob\"}", "what was typed is there again, and waits");
    assert!(bench.0.is_ahead());
    bench.act(Action::RevertPart(Part::Payload));
    bench.act(Action::RevertPart(Part::Header));
    assert!(!bench.0.is_ahead());
}

#[test]
fn what_nobody_edited_is_encrypted_to_the_byte() {
    let odd = "{ \"a\" : 1.00 ,\n\"a\":2 }";
    let mut bench = Bench::new(vec![RSA.clone()]);
    bench.act(Action::TypeToken(format!("{}.{}.", base64url::encode(b"{}"), base64url::encode(odd.as_bytes()))));
    bench.encrypt_to("rsa");
    assert_eq!(bench.content(), odd);
    bench.act(Action::ChooseContentEncryption("A128GCM"));
    bench.act(Action::Make);
    assert_eq!((bench.content().as_str(), bench.member("enc").as_deref()), (odd, Some("A128GCM")));
}

#[test]
fn with_follow_on_the_token_follows_each_edit_that_parses() {
    let mut bench = Bench::signed(vec![secret(), RSA.clone()]);
    bench.encrypt_to("rsa");
    let first = bench.0.inputs.token.clone();
    bench.act(Action::SetFollow(true));
    assert_eq!(bench.0.inputs.token, first, "nothing was edited, nothing is made");
    bench.edit(Part::Payload, "{\"sub\":");
    assert_eq!(bench.0.inputs.token, first);
    bench.edit(Part::Payload, "{\"sub\":\"bob\"}");
    assert_eq!(bench.content(), "{\"sub\":\"bob\"}");
    bench.act(Action::RemoveKey("rsa".into()));
    bench.act(Action::KeysLoaded(vec![secret()]));
    let last = bench.0.inputs.token.clone();
    bench.edit(Part::Payload, "{\"sub\":\"eve\"}");
    assert!(!bench.0.making.follow && bench.0.inputs.token == last, "without a key it ends");
    assert!(bench.told().contains("“Follow my edits” was switched off"), "{}", bench.told());
    assert_eq!(bench.0.claims.text, "{\"sub\":\"eve\"}", "what was typed stays");
}

#[test]
fn a_nested_token_is_signed_then_encrypted_and_accepted_with_both_keys() {
    let mut bench = Bench::signed(vec![secret(), RSA.clone()]);
    bench.act(Action::ChooseRecipient { number: 0, key: Some("rsa".into()) });
    bench.act(Action::ChooseKind(Kind::SignThenEncrypt));
    bench.act(Action::Make);
    assert!(bench.told().contains("Signed with “signer”, HS256; then encrypted to “rsa”, RSA-OAEP-256 with A256GCM."));
    assert_eq!(bench.member("cty").as_deref(), Some("JWT"));
    let report = bench.report();
    let inner = report.inner.as_ref().expect("a token is inside");
    assert_eq!(
        (report.verdict, inner.verdict, inner.token.payload.text.as_str()),
        (Verdict::Accepted, Verdict::Accepted, CLAIMS)
    );
    assert_eq!(bench.0.claims.inside.as_deref().map(String::as_str), Some(inner.token.text.as_str()));
    // the editor shows the claims of the inner token; making it anew keeps the inner header
    bench.edit(Part::Payload, "{\"sub\":\"bob\"}");
    bench.act(Action::Make);
    let report = bench.report();
    let inner = report.inner.as_ref().unwrap();
    assert_eq!((inner.verdict, inner.token.payload.text.as_str()), (Verdict::Accepted, "{\"sub\":\"bob\"}"));
    assert_eq!(inner.token.header.text, HEADER);
    // encrypted alone, to another key, the signed token inside stays to the byte
    let (token, ec) = (inner.token.text.clone(), made("ECDH-ES", "ec"));
    bench.act(Action::KeysLoaded(vec![secret(), RSA.clone(), ec]));
    bench.encrypt_to("ec");
    assert_eq!((bench.content(), bench.member("alg").as_deref()), (token, Some("ECDH-ES")));
    // and "Sign" takes it out
    bench.act(Action::ChooseKind(Kind::Sign));
    bench.act(Action::Make);
    assert_eq!((bench.token().form, bench.report().verdict), (Form::JwsCompact, Verdict::Accepted));
}

#[test]
fn the_kind_follows_what_is_shown_until_one_is_chosen() {
    let mut bench = Bench::signed(vec![secret(), RSA.clone()]);
    assert_eq!(bench.0.kind(), Kind::Sign);
    let signed = bench.0.inputs.token.clone();
    bench.encrypt_to("rsa");
    let encrypted = bench.0.inputs.token.clone();
    let mut other = Bench::new(vec![secret(), RSA.clone()]);
    other.act(Action::TypeToken(encrypted));
    assert_eq!(other.0.kind(), Kind::Encrypt);
    other.act(Action::TypeToken(signed));
    assert_eq!(other.0.kind(), Kind::Sign);
}

#[test]
fn a_whole_signed_token_is_encrypted_on_wish() {
    let mut bench = Bench::signed(vec![secret(), RSA.clone()]);
    let signed = bench.0.inputs.token.clone();
    bench.act(Action::SetWhole(true));
    bench.encrypt_to("rsa");
    assert_eq!((bench.content(), bench.member("cty").as_deref()), (signed, Some("JWT")));
}

#[test]
fn a_new_token_waits_for_its_first_encryption() {
    let mut bench = Bench::new(vec![secret(), RSA.clone()]);
    bench.act(Action::ChooseKind(Kind::Encrypt));
    bench.act(Action::NewToken);
    assert_eq!(bench.0.inputs.token, "", "there is no token before it is encrypted");
    assert!(bench.0.is_ahead() && bench.0.claims.text.contains("alice"));
    assert!(!bench.0.unsaved().is_empty());
    bench.act(Action::Make);
    assert!(bench.told().contains("Not encrypted: no key is chosen"), "{}", bench.told());
    bench.encrypt_to("rsa");
    assert!(bench.content().contains("\"sub\":\"alice\"") && bench.member("typ").as_deref() == Some("JWT"));
    // changing one's mind takes it along
    bench.act(Action::NewToken);
    bench.act(Action::ChooseKind(Kind::Sign));
    bench.act(Action::ChooseSigningKey(Some("signer".into())));
    bench.act(Action::Make);
    assert_eq!((bench.token().form, bench.report().verdict), (Form::JwsCompact, Verdict::Accepted));
}

#[test]
fn a_locked_token_says_that_it_is_not_opened() {
    let mut bench = Bench::signed(vec![secret(), RSA.clone()]);
    bench.encrypt_to("rsa");
    let token = bench.0.inputs.token.clone();
    let mut other = Bench::new(vec![public(&RSA)]);
    other.act(Action::TypeToken(token.clone()));
    assert!(!other.0.claims.is_known && other.0.claims.text.is_empty());
    other.encrypt_to("rsa-public");
    assert!(other.told().contains("Not encrypted: the token shown is not opened"), "{}", other.told());
    assert_eq!(other.0.inputs.token, token);
    // what one encrypts oneself stays in view, although the token cannot be opened again
    other.act(Action::NewToken);
    let typed = other.0.claims.text.clone();
    other.act(Action::Make);
    assert_eq!((other.token().form, other.0.claims.text.as_str()), (Form::JweCompact, typed.as_str()));
    assert!(other.0.claims.is_known && !other.0.is_ahead());
}

#[test]
fn a_passphrase_is_stretched_on_a_worker() {
    let mut bench = Bench::signed(vec![secret(), passphrase()]);
    bench.act(Action::SetRounds(1_000));
    let before = bench.0.inputs.token.clone();
    let effects = bench.encrypt_to("words");
    let [Effect::Make(order)] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(bench.0.is_making() && bench.0.inputs.token == before);
    let made: Made = order.carry_out().unwrap();
    bench.act(Action::Made(Box::new(made.clone())));
    assert_eq!((bench.member("alg").as_deref(), bench.content().as_str()), (Some("PBES2-HS256+A128KW"), CLAIMS));
    assert!(is_slow(&bench.0.inputs, &bench.0.ring) && !bench.0.is_making());
    bench.act(Action::SetFollow(true));
    assert!(!bench.0.making.follow, "it cannot follow each keystroke");
    // what was typed meanwhile goes before it
    bench.act(Action::Make);
    bench.edit(Part::Payload, "{\"sub\":\"typed\"}");
    let shown = bench.0.inputs.token.clone();
    bench.act(Action::Made(Box::new(made)));
    assert_eq!((bench.0.inputs.token.as_str(), bench.0.claims.text.as_str()), (shown.as_str(), "{\"sub\":\"typed\"}"));
    assert!(bench.told().contains("you changed something meanwhile"), "{}", bench.told());
    // and so does stopping it
    bench.act(Action::Make);
    bench.act(Action::NotMade(None));
    assert!(!bench.0.is_making() && bench.0.inputs.token == shown);
}

#[test]
fn only_slow_tokens_are_opened_elsewhere() {
    let mut bench = Bench::signed(vec![secret(), RSA.clone()]);
    assert!(!is_slow(&bench.0.inputs, &bench.0.ring), "a signature is quick");
    bench.encrypt_to("rsa");
    assert!(!is_slow(&bench.0.inputs, &bench.0.ring), "RSA is quick");
    let header =
        base64url::encode(br#"{"alg":"PBES2-HS512+A256KW","enc":"A128GCM","p2s":"AAAAAAAAAAA","p2c":1200000}"#);
    bench.act(Action::TypeToken(format!("{header}.AA.AA.AA.AA")));
    assert!(is_slow(&bench.0.inputs, &bench.0.ring));
    bench.act(Action::TypeToken(format!(
        "{{\"protected\":\"{header}\",\"encrypted_key\":\"AA\",\"iv\":\"AA\",\"ciphertext\":\"AA\",\"tag\":\"AA\"}}"
    )));
    assert!(is_slow(&bench.0.inputs, &bench.0.ring), "in a JSON form too");
}

#[test]
fn several_recipients_make_the_general_form_and_each_opens_it() {
    let (rsa, ec) = (RSA.clone(), made("ECDH-ES+A128KW", "ec"));
    let mut bench = Bench::signed(vec![secret(), rsa.clone(), ec.clone()]);
    bench.act(Action::AddRecipient);
    bench.act(Action::ChooseRecipient { number: 1, key: Some("ec".into()) });
    bench.encrypt_to("rsa");
    assert_eq!((bench.token().form, bench.token().entries()), (Form::JweGeneral, 2), "{}", bench.told());
    for key in [rsa, ec] {
        bench.act(Action::KeysLoaded(vec![key]));
        assert_eq!(bench.content(), CLAIMS);
    }
    bench.act(Action::RemoveRecipient(1));
    assert_eq!(bench.0.making.sealing.recipients.len(), 1);
    // fewer than before: that is said
    bench.act(Action::ChooseRecipient { number: 0, key: Some("ec".into()) });
    bench.act(Action::Make);
    assert_eq!((bench.token().form, bench.token().entries()), (Form::JweGeneral, 1));
    assert!(bench.told().contains("fewer recipients than before"), "{}", bench.told());
    bench.act(Action::RemoveRecipient(0));
    assert_eq!(bench.0.making.sealing.recipients.len(), 1, "one stays");
}

#[test]
fn forms_are_converted_there_and_back() {
    let mut bench = Bench::signed(vec![secret(), RSA.clone()]);
    for encrypted in [false, true] {
        if encrypted {
            bench.encrypt_to("rsa");
        }
        let compact = bench.0.inputs.token.clone();
        for (shape, form) in [
            (Shape::Flattened, [Form::JwsFlattened, Form::JweFlattened]),
            (Shape::General, [Form::JwsGeneral, Form::JweGeneral]),
            (Shape::Compact, [Form::JwsCompact, Form::JweCompact]),
        ] {
            bench.act(Action::Convert(shape));
            assert_eq!(bench.token().form, form[usize::from(encrypted)], "{}", bench.told());
            assert_eq!(bench.report().verdict, Verdict::Accepted, "{}", bench.report().headline);
            assert!(bench.0.claims.text.contains("canary-claim"), "what was opened stays in view");
        }
        assert_eq!(bench.0.inputs.token, compact);
    }
    bench.act(Action::Undo);
    assert_eq!(bench.token().form, Form::JweGeneral);
}

#[test]
fn an_encrypted_json_token_keeps_its_form_when_made_anew() {
    let mut bench = Bench::signed(vec![secret(), RSA.clone()]);
    bench.encrypt_to("rsa");
    bench.act(Action::Convert(Shape::Flattened));
    bench.edit(Part::Payload, "{\"sub\":\"bob\"}");
    bench.act(Action::Make);
    assert_eq!((bench.token().form, bench.content().as_str()), (Form::JweFlattened, "{\"sub\":\"bob\"}"));
}

#[test]
fn a_signature_is_added_and_the_chosen_one_is_signed_again() {
    let ec = made("ES256", "ec");
    let mut bench = Bench::signed(vec![secret(), ec]);
    bench.act(Action::ChooseSigningKey(Some("ec".into())));
    bench.act(Action::AddSignature);
    assert_eq!((bench.token().form, bench.token().entries(), bench.0.making.entry), (Form::JwsGeneral, 2, 1));
    assert_eq!(bench.report().verdict, Verdict::Accepted, "{}", bench.report().headline);
    // the header editor shows the chosen signature's
    assert!(bench.0.header.text.contains("ES256"), "{}", bench.0.header.text);
    bench.act(Action::ChooseEntry(0));
    assert!(bench.0.header.text.contains("HS256"), "{}", bench.0.header.text);
    // an edit breaks both; signing mends the chosen one alone
    bench.edit(Part::Payload, "{\"sub\":\"bob\"}");
    assert!(bench.report().each.iter().all(|e| e.verdict == Verdict::Refused));
    bench.act(Action::ChooseSigningKey(Some("signer".into())));
    bench.act(Action::Sign);
    let verdicts: Vec<_> = bench.report().each.iter().map(|e| e.verdict).collect();
    assert_eq!(verdicts, [Verdict::Accepted, Verdict::Refused], "{}", bench.told());
    bench.act(Action::Undo);
    assert!(bench.report().each.iter().all(|e| e.verdict == Verdict::Refused));
}

#[test]
fn what_is_inside_is_in_no_debug_text() {
    let mut bench = Bench::signed(vec![secret(), RSA.clone()]);
    bench.act(Action::SetWhole(true));
    bench.encrypt_to("rsa");
    let content = Zeroizing::new(bench.content().into_bytes());
    let inside = Some(Zeroizing::new(bench.content()));
    let order = jwt_workbench::app::Order::of(&bench.0, Kind::Encrypt).ok().unwrap();
    let texts = [
        format!("{:?}", bench.0),
        format!("{:?}", bench.0.claims),
        format!("{:?}", Action::Made(Box::new(order.carry_out().ok().unwrap()))),
        format!("{:?}", Action::Opened { content, inside }),
        format!("{:?}", Effect::Make(Box::new(order))),
    ];
    for text in texts {
        assert!(!text.contains("canary-claim") && !text.contains("eyJ"), "{text}");
    }
    // another token: nothing of this one is left in the editors
    bench.act(Action::TypeToken("x.y.z".into()));
    assert!(bench.0.claims.inside.is_none() && !bench.0.claims.text.contains("canary-claim"));
}

#[test]
fn a_passphrase_is_never_taken_for_an_aes_key() {
    let mut words = passphrase();
    words.material = Material::Oct(Secret::new(b"sixteen letters!".to_vec()));
    let offered = jwt_workbench::make::key_algorithms(&words);
    assert!(!offered.is_empty() && offered.iter().all(|row| row.name.starts_with("PBES2")), "{offered:?}");
    assert!(jwt_workbench::make::algorithms(&words, None).is_empty(), "nor does it sign");
}

#[test]
fn refusals_are_told_and_are_no_step() {
    let mut bench = Bench::signed(vec![secret(), RSA.clone()]);
    bench.act(Action::ChooseKind(Kind::Encrypt));
    let before = bench.0.inputs.token.clone();
    bench.act(Action::Make);
    assert_eq!(bench.0.inputs.token, before);
    assert!(
        bench
            .0
            .notices
            .iter()
            .any(|n| n.gravity == Gravity::Error && n.text.contains("Not encrypted: no key is chosen"))
    );
    bench.act(Action::ChooseRecipient { number: 0, key: Some("rsa".into()) });
    bench.edit(Part::Payload, "{\"a\":");
    bench.act(Action::Make);
    assert!(bench.told().contains("the claims cannot be encrypted yet: line 1"), "{}", bench.told());
}
