//! Underlines that tell parts and flaws apart without colour.

use crate::jose::flaw::Part;
use egui::text::{CCursor, CharIndex};
use egui::{Color32, Galley, Painter, Pos2, Rect, Shape, Stroke, Vec2};
use std::ops::Range;

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// ─────
    Solid,
    /// · · · ·
    Dotted,
    /// ─ ─ ─
    Dashed,
    /// ══════
    Double,
    /// ─ · ─ ·
    DashDotted,
    /// ───  ───
    LongDashed,
    /// ┴─┴─┴─
    Combed,
    /// ﹏﹏﹏
    Wave,
}

/// The line of a part: no two parts of one token have the same.
#[must_use]
pub fn of_part(part: Part) -> Style {
    match part {
        Part::Header | Part::Token => Style::Solid,
        Part::Payload | Part::Ciphertext => Style::Dotted,
        Part::Signature | Part::Tag => Style::Dashed,
        Part::EncryptedKey | Part::KeyBinding => Style::Double,
        Part::Iv => Style::DashDotted,
        Part::Unprotected => Style::LongDashed,
        Part::Aad | Part::Disclosure => Style::Combed,
    }
}

/// Draws a line from `x0` to `x1` at `y`.
pub fn line(painter: &Painter, x: Range<f32>, y: f32, style: Style, stroke: Stroke) {
    let (a, b) = (Pos2::new(x.start, y), Pos2::new(x.end, y));
    match style {
        Style::Solid => {
            painter.line_segment([a, b], stroke);
        }
        Style::Dotted => {
            painter.extend(Shape::dotted_line(&[a, b], stroke.color, 4.0, stroke.width * 0.8));
        }
        Style::Dashed => {
            painter.extend(Shape::dashed_line(&[a, b], stroke, 6.0, 4.0));
        }
        Style::LongDashed => {
            painter.extend(Shape::dashed_line(&[a, b], stroke, 14.0, 4.0));
        }
        Style::DashDotted => {
            painter.extend(Shape::dashed_line_with_offset(&[a, b], stroke, &[7.0, 1.5], &[3.0, 3.0], 0.0));
        }
        Style::Double => {
            let (thin, up) = (Stroke::new(stroke.width * 0.8, stroke.color), Vec2::new(0.0, -2.0));
            painter.line_segment([a, b], thin);
            painter.line_segment([a + up, b + up], thin);
        }
        Style::Combed => {
            painter.line_segment([a, b], stroke);
            let teeth = ((x.end - x.start) / 5.0).floor().max(0.0) as usize;
            for tooth in 0..=teeth {
                let foot = Pos2::new(x.start + tooth as f32 * 5.0, y);
                painter.line_segment([foot, foot - Vec2::new(0.0, 2.5)], stroke);
            }
        }
        Style::Wave => {
            let steps = ((x.end - x.start) / 2.0).ceil().max(1.0) as usize;
            let at = |i: usize| {
                let t = (x.start + i as f32 * 2.0).min(x.end);
                Pos2::new(t, y + if i.is_multiple_of(2) { 0.0 } else { 2.0 })
            };
            painter.add(Shape::line((0..=steps).map(at).collect(), stroke));
        }
    }
}

/// The rectangles that a range of characters takes, one a row.
#[must_use]
pub fn rects(galley: &Galley, origin: Pos2, chars: Range<usize>) -> Vec<Rect> {
    let cursor = |i: usize| galley.pos_from_cursor(CCursor::new(CharIndex(i)));
    let (first, last) = (cursor(chars.start), cursor(chars.end));
    let mut rects = Vec::new();
    for row in &galley.rows {
        let rect = row.rect();
        if rect.bottom() <= first.top() + 1.0 || rect.top() >= last.bottom() - 1.0 {
            continue;
        }
        let is_first = (rect.top() - first.top()).abs() < 1.0;
        let is_last = (rect.top() - last.top()).abs() < 1.0;
        let left = if is_first { first.left() } else { rect.left() };
        let right = if is_last { last.left() } else { rect.right() };
        if right > left {
            let rect = Rect::from_min_max(Pos2::new(left, rect.top()), Pos2::new(right, rect.bottom()));
            rects.push(rect.translate(origin.to_vec2()));
        }
    }
    rects
}

/// Underlines a range of characters.
pub fn chars(
    painter: &Painter,
    galley: &Galley,
    origin: Pos2,
    range: Range<usize>,
    style: Style,
    colour: Color32,
    width: f32,
) {
    // a large token has a thousand rows, of which some twenty are in sight
    let seen = painter.clip_rect();
    for rect in rects(galley, origin, range).into_iter().filter(|r| r.intersects(seen)) {
        line(painter, rect.left()..rect.right(), rect.bottom() - 2.0, style, Stroke::new(width, colour));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_parts_of_one_token_share_a_line() {
        let jws = [Part::Header, Part::Unprotected, Part::Payload, Part::Signature, Part::Disclosure, Part::KeyBinding];
        let jwe =
            [Part::Aad, Part::Unprotected, Part::Header, Part::EncryptedKey, Part::Iv, Part::Ciphertext, Part::Tag];
        for parts in [&jws[..], &jwe[..]] {
            for (i, a) in parts.iter().enumerate() {
                assert_ne!(of_part(*a), Style::Wave, "that is for flaws");
                assert!(parts[i + 1..].iter().all(|b| of_part(*a) != of_part(*b)), "{a:?}");
            }
        }
    }
}
