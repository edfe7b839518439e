//! The diary: a column for each day, a row for each exercise, a box for each time.

use super::{Exercise, Sheet};
use crate::care::adherence::boxes_a_day;
use crate::print::flow::{Block, Item, Slice, Stack, line_item};
use crate::print::look::{ACCENT, INK, LINE, Look, PALE};
use crate::print::paragraph::Side;
use crate::print::structure::Tag;
use crate::print::typesetter::Typesetter;
use crate::print::words::Words;
use chrono::{Datelike, Days, NaiveDate};

/// A box to tick, as a share of the size of the text.
const BOX: f32 = 1.04;

/// One table for as many days as fit beside each other.
pub(super) fn blocks(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Vec<Block> {
    let Some(diary) = &sheet.diary else {
        return Vec::new();
    };
    if sheet.exercises.is_empty() {
        return Vec::new();
    }
    let days: Vec<NaiveDate> = (0..u64::from(diary.days))
        .filter_map(|day| diary.first_day.checked_add_days(Days::new(day)))
        .collect();
    let across = if look.is_large { 7 } else { 14 };
    let mut blocks: Vec<Block> = days
        .chunks(across)
        .map(|days| {
            Table {
                sheet,
                look,
                days,
                across,
            }
            .block(typesetter)
        })
        .collect();
    if let Some(first) = blocks.first_mut().filter(|_| !look.is_dense) {
        let mut stack = Stack::default();
        let heading = Words::bold(&sheet.labels.diary);
        stack.text(
            typesetter,
            Tag::Heading2,
            &heading,
            look.headline(0.0, look.width),
        );
        stack.gap(look.gap(2.0));
        stack.hold();
        stack.append(std::mem::take(&mut first.stack));
        first.stack = stack;
    }
    blocks
}

struct Table<'a> {
    sheet: &'a Sheet,
    look: &'a Look,
    days: &'a [NaiveDate],
    across: usize,
}

