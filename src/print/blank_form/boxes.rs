//! What is filled in by hand: boxes for values, circles and squares to tick, lines to write on.

use super::{Answer, Row};
use crate::print::flow::{Item, Slice, line_item};
use crate::print::look::{INK, Look, WHITE};
use crate::print::structure::Tag;
use crate::print::typesetter::Typesetter;
use crate::print::words::Words;

/// A box a value is written in, in points.
const HEIGHT: f32 = 18.5;
/// What is ticked.
const TICK: f32 = 10.5;
const GAP: f32 = 3.5;
/// Between two answers.
const APART: f32 = 9.0;
/// Between two lines of answers.
const LEADING: f32 = 2.5;
const WEIGHT: f32 = 0.9;
/// More answers than these are a scale.
const SCALE: usize = 6;
/// The gaps of a scale.
const CLOSE: [f32; 2] = [2.5, 4.0];

/// The room for the answer of one measure.
pub(super) fn answer(row: &Row, width: f32, look: &Look, typesetter: &mut Typesetter) -> Slice {
    let mut pen = Pen::new(width, look);
    let none: &[&str] = &[""];
    let sides = if row.sides.is_empty() {
        none
    } else {
        row.sides
    };
    match &row.answer {
        Answer::Value | Answer::Attempts => {
            let each = (width - APART * (sides.len() as f32 - 1.0)) / sides.len() as f32;
            let most = if row.answer == Answer::Attempts {
                width
            } else {
                96.0
            };
            for (at, side) in sides.iter().enumerate() {
                let x = at as f32 * (each + APART);
                pen.write_in(side, x, each.min(most), typesetter);
            }
            pen.down(HEIGHT);
        }
        Answer::Choice(words) => {
            // A scale of grades on one line, so that it is read as one.
            let is_scale = words.len() > SCALE;
            if is_scale {
                pen.gaps = CLOSE;
            }
            for side in sides {
                if !side.is_empty() {
                    let side = if is_scale { &side[..1] } else { side };
                    pen.word(side, typesetter);
                    pen.x += pen.gaps[1];
                }
                for word in words {
                    pen.circle(word, typesetter);
                }
                pen.end_line();
            }
        }
        Answer::Parts(parts) => {
            for side in sides {
                if !side.is_empty() {
                    pen.word(side, typesetter);
                    pen.end_line();
                }
                for part in parts {
                    pen.write_in(part, 0.0, width, typesetter);
                    pen.down(HEIGHT);
                }
            }
        }
    }
    if !row.methods.is_empty() {
        pen.gaps = [GAP, APART];
        for method in &row.methods {
            pen.circle(method, typesetter);
        }
        pen.end_line();
    }
    pen.finished()
}

/// Answers beside each other, after the words that ask for them.
pub(super) fn choices(
    asked: &Words,
    words: &[&str],
    width: f32,
    look: &Look,
    typesetter: &mut Typesetter,
) -> Slice {
    let mut pen = Pen::new(width, look);
    pen.slice.put(0.0, 0.0, Item::Open(Tag::Paragraph));
    if !asked.is_empty() {
        pen.words(asked, typesetter);
        pen.x += APART;
    }
    for word in words {
        pen.circle(word, typesetter);
    }
    pen.end_line();
    pen.slice.put(0.0, 0.0, Item::Close);
    pen.finished()
}

/// One entry of a list after the answers to tick.
pub(super) fn entry(
    words: &str,
    answers: &[&str],
    width: f32,
    look: &Look,
    typesetter: &mut Typesetter,
) -> Slice {
    let mut pen = Pen::new(width, look);
    pen.slice.put(0.0, 0.0, Item::Open(Tag::ListItem));
    pen.slice.put(0.0, 0.0, Item::Open(Tag::Body));
    for answer in answers {
        pen.circle(answer, typesetter);
    }
    let x = pen.x;
    let style = look.style(look.text);
    let set = typesetter.set(&Words::plain(words), style, width - x);
    for line in 0..set.lines.len() {
        let y = line as f32 * set.pitch + set.baseline();
        pen.slice.put(x, y, line_item(&set, line, INK));
    }
    pen.down(set.height().max(TICK));
    pen.slice.put(0.0, 0.0, Item::Close);
    pen.slice.put(0.0, 0.0, Item::Close);
    pen.finished()
}

/// Entries of a list beside each other, each with a square to tick.
pub(super) fn ticks(
    entries: &[String],
    width: f32,
    look: &Look,
    typesetter: &mut Typesetter,
) -> Slice {
    let mut pen = Pen::new(width, look);
    pen.radius = 2.0;
    for words in entries {
        pen.slice.put(0.0, 0.0, Item::Open(Tag::ListItem));
        pen.slice.put(0.0, 0.0, Item::Open(Tag::Body));
        pen.circle(words, typesetter);
        pen.slice.put(0.0, 0.0, Item::Close);
        pen.slice.put(0.0, 0.0, Item::Close);
    }
    pen.end_line();
    pen.finished()
}

