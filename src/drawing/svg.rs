//! Writes drawings as SVG: a title and a description, no style attribute, no script, no identifiers, so that several may
//! stand in one page.

use std::fmt::Write;

use super::{Anchor, Drawing, Ink, Point, Shape, Step, Stroke};

/// Whole numbers are shorter than decimals: the picture is written in twentieths of a millimetre.
const UNITS: f64 = 20.0;
/// Millimetres between panels of a row.
const GAP: f64 = 2.0;
const FRAME: Ink = Ink(0xb9c3cb);
/// The stroke most shapes have; only others are written out.
const USUAL: Stroke = Stroke {
    ink: Ink(0x1d2a36),
    width: 0.3,
    dash: None,
};

/// One drawing as a document.
pub fn document(drawing: &Drawing) -> String {
    row(
        std::slice::from_ref(drawing),
        &drawing.title,
        &drawing.description,
    )
}

/// One drawing as part of a page, in the page's class for figures.
pub fn inline(drawing: &Drawing) -> String {
    written(
        "<svg class=\"figure\"",
        std::slice::from_ref(drawing),
        &drawing.title,
        &drawing.description,
    )
}

/// Drawings side by side as one document, each cut at its own edge.
pub fn row(drawings: &[Drawing], title: &str, description: &str) -> String {
    const BEGINNING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"";
    written(BEGINNING, drawings, title, description)
}

fn written(beginning: &str, drawings: &[Drawing], title: &str, description: &str) -> String {
    let gaps = GAP * drawings.len().saturating_sub(1) as f64;
    let width = drawings.iter().map(|d| d.width).sum::<f64>() + gaps;
    let height = drawings.iter().map(|d| d.height).fold(0.0, f64::max);
    let mut out = String::with_capacity(24 * 1024);
    out.push_str(beginning);
    out.push_str(" role=\"img\" width=\"");
    // Writing to a String cannot fail; the results are dropped on purpose.
    let _ = write!(
        out,
        "{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {} {}\"",
        units(width),
        units(height)
    );
    out.push_str(" fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\"><title>");
    escape(&mut out, title);
    out.push_str("</title><desc>");
    escape(&mut out, description);
    out.push_str("</desc>");
    let mut x = 0.0;
    for drawing in drawings {
        let _ = write!(
            out,
            "<svg x=\"{}\" width=\"{}\" height=\"{}\"",
            units(x),
            units(drawing.width),
            units(drawing.height)
        );
        paint(&mut out, " stroke=\"#", USUAL.ink);
        let _ = write!(out, " stroke-width=\"{}\">", units(USUAL.width));
        drawing.shapes.iter().for_each(|s| shape(&mut out, s));
        labels(&mut out, drawing);
        out.push_str("</svg>");
        if drawings.len() > 1 {
            let (w, h) = (units(drawing.width) - 4, units(drawing.height) - 4);
            let _ = write!(
                out,
                "<rect x=\"{}\" y=\"2\" width=\"{w}\" height=\"{h}\" rx=\"24\"",
                units(x) + 2
            );
            paint(&mut out, " stroke=\"#", FRAME);
            out.push_str(" stroke-width=\"4\"/>");
        }
        x += drawing.width + GAP;
    }
    out.push_str("</svg>");
    out
}

/// Named pictures in columns on one page, to look over a whole library.
pub fn sheet(pictures: &[(String, Vec<Drawing>)], columns: usize) -> String {
    let cell = |panels: &[Drawing]| panels.iter().map(|d| d.width + GAP).sum::<f64>() + 2.0;
    let height = |row: &[(String, Vec<Drawing>)]| {
        row.iter()
            .flat_map(|(_, panels)| panels)
            .map(|d| d.height)
            .fold(0.0, f64::max)
            + 7.0
    };
    let rows: Vec<_> = pictures.chunks(columns.max(1)).collect();
    let wide = rows
        .iter()
        .map(|r| r.iter().map(|p| cell(&p.1)).sum::<f64>())
        .fold(0.0, f64::max)
        + 2.0;
    let high = rows.iter().map(|r| height(r)).sum::<f64>() + 2.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}mm\" height=\"{high}mm\" viewBox=\"0 0 {wide} {high}\">\
         <title>Figures</title><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
    );
    let mut y = 6.0;
    for line in rows {
        let mut x = 2.0;
        for (name, panels) in line {
            let _ = write!(
                out,
                "<text x=\"{x}\" y=\"{}\" font-family=\"sans-serif\" font-size=\"3\">",
                y - 1.0
            );
            escape(&mut out, name);
            let _ = write!(out, "</text><g transform=\"translate({x} {y})\">");
            out.push_str(&row(panels, name, "").replace("mm\"", "\""));
            out.push_str("</g>");
            x += cell(panels);
        }
        y += height(line);
    }
    out.push_str("</svg>");
    out
}