impl Table<'_> {
    fn block(&self, typesetter: &mut Typesetter) -> Block {
        let mut stack = Stack::default();
        stack.open(Tag::Table);
        let head = self.head(typesetter);
        let repeated = head.unread();
        stack.push(head);
        for (place, exercise) in self.sheet.exercises.iter().enumerate() {
            stack.push(self.row(place + 1, exercise, typesetter));
        }
        stack.close();
        Block {
            gap: self.look.gap(11.0),
            stack,
            repeated: Some(repeated),
        }
    }

    fn column(&self) -> f32 {
        if self.look.is_large { 38.0 } else { 25.6 }
    }

    /// Room for the exercises' names; the same in every table of a diary.
    fn names(&self) -> f32 {
        self.look.width - self.column() * self.across as f32
    }

    /// Weekday over day of the month; the month stands in the corner.
    fn head(&self, typesetter: &mut Typesetter) -> Slice {
        let (look, labels) = (self.look, &self.sheet.labels);
        let style = look.style(look.text).to(Side::Centre);
        let pitch = look.text * 1.22;
        let height = 2.0 * pitch + 5.0;
        let mut head = Slice {
            height,
            stays_with_next: true,
            ..Slice::default()
        };
        let width = self.names() + self.column() * self.days.len() as f32;
        head.put(
            0.0,
            0.0,
            Item::Box {
                width,
                height,
                radius: 0.0,
                fill: Some(PALE),
                outline: None,
            },
        );
        self.grid(&mut head, height);
        head.put(
            0.0,
            0.0,
            Item::Rule {
                across: width,
                down: 0.0,
                ink: ACCENT,
                weight: 1.2,
            },
        );
        head.put(
            0.0,
            height,
            Item::Rule {
                across: width,
                down: 0.0,
                ink: ACCENT,
                weight: 0.9,
            },
        );
        head.put(0.0, 0.0, Item::Open(Tag::Row));
        head.put(0.0, 0.0, Item::Open(Tag::ColumnHead));
        // A dense sheet has no heading above the table; its words stand in the corner.
        let corner = if look.is_dense {
            &labels.diary
        } else {
            &labels.exercise
        };
        let corner = [corner.as_str(), &self.months()];
        for (line, words) in corner.into_iter().enumerate() {
            let words = if line == 0 {
                Words::bold(words)
            } else {
                Words::plain(words)
            };
            let set = typesetter.set(&words, look.style(look.text), self.names() - 8.0);
            if !set.lines.is_empty() {
                head.put(
                    4.0,
                    2.0 + line as f32 * pitch + set.baseline(),
                    line_item(&set, 0, INK),
                );
            }
        }
        head.put(0.0, 0.0, Item::Close);
        for (place, day) in self.days.iter().enumerate() {
            head.put(0.0, 0.0, Item::Open(Tag::ColumnHead));
            let weekday = &labels.weekdays[day.weekday().num_days_from_monday() as usize];
            for (line, words) in [Words::plain(weekday), Words::bold(&day.day().to_string())]
                .iter()
                .enumerate()
            {
                let set = typesetter.set(words, style, self.column());
                if !set.lines.is_empty() {
                    let x = self.names() + place as f32 * self.column();
                    head.put(
                        x,
                        2.0 + line as f32 * pitch + set.baseline(),
                        line_item(&set, 0, INK),
                    );
                }
            }
            head.put(0.0, 0.0, Item::Close);
        }
        head.put(0.0, 0.0, Item::Close);
        head
    }

    /// The month of the days, or the two months they reach into.
    fn months(&self) -> String {
        let month = |day: &NaiveDate| self.sheet.labels.months[day.month0() as usize].clone();
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else {
            return String::new();
        };
        if first.month() == last.month() {
            return format!("{} {}", month(first), first.year());
        }
        format!("{} – {}", month(first), month(last))
    }

    fn row(&self, number: usize, exercise: &Exercise, typesetter: &mut Typesetter) -> Slice {
        let look = self.look;
        let boxes = usize::from(boxes_a_day(exercise.times_a_day));
        let mut stack = Stack::default();
        stack.gap(look.gap(2.0));
        stack.open(Tag::Row);
        stack.open(Tag::RowHead);
        let words = Words::bold(&format!("{number}  ")).and(&exercise.name);
        stack.lines(typesetter, &words, look.body(4.0, self.names() - 8.0));
        stack.close();
        stack.gap(look.gap(3.0));
        let mut row = stack.into_slice();
        let least = look.text * BOX + look.gap(7.0);
        if row.height < least {
            let drop = (least - row.height) / 2.0;
            row.items.iter_mut().for_each(|placed| placed.y += drop);
            row.height = least;
        }
        for _ in self.days {
            row.put(0.0, 0.0, Item::Open(Tag::Cell));
            row.put(0.0, 0.0, Item::Close);
        }
        row.put(0.0, 0.0, Item::Close);
        let height = row.height;
        let width = self.names() + self.column() * self.days.len() as f32;
        row.put(
            0.0,
            height,
            Item::Rule {
                across: width,
                down: 0.0,
                ink: LINE,
                weight: 0.6,
            },
        );
        self.grid(&mut row, height);
        for place in 0..self.days.len() {
            let left = self.names() + place as f32 * self.column();
            self.boxes(&mut row, left, boxes);
        }
        row
    }

    /// One box, parted into as many as there are times a day.
    fn boxes(&self, row: &mut Slice, left: f32, times: usize) {
        let tall = self.look.text * BOX;
        let width = if times == 1 {
            tall
        } else {
            self.column() - 4.4
        };
        let (x, y) = (
            left + (self.column() - width) / 2.0,
            (row.height - tall) / 2.0,
        );
        row.put(
            x,
            y,
            Item::Box {
                width,
                height: tall,
                radius: 0.0,
                fill: None,
                outline: Some((INK, 0.8)),
            },
        );
        for place in 1..times {
            let x = x + width * place as f32 / times as f32;
            row.put(
                x,
                y,
                Item::Rule {
                    across: 0.0,
                    down: tall,
                    ink: INK,
                    weight: 0.6,
                },
            );
        }
    }

    /// A line before every Monday, so that weeks are seen at a glance.
    fn grid(&self, slice: &mut Slice, height: f32) {
        for (place, day) in self.days.iter().enumerate() {
            let starts_week = place == 0 || day.weekday() == chrono::Weekday::Mon;
            if starts_week {
                let x = self.names() + place as f32 * self.column();
                slice.put(
                    x,
                    0.0,
                    Item::Rule {
                        across: 0.0,
                        down: height,
                        ink: LINE,
                        weight: 0.8,
                    },
                );
            }
        }
    }
}