/// Labelled lines to write on beside each other; each label with its share of the width.
pub(super) fn written(
    labels: &[(&str, f32)],
    width: f32,
    look: &Look,
    typesetter: &mut Typesetter,
) -> Slice {
    let mut pen = Pen::new(width, look);
    pen.slice.put(0.0, 0.0, Item::Open(Tag::Paragraph));
    let mut x = 0.0;
    for (label, share) in labels {
        let style = look.style(look.text);
        let set = typesetter.set(&Words::plain(label), style, width);
        let from = if label.is_empty() {
            x
        } else {
            x + set.width() + GAP
        };
        if !label.is_empty() {
            pen.slice.put(
                x,
                HEIGHT - set.height() + set.baseline(),
                line_item(&set, 0, INK),
            );
        }
        x += share * width;
        let rule = Item::Rule {
            across: (x - APART - from).max(0.0),
            down: 0.0,
            ink: INK,
            weight: 0.6,
        };
        pen.slice.put(from, HEIGHT, rule);
    }
    pen.slice.put(0.0, 0.0, Item::Close);
    pen.down(HEIGHT + GAP);
    pen.finished()
}

/// Puts things beside each other and goes on below where they do not fit.
struct Pen<'a> {
    slice: Slice,
    x: f32,
    y: f32,
    width: f32,
    /// Of what is ticked: round where one answer excludes the others.
    radius: f32,
    /// Between what is ticked and its word, and between two answers.
    gaps: [f32; 2],
    look: &'a Look,
}

impl<'a> Pen<'a> {
    fn new(width: f32, look: &'a Look) -> Self {
        Pen {
            slice: Slice::default(),
            x: 0.0,
            y: 0.0,
            width,
            radius: TICK / 2.0,
            gaps: [GAP, APART],
            look,
        }
    }

    /// A label with a box of its own; together they take this much.
    fn write_in(&mut self, label: &str, x: f32, width: f32, typesetter: &mut Typesetter) {
        let mut from = 0.0;
        if !label.is_empty() {
            let style = self.look.style(self.look.text);
            let set = typesetter.set(&Words::plain(label), style, width);
            let y = self.y + (HEIGHT - set.height()) / 2.0 + set.baseline();
            self.slice.put(x, y, line_item(&set, 0, INK));
            from = set.width() + GAP;
        }
        let outlined = Item::Box {
            width: (width - from).max(36.0),
            height: HEIGHT,
            radius: 2.0,
            fill: Some(WHITE),
            outline: Some((INK, WEIGHT)),
        };
        self.slice.put(x + from, self.y, outlined);
    }

    fn tick(&mut self) {
        let top = self.y + (self.pitch() - TICK) / 2.0;
        let outlined = Item::Box {
            width: TICK,
            height: TICK,
            radius: self.radius,
            fill: Some(WHITE),
            outline: Some((INK, WEIGHT)),
        };
        self.slice.put(self.x, top, outlined);
        self.x += TICK + self.gaps[0];
    }

    /// What is ticked and the word it stands for, together on one line.
    fn circle(&mut self, word: &str, typesetter: &mut Typesetter) {
        let style = self.look.style(self.look.text);
        let set = typesetter.set(&Words::plain(word), style, self.width);
        let needed = TICK + self.gaps[0] + set.width();
        if self.x > 0.0 && self.x + needed > self.width {
            self.end_line();
        }
        self.tick();
        let room = self.width - self.x;
        let set = if set.width() > room {
            typesetter.set(&Words::plain(word), style, room)
        } else {
            set
        };
        for line in 0..set.lines.len() {
            let y = self.y + line as f32 * set.pitch + set.baseline();
            self.slice.put(self.x, y, line_item(&set, line, INK));
        }
        if set.lines.len() > 1 {
            self.y += set.height() - set.pitch;
            self.x = self.width;
        } else {
            self.x += set.width() + self.gaps[1];
        }
    }

    fn word(&mut self, word: &str, typesetter: &mut Typesetter) {
        self.words(&Words::plain(word), typesetter);
    }

    fn words(&mut self, words: &Words, typesetter: &mut Typesetter) {
        let style = self.look.style(self.look.text);
        let set = typesetter.set(words, style, self.width);
        let last = set.lines.len().saturating_sub(1);
        for line in 0..set.lines.len() {
            let y = self.y + line as f32 * set.pitch + set.baseline();
            self.slice.put(self.x, y, line_item(&set, line, INK));
        }
        self.y += last as f32 * set.pitch;
        self.x += set.lines.last().map_or(0.0, |line| line.width);
    }

    fn pitch(&self) -> f32 {
        let style = self.look.style(self.look.text);
        style.size * style.leading
    }

    fn end_line(&mut self) {
        self.x = 0.0;
        self.y += self.pitch() + LEADING;
    }

    fn down(&mut self, height: f32) {
        self.x = 0.0;
        self.y += height + LEADING;
    }

    fn finished(mut self) -> Slice {
        self.slice.height = (self.y - LEADING).max(0.0);
        self.slice
    }
}
