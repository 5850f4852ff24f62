//! A report without secrets: the same verdict and checks, over a token that was redacted.

use super::mask::{Masker, marks};
use super::redaction::{Redaction, Taken};
use crate::checks::{Decryption, KeyBinding, Outcome, Processed, Verification};
use crate::jose::flaw::{Facts, Flaw, Part};
use crate::jose::sd_jwt::SdJwtText;
use crate::jose::token::{Content, Document, Token};
use crate::keys::Key;
use crate::report::{DateLine, Line, Report, SignatureReport};
use crate::teach;
use std::ops::Range;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The report that may leave, and what was taken out of it.
pub(super) fn without_secrets(report: &Report, redaction: &Redaction) -> (Report, Taken) {
    let mut masker = Masker::new(redaction);
    if !redaction.is_on() {
        return (report.clone(), masker.taken);
    }
    // a secret may be repeated before the place that gives it away: what the first walk learnt counts in the second
    for layer in report.layers() {
        learn_keys(&mut masker, layer);
        let _ = masker.layer(layer);
    }
    masker.begin_again();
    masker.taken.key_names = redaction.key_names;
    let safe = masker.layer(report);
    (safe, masker.taken)
}

fn learn_keys(masker: &mut Masker<'_>, report: &Report) {
    if !masker.redaction.key_names {
        return;
    }
    let signatures = report.each.iter().map(|e| &e.verification).chain([&report.verification]);
    let opener = report.decryption.as_deref().map(|d| &d.finding);
    let findings = signatures.map(AsRef::as_ref).chain(opener);
    for key in findings.flat_map(|finding| [&finding.key, &finding.fitting]).flatten() {
        masker.learn_text(&key.name);
    }
}

/// Where masked values stood: what a check says about such a place is masked too.
#[derive(Default)]
struct Places {
    header: Vec<Range<usize>>,
    unprotected: Vec<Range<usize>>,
    claims: Vec<Range<usize>>,
}

impl Places {
    fn hold(&self, part: Part, at: &Range<usize>) -> bool {
        let spans = match part {
            Part::Header => &self.header,
            Part::Unprotected => &self.unprotected,
            Part::Payload => &self.claims,
            // nothing of these parts stays
            Part::Signature | Part::EncryptedKey | Part::Iv | Part::Ciphertext | Part::Tag | Part::Aad => return true,
            Part::Disclosure | Part::KeyBinding | Part::Token => return true,
        };
        spans.iter().any(|span| at.start < span.end && span.start < at.end.max(at.start + 1))
    }
}

