//! Exercises: number, name, dose, figures, start, steps, and when to stop.

use super::head::single;
use super::{Exercise, Sheet};
use crate::print::flow::{Block, Item, Placed, Setting, Slice, Stack, beside, line_item};
use crate::print::look::{ACCENT, INK, LINE, Look, PALE, STOP, WHITE};
use crate::print::structure::Tag;
use crate::print::typesetter::Typesetter;
use crate::print::words::{Words, dose, isolated};

/// Between columns of exercises.
const GUTTER: f32 = 17.0;

pub(super) fn blocks(
    sheet: &Sheet,
    look: &Look,
    typesetter: &mut Typesetter,
    columns: usize,
) -> Vec<Block> {
    let numbered: Vec<(usize, &Exercise)> = (1..).zip(&sheet.exercises).collect();
    let mut blocks = Vec::new();
    for row in numbered.chunks(columns) {
        let width = (look.width - GUTTER * (row.len() - 1) as f32) / row.len() as f32;
        let card = |number, exercise, width| Card {
            sheet,
            exercise,
            number,
            look,
            width,
        };
        let cards: Vec<Card> = row
            .iter()
            .map(|(number, exercise)| card(*number, exercise, width))
            .collect();
        let stacks: Vec<Stack> = match cards.as_slice() {
            [only] => vec![only.wide(typesetter)],
            cards => narrow_row(cards, typesetter),
        };
        if stacks
            .iter()
            .all(|stack| stack.height() <= look.room().height)
        {
            blocks.push(single(look.gap(10.0), in_columns(stacks, width)));
            continue;
        }
        // Larger than a page: across the whole width, where it can be parted between its lines.
        for (number, exercise) in row {
            let stack = card(*number, exercise, look.width).narrow(0.0, typesetter);
            blocks.push(Block::new(look.gap(10.0), stack));
        }
    }
    blocks
}

/// Cards of one row. Where there is room, what follows the doses starts at one height.
fn narrow_row(cards: &[Card<'_>], typesetter: &mut Typesetter) -> Vec<Stack> {
    let mut top = 0.0f32;
    for card in cards.iter().filter(|card| !card.look.is_dense) {
        top = top.max(card.top(typesetter).height());
    }
    cards
        .iter()
        .map(|card| card.narrow(top, typesetter))
        .collect()
}

/// Cards beside each other with a thin line between them.
fn in_columns(cards: Vec<Stack>, width: f32) -> Slice {
    let count = cards.len();
    let left = |place: usize| place as f32 * (width + GUTTER);
    let mut row = beside(
        cards
            .into_iter()
            .enumerate()
            .map(|(place, card)| (left(place), card))
            .collect(),
    );
    let line = Item::Rule {
        across: 0.0,
        down: row.height - 8.0,
        ink: LINE,
        weight: 0.5,
    };
    for place in 1..count {
        row.put_behind(left(place) - GUTTER / 2.0, 6.0, line.clone());
    }
    row
}

struct Card<'a> {
    sheet: &'a Sheet,
    exercise: &'a Exercise,
    number: usize,
    look: &'a Look,
    width: f32,
}

