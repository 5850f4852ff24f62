//! The time bar as a value: where times are on it, what it says, and that it flips where the checks do.

use crate::cli::Bench;
use jwt_workbench::app::{Action, Model, Settings, update};
use jwt_workbench::checks::{Fix, Policy, State};
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::KeyRing;
use jwt_workbench::report::timeline::{MarkKind, Scale, Timeline};
use jwt_workbench::report::zone::{self, ZoneChoice};
use jwt_workbench::report::{At, Inputs, KeyChoice, Report, analyze};
use proptest::prelude::*;

/// 2026-11-22 14:05:09 UTC.
const NOW: i64 = 1_795_356_309;
const YEAR: i64 = 31_557_600;

fn date(secs: i64) -> NumericDate {
    NumericDate::from_secs(secs)
}

fn inputs(claims: &str, policy: Policy) -> Inputs {
    let encoded = |text: &str| base64url::encode(text.as_bytes());
    let token = format!("{}.{}.c2ln", encoded(r#"{"alg":"HS256"}"#), encoded(claims));
    Inputs { token, policy, tokens_in_text: 1, key_choice: KeyChoice::Nothing, ..Inputs::default() }
}

fn at_now(inputs: &Inputs, now: i64) -> (Report, Timeline) {
    let at = At::utc(date(now));
    let report = analyze(inputs, &KeyRing::default(), &at);
    let timeline = Timeline::of(&report, inputs, &at);
    (report, timeline)
}

fn timeline(claims: &str) -> Timeline {
    at_now(&inputs(claims, Policy::default()), NOW).1
}

#[test]
fn the_line_says_how_it_stands() {
    let with_leeway = |leeway_secs| Policy { leeway_secs, ..Policy::default() };
    let aged = Policy { max_age_secs: Some(3_600), ..Policy::default() };
    let rows: Vec<(String, Policy, &str, State)> = vec![
        (format!(r#"{{"exp":{}}}"#, NOW + 840), Policy::default(), "Expires in 14 min", State::Pass),
        (format!(r#"{{"exp":{}}}"#, NOW), Policy::default(), "Expired now", State::Fail),
        (format!(r#"{{"exp":{}}}"#, NOW - 3 * 3_600), Policy::default(), "Expired 3 h ago", State::Fail),
        (
            format!(r#"{{"exp":{}}}"#, NOW - 20),
            with_leeway(60),
            "Expired 20 s ago, within the leeway of 60 s",
            State::Warn,
        ),
        (
            format!(r#"{{"nbf":{},"exp":{}}}"#, NOW + 7_200, NOW + 9_000),
            Policy::default(),
            "Too early: begins in 2 h",
            State::Fail,
        ),
        (
            format!(r#"{{"nbf":{}}}"#, NOW + 20),
            with_leeway(30),
            "Begins in 20 s, within the leeway of 30 s",
            State::Warn,
        ),
        (
            format!(r#"{{"iat":{},"exp":{}}}"#, NOW - 7_200, NOW + 60),
            aged,
            "Issued 2 h ago, older than the maximum age of 60 min",
            State::Fail,
        ),
        (
            format!(r#"{{"iat":{}}}"#, NOW + 600),
            Policy::default(),
            "Its time of issue lies in the future (in 10 min)",
            State::Warn,
        ),
        (
            format!(r#"{{"nbf":{NOW},"exp":{NOW}}}"#),
            Policy::default(),
            "Never usable: it ends before it begins",
            State::Fail,
        ),
        (format!(r#"{{"iat":{NOW}}}"#), Policy::default(), "Never expires: it has no “exp”", State::NotChecked),
        ("{}".to_owned(), Policy::default(), "Has no times", State::NotChecked),
        (
            r#"{"exp":"soon"}"#.to_owned(),
            Policy::default(),
            "Its end cannot be read: “exp” is not a number",
            State::Fail,
        ),
        (r#"{"exp":1e400}"#.to_owned(), Policy::default(), "Expires beyond the year 9999", State::Warn),
        (r#"{"exp":-1e400}"#.to_owned(), Policy::default(), "Expired before our calendar begins", State::Fail),
    ];
    for (claims, policy, headline, state) in rows {
        let (_, timeline) = at_now(&inputs(&claims, policy), NOW);
        assert_eq!((timeline.headline.as_str(), timeline.state), (headline, state), "{claims}");
    }
}

#[test]
fn marks_stand_in_the_order_of_time_and_the_same_moment_has_one() {
    let timeline = timeline(&format!(r#"{{"exp":{},"nbf":{NOW},"iat":{NOW}}}"#, NOW + 600));
    let labels: Vec<&str> = timeline.marks.iter().map(|m| m.label.as_str()).collect();
    assert_eq!(labels, ["iat, nbf", "exp"]);
    assert!(timeline.marks[0].place < timeline.marks[1].place);
    assert_eq!(
        timeline.marks[1].told,
        ["exp: expires at", "2026-11-22 14:15:09 UTC", "in 10 min"],
        "UTC is told once where it is the local time too"
    );
}

#[test]
fn a_date_in_milliseconds_is_shown_where_it_was_meant() {
    let timeline = timeline(&format!(r#"{{"iat":{},"exp":{}}}"#, NOW - 60, (NOW + 600) * 1_000));
    let meant = timeline.marks.iter().find(|m| m.kind == MarkKind::Meant).expect("it is marked");
    assert_eq!((meant.date, meant.label.as_str()), (date(NOW + 600), "exp ÷ 1000"));
    let exp = timeline.marks.iter().find(|m| m.label == "exp").expect("the read one too");
    assert!(exp.is_off && exp.place > meant.place && !meant.is_off);
    let note =
        timeline.notes.iter().find(|n| n.words.title == "Milliseconds instead of seconds").expect("it is explained");
    assert_eq!(note.words.summary, "“exp” counts milliseconds. Divided by 1000 it is 2026-11-22 14:15:09 UTC.");
    assert_eq!(timeline.headline, "Counts milliseconds where seconds belong");
}

#[test]
fn little_skew_is_explained_and_bridged_and_much_is_not() {
    for (claim, missed, leeway) in [
        ("exp", -20, Some(30)),
        ("exp", -30, Some(60)),
        ("exp", -299, Some(300)),
        ("exp", -300, None),
        ("nbf", 20, Some(30)),
        ("nbf", 30, Some(30)),
        ("nbf", 301, None),
        ("iat", 1, Some(30)),
        ("iat", 301, None),
    ] {
        let inputs = inputs(&format!(r#"{{"{claim}":{}}}"#, NOW + missed), Policy::default());
        let (report, timeline) = at_now(&inputs, NOW);
        let offered: Vec<_> = timeline.notes.iter().filter_map(|n| n.fix.clone()).collect();
        assert_eq!(offered, leeway.map(Fix::SetLeeway).into_iter().collect::<Vec<_>>(), "{claim} {missed}");
        let before = report.line(claim).expect("judged").outcome.state;
        if let Some(leeway_secs) = leeway {
            let policy = Policy { leeway_secs, ..Policy::default() };
            let (report, timeline) = at_now(&Inputs { policy, ..inputs }, NOW);
            let after = report.line(claim).expect("judged").outcome.state;
            assert!(before != State::Pass && after == State::Pass, "{claim} {missed}: the leeway does it");
            assert!(timeline.notes.is_empty());
        }
    }
}

/// Ages that other checks count: a login and a proof of possession.
#[test]
fn what_grows_old_turns_in_the_second_after_it_may() {
    let login = format!(
        r#"{{"iss":"i","sub":"s","aud":"a","nonce":"n","iat":{NOW},"exp":{},"auth_time":{}}}"#,
        NOW + 9_000,
        NOW - 30
    );
    let policy = Policy { max_age_secs: Some(3_600), leeway_secs: 10, ..Policy::default() };
    let login = inputs(&login, policy);
    let proof = Inputs {
        token: format!(
            "{}.{}.c2ln",
            base64url::encode(br#"{"alg":"ES256","typ":"dpop+jwt"}"#),
            base64url::encode(
                format!(r#"{{"jti":"j","htm":"GET","htu":"https://a.example/","iat":{NOW}}}"#).as_bytes()
            )
        ),
        ..inputs("{}", Policy::default())
    };
    for (inputs, turn, case) in [(login, NOW - 30 + 3_600 + 10 + 1, "login-old"), (proof, NOW + 60 + 1, "old")] {
        let (report, timeline) = at_now(&inputs, turn - 1);
        let is_told = |report: &Report| report.lines.iter().any(|line| line.outcome.case == case);
        assert!(timeline.flips.contains(&date(turn)) && !is_told(&report), "{case}: {:?}", timeline.flips);
        assert_eq!(report.next_change, Some(date(turn)), "{case}: an idle window wakes up for it");
        assert!(is_told(&at_now(&inputs, turn).0), "{case}");
    }
}

#[test]
fn a_leeway_that_bridges_start_and_end_leaves_a_time_to_use_it() {
    let claims = format!(r#"{{"nbf":{NOW},"exp":{}}}"#, NOW - 10);
    let (_, strict) = at_now(&inputs(&claims, Policy::default()), NOW);
    assert_eq!((strict.headline.as_str(), strict.state), ("Never usable: it ends before it begins", State::Fail));
    let with_leeway = inputs(&claims, Policy { leeway_secs: 60, ..Policy::default() });
    let (_, bridged) = at_now(&with_leeway, NOW);
    assert_eq!(
        (bridged.headline.as_str(), bridged.state),
        ("Expired 10 s ago, within the leeway of 60 s", State::Warn)
    );
    assert!(states(&with_leeway, NOW).iter().all(|(_, _, state)| *state != State::Fail));
}

#[test]
fn what_is_hidden_or_inside_is_called_so() {
    let inner = inputs(&format!(r#"{{"exp":{}}}"#, NOW + 60), Policy::default()).token;
    let outer = Inputs {
        token: format!(
            "{}.{}.c2ln",
            base64url::encode(br#"{"alg":"HS256","cty":"JWT"}"#),
            base64url::encode(inner.as_bytes())
        ),
        ..Inputs::default()
    };
    let (report, timeline) = at_now(&outer, NOW);
    assert_eq!((timeline.headline.as_str(), timeline.marks.len()), ("Its times are in the token inside", 0));
    let inside = report.inner.as_deref().expect("it is judged too");
    let timeline = Timeline::of(inside, &outer, &At::utc(date(NOW)));
    assert_eq!((timeline.headline.as_str(), timeline.marks.len()), ("Expires in 60 s", 1), "the layer that is shown");
}

#[test]
fn a_pretended_time_leaves_the_real_one_on_the_line() {
    let real = inputs(&format!(r#"{{"iat":{},"exp":{}}}"#, NOW - 60, NOW + 600), Policy::default());
    let pretended = Inputs { as_of: Some(date(NOW + 700)), ..real.clone() };
    let ((_, first), (_, second)) = (at_now(&real, NOW), at_now(&pretended, NOW));
    assert_eq!((first.real_now, first.now), (None, date(NOW)));
    assert_eq!((second.real_now, second.now), (Some(date(NOW)), date(NOW + 700)));
    assert_eq!(first.scale, second.scale, "the line stands still while the time is dragged");
    assert_eq!(second.headline, "Expired 100 s ago");
}

#[test]
fn a_drag_catches_the_moment_at_which_a_check_flips() {
    let timeline = timeline(&format!(r#"{{"iat":{},"exp":{}}}"#, NOW - 3 * YEAR, NOW + YEAR));
    let exp = date(NOW + YEAR);
    let place = timeline.scale.place(exp);
    assert_eq!(timeline.aim(place - 2.0 / 300.0, 300.0), exp.plus_secs(-1));
    assert_eq!(timeline.aim(place + 2.0 / 300.0, 300.0), exp);
    assert_ne!(timeline.aim(place + 9.0 / 300.0, 300.0), exp);
    assert_eq!(timeline.stop_after(date(NOW)), Some(exp.plus_secs(-1)));
    assert_eq!(timeline.stop_after(exp.plus_secs(-1)), Some(exp));
    assert_eq!(timeline.stop_after(exp), None);
    assert_eq!(timeline.stop_before(date(NOW)), Some(date(NOW - 3 * YEAR)));
}

/// The states of the checks that look at the clock.
fn states(inputs: &Inputs, now: i64) -> Vec<(&'static str, &'static str, State)> {
    let report = at_now(inputs, now).0;
    let of_time = |id: &str| ["exp", "nbf", "iat", "max-age"].contains(&id);
    report
        .lines
        .iter()
        .filter(|l| of_time(l.outcome.id))
        .map(|l| (l.outcome.id, if l.outcome.state == State::Pass { "" } else { l.outcome.case }, l.outcome.state))
        .collect()
}

fn near_now() -> impl Strategy<Value = i64> {
    prop_oneof![NOW - 500..NOW + 500, NOW - 5 * YEAR..NOW + 5 * YEAR]
}

/// Any NumericDate: ordinary ones, those of other ages, those that no calendar shows.
fn any_date() -> impl Strategy<Value = NumericDate> {
    let number = prop_oneof!["-?[0-9]{1,40}", "-?[0-9]{1,3}e[0-9]{1,4}"];
    prop_oneof![any_secs().prop_map(date), number.prop_map(|n| NumericDate::parse(&n).unwrap_or_default())]
}

fn any_secs() -> impl Strategy<Value = i64> {
    prop_oneof![-62_135_596_800..=253_402_300_799_i64, 1_700_000_000..1_900_000_000_i64, Just(0_i64)]
}

proptest! {
    #[test]
    fn checks_flip_where_the_line_says_and_nowhere_else(
        iat in prop::option::of(near_now()), nbf in prop::option::of(near_now()), exp in prop::option::of(near_now()),
        leeway_secs in prop_oneof![Just(0_u64), 1..400_u64], max_age_secs in prop::option::of(1..900_u64),
        a in near_now(), b in near_now(),
    ) {
        let member = |name: &str, time: Option<i64>| time.map(|t| format!("\"{name}\":{t}"));
        let claims: Vec<_> = [member("iat", iat), member("nbf", nbf), member("exp", exp)].into_iter().flatten().collect();
        let policy = Policy { leeway_secs, max_age_secs, ..Policy::default() };
        let inputs = inputs(&format!("{{{}}}", claims.join(",")), policy);
        let (from, to) = (a.min(b), a.max(b));
        let flips: Vec<i64> = at_now(&inputs, NOW).1.flips.iter().map(|t| t.secs()).collect();
        if !flips.iter().any(|flip| from < *flip && *flip <= to) {
            prop_assert_eq!(states(&inputs, from), states(&inputs, to));
        }
        for flip in flips {
            prop_assert_ne!(states(&inputs, flip - 1), states(&inputs, flip), "{}", flip);
        }
    }

    #[test]
    fn any_token_has_a_line(
        claims in r#"\{("(exp|nbf|iat|auth_time)":(-?[0-9]{1,30}(\.[0-9]{1,12})?(e[0-9]{1,5})?|"x"|null),?){0,4}"x":1\}"#,
        leeway_secs in prop_oneof![Just(0), Just(60), any::<u64>()], max_age_secs in prop::option::of(any::<u64>()),
        now in any_secs(), as_of in prop::option::of(any_date()), place in 0.0..1.0_f64,
    ) {
        let policy = Policy { leeway_secs, max_age_secs, ..Policy::default() };
        let inputs = Inputs { as_of, ..inputs(&claims, policy) };
        let (_, timeline) = at_now(&inputs, now);
        prop_assert!(!timeline.headline.is_empty() && !timeline.headline.contains('…'), "{}", timeline.headline);
        prop_assert!(timeline.marks.iter().all(|m| (0.0..=1.0).contains(&m.place)), "{:?}", timeline.marks);
        prop_assert!(timeline.marks.is_sorted_by_key(|m| m.date));
        prop_assert!(timeline.aim(place, 240.0).is_calendar() || timeline.scale.holds(timeline.aim(place, 240.0)));
        let told = timeline.marks.iter().flat_map(|m| &m.told).chain([&timeline.now_text]);
        prop_assert!(told.into_iter().all(|text| !text.is_empty()));
    }

    #[test]
    fn places_follow_time(times in prop::collection::vec(any_date(), 0..8), a in any_date(), b in any_date()) {
        let scale = Scale::new(times);
        let (from, to) = (scale.place(a.min(b)), scale.place(a.max(b)));
        prop_assert!((0.0..=1.0).contains(&from) && (0.0..=1.0).contains(&to), "{} {}", from, to);
        prop_assert!(from <= to + 1e-12, "{} {}", from, to);
    }

    #[test]
    fn times_follow_places(times in prop::collection::vec(any_date(), 0..8), a in -0.5..1.5_f64, b in -0.5..1.5_f64) {
        let scale = Scale::new(times);
        prop_assert!(scale.time(a.min(b)) <= scale.time(a.max(b)));
        prop_assert!(scale.round_time(a.min(b), 300.0) <= scale.round_time(a.max(b), 300.0).plus_secs(86_400));
    }

    #[test]
    fn a_place_leads_back_to_itself(times in prop::collection::vec(any_date(), 0..8), place in 0.0..1.0_f64) {
        let scale = Scale::new(times);
        let time = scale.time(place);
        // a second is the finest: on a stretch of few seconds it has some width
        let second = scale.place(time.plus_secs(1)) - scale.place(time.plus_secs(-1));
        prop_assert!((scale.place(time) - place).abs() <= second.max(1e-6), "{} {}", place, scale.place(time));
    }

    #[test]
    fn knots_are_met_to_the_second(times in prop::collection::vec(any_secs(), 1..8), which in any::<prop::sample::Index>()) {
        let scale = Scale::new(times.iter().map(|t| date(*t)));
        let knot = date(times[which.index(times.len())]);
        prop_assert!(scale.time(scale.place(knot)).nanos_since(knot).abs() <= 1_000_000_000);
        prop_assert!(scale.holds(knot));
    }
}

fn model() -> Model {
    let mut model = Model::new(Settings::default());
    model.now = date(NOW);
    model
}

#[test]
fn a_drag_is_one_step_however_long_it_rests_and_steps_in_a_row_are_one() {
    let mut model = model();
    for (i, secs) in [60, 600, 6_000].into_iter().enumerate() {
        update(&mut model, Action::DragAsOf { time: date(NOW + secs), begins: i == 0 });
        model.now = model.now.plus_secs(30);
    }
    update(&mut model, Action::DragAsOf { time: date(NOW), begins: true });
    assert_eq!(model.inputs.as_of, Some(date(NOW)));
    update(&mut model, Action::Undo);
    assert_eq!(model.inputs.as_of, Some(date(NOW + 6_000)), "the second drag is undone alone");
    update(&mut model, Action::Undo);
    assert_eq!(model.inputs.as_of, None, "and the first one at once");
    model.now = date(NOW);
    for _ in 0..3 {
        update(&mut model, Action::StepAsOf(60));
    }
    assert_eq!(model.inputs.as_of, Some(date(NOW + 180)), "steps add up");
    update(&mut model, Action::Undo);
    assert_eq!(model.inputs.as_of, None);
}

#[test]
fn a_zone_is_kept_and_one_that_is_not_known_is_told() {
    let mut model = model();
    model.set_desktop_zone(zone::find("Asia/Tokyo").unwrap());
    assert_eq!(zone::name(model.zone.shown()), Some("Asia/Tokyo"));
    let effects = update(&mut model, Action::SetZone(ZoneChoice::Named("Europe/Berlin".to_owned())));
    assert_eq!((effects.len(), zone::name(model.zone.shown())), (1, Some("Europe/Berlin")), "saved and shown");
    assert_eq!(model.settings.to_map()["zone"], "Europe/Berlin");
    update(&mut model, Action::SetZone(ZoneChoice::Desktop));
    assert_eq!(zone::name(model.zone.shown()), Some("Asia/Tokyo"));

    let mut other = Model::new(Settings { zone: ZoneChoice::Named("Mars/Olympus".to_owned()), ..Settings::default() });
    other.set_desktop_zone(zone::find("Asia/Tokyo").unwrap());
    assert_eq!(zone::name(other.zone.shown()), Some("Asia/Tokyo"));
    assert!(other.notices[0].text.contains("no time zone “Mars/Olympus”"), "{}", other.notices[0].text);
}

#[test]
fn a_command_shows_local_times_in_a_zone() {
    let bench = Bench::new();
    let token = bench.file("t.jwt", bench.token(r#"{"exp":1795356309}"#, &[]));
    let shown = bench.run(&["inspect", &token, "--verbose", "--zone", "asia/tokyo"]).ok().out;
    assert!(shown.contains("2026-11-22 14:05:09 UTC, 2026-11-22 23:05:09 JST"), "{shown}");
    let wrong = bench.run(&["inspect", &token, "--zone", "Tokio"]);
    assert!(wrong.code == 2 && wrong.err.contains("no zone of that name"), "{} {}", wrong.code, wrong.err);
    let near = bench.run(&["inspect", &token, "--zone", "tokyo"]);
    assert!(near.err.contains("did you mean Asia/Tokyo?"), "{}", near.err);
}