impl Masker<'_> {
    fn layer(&mut self, report: &Report) -> Report {
        let token = self.safe_token(&report.token);
        let (claims, spans) = self.safe_claims(report, &token);
        let places = Places {
            header: self.spans(&report.token.header),
            unprotected: self.spans(&report.token.unprotected),
            claims: spans,
        };
        let lines: Vec<Line> = report.lines.iter().map(|line| self.line(line, &places)).collect();
        let headline = self.sentence(&report.headline, report, &lines);
        let action = report.action.as_ref().map(|action| self.sentence(action, report, &lines));
        let each = report.each.iter().enumerate().map(|(i, one)| self.signature(one, &token, i));
        let each: Vec<SignatureReport> = each.collect();
        Report {
            headline,
            action,
            lines,
            each,
            claims: Arc::new(claims),
            verification: Arc::new(self.finding(&report.verification)),
            decryption: report.decryption.as_deref().map(|d| Arc::new(self.opened(d))),
            sd_jwt: report.sd_jwt.as_deref().map(|sd| Arc::new(self.disclosed(sd, &token))),
            dates: report.dates.iter().filter(|date| self.shows(date)).cloned().collect(),
            inner: report.inner.as_deref().map(|inner| Box::new(self.layer(inner))),
            token: Arc::new(token),
            ..report.clone()
        }
    }

    /// The token read anew from its redacted text, with the oddities of the text that was judged.
    fn safe_token(&mut self, token: &Token) -> Token {
        let mut safe = Token::read(&self.token(&token.text, 0));
        safe.form = token.form;
        let places = Places {
            header: self.spans(&token.header),
            unprotected: self.spans(&token.unprotected),
            claims: self.spans(&token.payload),
        };
        safe.flaws = token.flaws.iter().map(|flaw| self.flaw(flaw, &places)).collect();
        safe
    }

    fn flaw(&self, flaw: &Flaw, places: &Places) -> Flaw {
        let all = places.hold(flaw.part, &(flaw.at..flaw.at + flaw.length)) || self.speaks_of_masked(&flaw.facts);
        Flaw { facts: self.facts(&flaw.facts, all), ..flaw.clone() }
    }

    /// Whether it is about a member whose values are masked, by the path that it names.
    fn speaks_of_masked(&self, facts: &Facts) -> bool {
        let path = facts.value("path").unwrap_or_default();
        path.split('/').any(|step| self.redaction.masked_name(step).is_some())
    }

    /// The claims that were judged, masked, and where the masks are. What an SD-JWT discloses is left out.
    fn safe_claims(&mut self, report: &Report, safe: &Token) -> (Document, Vec<Range<usize>>) {
        let spans = self.spans(&report.claims);
        if report.sd_jwt.is_some() {
            return (safe.payload.clone(), spans);
        }
        if matches!(report.claims.content, Content::Absent) {
            return (Document::read(&[]), spans);
        }
        let text = self.content(report.claims.text.as_bytes(), 0);
        let text = text.unwrap_or_else(|| marks(super::mask::CUT, &report.claims.text));
        (Document::read(text.as_bytes()), spans)
    }

    /// Where masked values stand in a document. It is not counted again.
    fn spans(&mut self, document: &Document) -> Vec<Range<usize>> {
        let counted = self.taken.clone();
        let masked = self.document(&document.text, 0);
        self.taken = counted;
        masked.map(|m| m.spans).unwrap_or_default()
    }

    fn line(&self, line: &Line, places: &Places) -> Line {
        let outcome = &line.outcome;
        let of_a_mask = outcome.place.as_ref().is_some_and(|(part, at)| places.hold(*part, at));
        let named = outcome.id.rsplit('-').next().unwrap_or_default();
        let is_named = [outcome.id, named].iter().any(|name| self.redaction.masked_name(name).is_some());
        // the names of claims that sound secret are what that line is for
        let all = (of_a_mask || is_named || self.speaks_of_masked(&outcome.facts)) && outcome.id != "sensitive-claim";
        let facts = self.facts(&outcome.facts, all);
        if facts == outcome.facts {
            return line.clone();
        }
        let lesson = teach::lesson(outcome.id, outcome.case, &facts);
        let value = |name: &str, old: &Option<String>| old.as_ref().map(|old| self.shown(name, old, &facts));
        let (expected, found) = (value("expected", &outcome.expected), value("found", &outcome.found));
        Line { outcome: Outcome { facts: facts.clone(), expected, found, ..outcome.clone() }, lesson }
    }

    /// The value beside a line is the one in its sentence.
    fn shown(&self, name: &str, old: &str, facts: &Facts) -> String {
        facts.value(name).map_or_else(|| self.fact(old, true), str::to_owned)
    }

    /// A sentence that was made of lines: what they say now stands in the place of what they said.
    fn sentence(&self, text: &str, report: &Report, lines: &[Line]) -> String {
        let changed = report.lines.iter().zip(lines).map(|(old, new)| (&old.lesson, &new.lesson));
        let text = changed
            .filter(|(old, new)| old.clause != new.clause && !old.clause.is_empty())
            .fold(text.to_owned(), |text, (old, new)| text.replace(&old.clause, &new.clause));
        let short = report.keys_at_work();
        let names = short.iter().filter(|_| self.redaction.key_names);
        let text = names.fold(text, |text, name| {
            let shown = crate::jose::escape::visible(name).chars().take(60).collect::<String>();
            text.replace(&format!("“{shown}”"), &format!("“{}”", marks(super::mask::MASK, &shown)))
        });
        self.scrubbed(&text)
    }

    fn signature(&mut self, one: &SignatureReport, token: &Token, i: usize) -> SignatureReport {
        let places = Places {
            header: self.spans(&one.token.header),
            unprotected: self.spans(&one.token.unprotected),
            claims: self.spans(&one.token.payload),
        };
        SignatureReport {
            token: Arc::new(token.entry(i)),
            verification: Arc::new(self.finding(&one.verification)),
            verdict: one.verdict,
            lines: one.lines.iter().map(|line| self.line(line, &places)).collect(),
        }
    }

    fn finding(&self, finding: &Verification) -> Verification {
        let named = |key: &Option<Arc<Key>>| key.as_ref().map(|key| self.key(key));
        Verification { key: named(&finding.key), fitting: named(&finding.fitting), ..finding.clone() }
    }

    /// A key without its name, where names are masked.
    fn key(&self, key: &Arc<Key>) -> Arc<Key> {
        if !self.redaction.key_names || key.name.is_empty() {
            return Arc::clone(key);
        }
        Arc::new(Key { name: marks(super::mask::MASK, &key.name), ..Key::clone(key) })
    }

    fn opened(&mut self, decryption: &Decryption) -> Decryption {
        let counted = self.taken.clone();
        let plaintext = decryption.plaintext.as_ref().map(|octets| {
            let safe = self.content(octets, 0).unwrap_or_default();
            Zeroizing::new(safe.into_bytes())
        });
        self.taken = counted;
        Decryption { plaintext, finding: self.finding(&decryption.finding), ..decryption.clone() }
    }

    /// What an SD-JWT holds, without what it discloses.
    fn disclosed(&mut self, sd: &Processed, token: &Token) -> Processed {
        let counted = self.taken.clone();
        let text = self.token(&sd.text.text, 0);
        let text = SdJwtText::read(&text).unwrap_or_else(|| sd_text_of_nothing(&sd.text));
        let key_binding =
            sd.key_binding.as_ref().map(|kb| KeyBinding { token: self.safe_token(&kb.token), ..kb.clone() });
        self.taken = counted;
        let disclosures = sd.disclosures.iter().cloned().map(|mut line| {
            line.value = marks(super::mask::MASK, &line.value);
            line.salt = marks(super::mask::MASK, &line.salt);
            line.name = line.name.map(|name| self.fact(&name, false));
            line.path = line.path.map(|path| self.scrubbed(&path));
            line
        });
        Processed { text, claims: token.payload.clone(), disclosures: disclosures.collect(), key_binding, ..sd.clone() }
    }

    /// Whether a date's claim was not masked.
    fn shows(&self, date: &DateLine) -> bool {
        self.redaction.masked_name(date.claim).is_none()
    }
}

/// As many disclosures, and nothing in them.
fn sd_text_of_nothing(text: &SdJwtText) -> SdJwtText {
    let mut empty = text.clone();
    empty.text = String::new();
    empty.disclosures.clear();
    empty.key_binding = None;
    empty
}