impl Card<'_> {
    /// Everything below each other, with at least `top` points above the figures.
    fn narrow(&self, top: f32, typesetter: &mut Typesetter) -> Stack {
        let mut card = self.top(typesetter);
        card.gap((top - card.height()).max(0.0));
        if let Some((figures, _)) = self.figures(self.width, typesetter) {
            card.gap(self.look.gap(5.0));
            card.push(figures);
        }
        card.gap(self.look.gap(5.0));
        card.append(self.how(typesetter, self.width));
        card.append(self.stop(typesetter, self.width));
        card
    }

    /// Across the page in two columns: the figures stand left, the steps right, and the dose and when
    /// to stop where they make the card lower.
    fn wide(&self, typesetter: &mut Typesetter) -> Stack {
        let figures = self.figures(self.width * self.look.figure_share(), typesetter);
        let left_width = figures
            .as_ref()
            .map_or(self.width * 0.42, |(_, width)| *width);
        let right_x = left_width + GUTTER;
        let right_width = self.width - right_x;
        let mut parts = [true, false].map(|is_dose_left| {
            let (mut left, mut right) = (Stack::default(), Stack::default());
            if let Some((figures, _)) = &figures {
                left.push(figures.clone());
                left.gap(self.look.gap(5.0));
            }
            if is_dose_left {
                left.append(self.dose(typesetter, left_width));
                left.gap(self.look.gap(1.0));
                left.append(self.stop(typesetter, left_width));
            } else {
                right.append(self.dose(typesetter, right_width));
                right.gap(self.look.gap(3.0));
            }
            right.append(self.how(typesetter, right_width));
            if !is_dose_left {
                right.append(self.stop(typesetter, right_width));
            }
            (left, right)
        });
        let height = |(left, right): &(Stack, Stack)| left.height().max(right.height());
        if height(&parts[1]) < height(&parts[0]) {
            parts.swap(0, 1);
        }
        let [(left, right), _] = parts;
        let mut card = self.heading(typesetter);
        card.push(beside(vec![(0.0, left), (right_x, right)]));
        card
    }

    /// The panels of the figure in a row no wider than `width`, and how wide they are.
    fn figures(&self, width: f32, typesetter: &mut Typesetter) -> Option<(Slice, f32)> {
        let picture = typesetter.figure(self.exercise.pose.as_ref()?);
        let most = self.look.figure_scale().min(width / picture.width);
        // Two decimals, as it is written.
        let scale = (most * 100.0).floor() / 100.0;
        let mut slice = Slice {
            height: picture.height * scale,
            stays_with_next: true,
            ..Slice::default()
        };
        let width = picture.width * scale;
        slice.put(0.0, 0.0, Item::Picture { picture, scale });
        Some((slice, width))
    }

    /// Name and dose.
    fn top(&self, typesetter: &mut Typesetter) -> Stack {
        let mut top = self.heading(typesetter);
        top.append(self.dose(typesetter, self.width));
        top
    }

    fn heading(&self, typesetter: &mut Typesetter) -> Stack {
        let look = self.look;
        let mut stack = Stack::default();
        let mut top = Slice {
            height: 6.0,
            stays_with_next: true,
            ..Slice::default()
        };
        top.put(
            0.0,
            0.0,
            Item::Rule {
                across: self.width,
                down: 0.0,
                ink: ACCENT,
                weight: 1.2,
            },
        );
        stack.push(top);
        let disc = look.heading * 1.32;
        let style = look.style(look.heading);
        let digits = self.number.to_string();
        let digits_width = typesetter
            .set(&Words::bold(&digits), style, look.width)
            .width();
        // The space is not seen but keeps number and name apart for those who listen.
        let number = typesetter.set(&Words::bold(&format!("{digits} ")), style, look.width);
        let setting = look.headline(disc + 6.0, self.width - disc - 6.0);
        stack.open(Tag::Heading2);
        stack.lines(typesetter, &Words::bold(&self.exercise.name), setting);
        stack.close();
        let stays = stack.slices.len() - 1;
        stack.hold();
        if let Some(first) = stack.slices.get_mut(1.min(stays)) {
            let dot = Item::Box {
                width: disc,
                height: disc,
                radius: disc / 2.0,
                fill: Some(ACCENT),
                outline: None,
            };
            let top = (number.pitch - disc) / 2.0;
            let after_open = 1;
            first.items.insert(
                after_open,
                Placed {
                    x: (disc - digits_width) / 2.0,
                    y: number.baseline(),
                    item: line_item(&number, 0, WHITE),
                },
            );
            first.put_behind(0.0, top, dot);
        }
        stack.gap(look.gap(4.0).max(3.2));
        stack
    }

    /// The dose stands in a box: it is what patients look for.
    fn dose(&self, typesetter: &mut Typesetter, width: f32) -> Stack {
        let look = self.look;
        let setting = look.body(8.0, width - 16.0);
        let amount = Words::bold(&dose(&self.exercise.dose));
        let sides = self.exercise.sides.trim();
        let mut paragraphs = vec![amount.clone()];
        if !sides.is_empty() {
            let joined = amount.and(&format!(" · {}", isolated(sides)));
            let fits = typesetter
                .set(&joined, setting.style, setting.width)
                .lines
                .len()
                == 1;
            paragraphs = if fits {
                vec![joined]
            } else {
                vec![paragraphs.remove(0), Words::plain(sides)]
            };
        }
        let mut inner = Stack::default();
        inner.gap(look.gap(2.0));
        let mut words_width = 0.0f32;
        for words in &paragraphs {
            words_width =
                words_width.max(typesetter.set(words, setting.style, setting.width).width());
            inner.text(typesetter, Tag::Paragraph, words, setting);
        }
        inner.gap(look.gap(3.0));
        let mut slice = inner.into_slice();
        let height = slice.height;
        let frame = Item::Box {
            width: words_width + 16.0,
            height,
            radius: 5.0,
            fill: Some(PALE),
            outline: Some((ACCENT, 0.9)),
        };
        slice.put_behind(0.0, 0.0, frame);
        slice.stays_with_next = true;
        let mut stack = Stack::default();
        stack.push(slice);
        stack
    }

    /// Start, steps and the build-up.
    fn how(&self, typesetter: &mut Typesetter, width: f32) -> Stack {
        let (look, labels) = (self.look, &self.sheet.labels);
        let setting = look.body(0.0, width);
        let mut stack = Stack::default();
        let start = Words::bold(&format!("{}: ", labels.start)).and(&self.exercise.start);
        if !self.exercise.start.trim().is_empty() {
            stack.text(typesetter, Tag::Paragraph, &start, setting);
            stack.gap(look.gap(2.0));
        }
        self.numbered(typesetter, &mut stack, &self.exercise.steps, setting);
        if !self.exercise.build_up.is_empty() {
            stack.gap(look.gap(2.0));
            stack.text(
                typesetter,
                Tag::Paragraph,
                &Words::bold(&format!("{}:", labels.build_up)),
                setting,
            );
            if let Some(last) = stack.slices.last_mut() {
                last.stays_with_next = true;
            }
            self.numbered(typesetter, &mut stack, &self.exercise.build_up, setting);
        }
        if !self.exercise.note.trim().is_empty() {
            stack.gap(look.gap(2.0));
            let note = Words::bold(&format!("{}: ", labels.note))
                .and(&isolated(self.exercise.note.trim()));
            stack.text(typesetter, Tag::Paragraph, &note, setting);
        }
        stack
    }

    fn numbered(
        &self,
        typesetter: &mut Typesetter,
        stack: &mut Stack,
        steps: &[String],
        setting: Setting,
    ) {
        let mut place = 0;
        stack.open(Tag::NumberedList);
        for step in steps.iter().filter(|step| !step.trim().is_empty()) {
            place += 1;
            let indent = if steps.len() > 9 {
                self.look.indent() * 1.4
            } else {
                self.look.indent()
            };
            stack.entry(
                typesetter,
                &Words::bold(&format!("{place}.")),
                &Words::plain(step),
                setting,
                indent,
            );
        }
        stack.close();
    }

    /// When to stop, behind a bar.
    fn stop(&self, typesetter: &mut Typesetter, width: f32) -> Stack {
        let mut stack = Stack::default();
        if self.exercise.stop_if.trim().is_empty() {
            return stack;
        }
        stack.gap(self.look.gap(5.0));
        let words =
            Words::bold(&format!("{}: ", self.sheet.labels.stop_if)).and(&self.exercise.stop_if);
        let setting = Setting {
            ink: INK,
            ..self.look.body(9.0, width - 9.0)
        };
        let first = stack.slices.len();
        stack.text(typesetter, Tag::Paragraph, &words, setting);
        for slice in &mut stack.slices[first..] {
            let bar = Item::Box {
                width: 3.2,
                height: slice.height,
                radius: 0.0,
                fill: Some(STOP),
                outline: None,
            };
            slice.put_behind(0.0, 0.0, bar);
        }
        stack
    }
}