fn units(mm: f64) -> i64 {
    (mm * UNITS).round() as i64
}

fn shape(out: &mut String, shape: &Shape) {
    out.push_str("<path d=\"");
    path(out, &shape.path);
    out.push('"');
    if let Some(ink) = shape.fill {
        paint(out, " fill=\"#", ink);
    }
    let Some(Stroke { ink, width, dash }) = shape.stroke else {
        out.push_str(" stroke=\"none\"/>");
        return;
    };
    if ink != USUAL.ink {
        paint(out, " stroke=\"#", ink);
    }
    if width != USUAL.width {
        out.push_str(" stroke-width=\"");
        number(out, units(width));
        out.push('"');
    }
    if let Some((on, off)) = dash {
        let _ = write!(out, " stroke-dasharray=\"{} {}\"", units(on), units(off));
    }
    out.push_str("/>");
}

fn paint(out: &mut String, attribute: &str, Ink(ink): Ink) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push_str(attribute);
    for shift in [20, 16, 12, 8, 4, 0] {
        out.push(char::from(HEX[(ink >> shift) as usize & 15]));
    }
    out.push('"');
}

/// Steps relative to the point before, so that numbers stay short. What does not show is left out: a curve as good as
/// straight is a line, and a step that goes nowhere is none.
fn path(out: &mut String, steps: &[Step]) {
    let mut at = (0, 0);
    let mut start = at;
    let mut last = ' ';
    for step in steps {
        let mut ends = [(0, 0); 3];
        let place = |p: &Point| (units(p.x), units(p.y));
        let (letter, count) = match step {
            Step::Move(p) => {
                ends[0] = place(p);
                ('m', 1)
            }
            Step::Line(p) => {
                ends[0] = place(p);
                ('l', 1)
            }
            Step::Cubic(a, b, c) => {
                ends = [place(a), place(b), place(c)];
                if is_straight(at, ends) {
                    ends[0] = ends[2];
                    ('l', 1)
                } else {
                    ('c', 3)
                }
            }
            Step::Close => {
                out.push('z');
                at = start;
                last = 'z';
                continue;
            }
        };
        // Right after the start it is a dot.
        if letter == 'l' && ends[0] == at && last != 'm' {
            continue;
        }
        if letter != last || letter == 'm' {
            out.push(letter);
        }
        for (i, end) in ends[..count].iter().enumerate() {
            let follows = i > 0 || letter == last && letter != 'm';
            pair(out, end.0 - at.0, end.1 - at.1, follows);
        }
        at = ends[count - 1];
        last = letter;
        if letter == 'm' {
            start = at;
        }
    }
}

/// Whether a curve from `at` stays within one unit of the straight line to its end.
fn is_straight(at: (i64, i64), [a, b, end]: [(i64, i64); 3]) -> bool {
    let (x, y) = (end.0 - at.0, end.1 - at.1);
    let square = x * x + y * y;
    let near = |p: (i64, i64)| {
        let (px, py) = (p.0 - at.0, p.1 - at.1);
        let (along, across) = (px * x + py * y, px * y - py * x);
        // A curve keeps within three quarters of its handles' distance.
        (0..=square).contains(&along) && 9 * across * across <= 16 * square
    };
    near(a) && near(b)
}

fn pair(out: &mut String, x: i64, y: i64, follows: bool) {
    if follows && x >= 0 {
        out.push(' ');
    }
    number(out, x);
    if y >= 0 {
        out.push(' ');
    }
    number(out, y);
}

fn number(out: &mut String, n: i64) {
    if n < 0 {
        out.push('-');
    }
    let n = n.unsigned_abs();
    if n >= 10 {
        number(out, (n / 10) as i64);
    }
    out.push(char::from(b'0' + (n % 10) as u8));
}

fn labels(out: &mut String, drawing: &Drawing) {
    for label in &drawing.labels {
        let anchor = match label.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" font-family=\"sans-serif\" font-weight=\"bold\" font-size=\"{}\" text-anchor=\"{anchor}\"",
            units(label.at.x),
            units(label.at.y),
            units(label.size)
        );
        paint(out, " fill=\"#", label.ink);
        out.push_str(" stroke=\"none\">");
        escape(out, &label.text);
        out.push_str("</text>");
    }
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
