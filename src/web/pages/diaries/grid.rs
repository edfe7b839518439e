//! The grid of a diary's form: a row for each day, a field for each exercise, and the quick ways to fill them.

use chrono::NaiveDate;

use crate::builtin;
use crate::care::adherence::Asked;
use crate::care::diary::{Day, DiaryDays};
use crate::care::programme::Programme;
use crate::web::form::Form;

/// The day was ticked as the fields say; chosen at first.
const TICKED: &str = "ticked";
/// Nothing was written on the day: nobody knows what was done.
const BLANK: &str = "blank";
/// The day was written on, and nothing was done.
const NOT_DONE: &str = "not_done";

/// An exercise of the grid.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Counts from 1, as on the sheet.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// What it asks.
    pub asked: Asked,
    /// The name of its field "done every day".
    pub every: String,
}

/// A day of the grid.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Which.
    pub on: NaiveDate,
    /// The name of its field "all done".
    pub all: String,
    /// The name of its choice.
    pub state: String,
    /// Its fields, in the order of the exercises.
    pub cells: Vec<Cell>,
}

/// One exercise on one day.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// The name of its field.
    pub name: String,
    /// The exercise.
    pub exercise: String,
    /// How often it can be ticked; one is a box, more is a number.
    pub boxes: u8,
}

/// The grid of some days.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// The exercises.
    pub lines: Vec<Line>,
    /// The days.
    pub rows: Vec<Row>,
}

/// What may be said of a day.
pub(super) const STATES: [(&str, &str); 3] = [
    (TICKED, "As ticked"),
    (BLANK, "Left blank"),
    (NOT_DONE, "Not done"),
];

impl Grid {
    /// The grid for a programme over these days.
    pub fn of(programme: &Programme, asked: &[Asked], days: DiaryDays) -> Grid {
        let items = programme.content.items.iter().zip(asked).zip(1..);
        let lines: Vec<Line> = items
            .map(|((item, asked), number)| Line {
                number,
                name: builtin::knowledge()
                    .exercise(item.exercise.as_str())
                    .map_or_else(|| item.exercise.to_string(), |known| known.name.clone()),
                asked: *asked,
                every: format!("every_{number}"),
            })
            .collect();
        Grid::over(lines, days)
    }

    fn over(lines: Vec<Line>, days: DiaryDays) -> Grid {
        let row = |on: NaiveDate| Row {
            on,
            all: format!("all_{on}"),
            state: format!("day_{on}"),
            cells: lines
                .iter()
                .map(|line| Cell {
                    name: format!("done_{on}_{}", line.number),
                    exercise: line.name.clone(),
                    boxes: line.asked.boxes,
                })
                .collect(),
        };
        Grid {
            rows: days.each().map(row).collect(),
            lines,
        }
    }

    /// Puts what was recorded into the form.
    pub fn fill(&self, form: &mut Form, days: &[Day]) {
        for row in &self.rows {
            let day = days.iter().find(|day| day.on == row.on);
            let Some(done) = day.and_then(|day| day.done.as_ref()) else {
                form.set(&row.state, BLANK);
                continue;
            };
            let nothing = done.iter().all(|done| *done == 0);
            form.set(&row.state, if nothing { NOT_DONE } else { TICKED });
            for (cell, done) in row.cells.iter().zip(done) {
                put(form, cell, *done);
            }
        }
    }

    /// Resolves the quick ways into the fields they stand for: "all done" on a day, "every day" for an exercise, and what
    /// is said of all days without a tick.
    pub fn resolve(&self, form: &mut Form) {
        let rest = form.value("rest").to_owned();
        for row in &self.rows {
            let is_all = form.is_ticked(&row.all);
            let is_ticked = is_all || matches!(form.value(&row.state), "" | TICKED);
            for (cell, line) in row.cells.iter().zip(&self.lines) {
                if is_all || (is_ticked && form.is_ticked(&line.every)) {
                    put(form, cell, cell.boxes);
                }
            }
            form.forget(&row.all);
            if form.value(&row.state).is_empty() {
                form.set(&row.state, TICKED);
            }
            let is_empty = row
                .cells
                .iter()
                .all(|cell| form.value(&cell.name).is_empty());
            if is_empty && is_ticked && matches!(rest.as_str(), BLANK | NOT_DONE) {
                form.set(&row.state, &rest);
            }
        }
        for line in &self.lines {
            form.forget(&line.every);
        }
        form.forget("rest");
    }

    /// The days up to the one on which the diary came back, when nothing is at fault: every day says what was done or that
    /// nothing was written. All faults are written into the form.
    pub fn read(&self, form: &mut Form, until: NaiveDate) -> Vec<Day> {
        let mut unsaid = Vec::new();
        let mut days = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let name = row.on.format("%a %-d %b").to_string();
            let mut done = Vec::with_capacity(row.cells.len());
            let mut is_written = false;
            for cell in &row.cells {
                is_written |= !form.value(&cell.name).is_empty();
                let label = format!("{name}, {}: the times", cell.exercise);
                let field = form.field(&cell.name, &label).optional();
                let times = field.whole(0..=i64::from(cell.boxes), "");
                done.push(
                    times
                        .and_then(|times| u8::try_from(times).ok())
                        .unwrap_or(0),
                );
            }
            let is_done = done.iter().any(|done| *done > 0);
            let state = form.value(&row.state).to_owned();
            if is_written && row.on > until {
                form.fault(
                    &row.state,
                    format!("{name} lies after the day the diary was handed back: clear the row or correct the date"),
                );
            }
            let done = match state.as_str() {
                BLANK if is_written => {
                    form.fault(
                        &row.state,
                        format!("{name} is called left blank, and something is entered: clear one of them"),
                    );
                    None
                }
                BLANK => None,
                NOT_DONE if is_done => {
                    form.fault(
                        &row.state,
                        format!(
                            "{name} is called not done, and something is ticked: clear one of them"
                        ),
                    );
                    None
                }
                NOT_DONE => Some(done),
                _ if row.on > until => None,
                _ if !is_written => {
                    unsaid.push(row);
                    None
                }
                _ => Some(done),
            };
            days.push(Day { on: row.on, done });
        }
        told_together(form, &unsaid);
        days
    }
}

/// A day without a tick is neither nought nor unknown before somebody says which.
fn told_together(form: &mut Form, unsaid: &[&Row]) {
    for row in unsaid {
        let name = row.on.format("%a %-d %b");
        form.fault(
            &row.state,
            format!("{name}: nothing is ticked. Was it left blank, or was nothing done?"),
        );
    }
    if let [first, _, ..] = unsaid {
        let names: Vec<&str> = unsaid.iter().map(|row| row.state.as_str()).collect();
        form.fold(
            &names,
            format!(
                "On {} days nothing is ticked, the first is {}: say for each, or for all of them below the table, whether \
                 it was left blank or not done",
                unsaid.len(),
                first.on.format("%a %-d %b")
            ),
        );
    }
}

/// A box is ticked or not; a number says nought as well.
fn put(form: &mut Form, cell: &Cell, done: u8) {
    match (cell.boxes, done) {
        (1, 0) => form.forget(&cell.name),
        _ => form.set(&cell.name, done),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(last: u32) -> Grid {
        let asked = |boxes| Asked {
            boxes,
            times: boxes,
            days_a_week: 7,
        };
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let lines = [1, 3].into_iter().zip(1..).map(|(boxes, number)| Line {
            number,
            name: format!("Exercise {number}"),
            asked: asked(boxes),
            every: format!("every_{number}"),
        });
        let lines: Vec<Line> = lines.collect();
        let days = DiaryDays {
            from: day(5),
            to: day(last),
        };
        Grid::over(lines, days)
    }

    fn form(fields: &[(&str, &str)]) -> Form {
        let field = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Form::from_fields(fields.iter().map(field).collect())
    }

    fn read(form: &mut Form, last: u32) -> Vec<Option<Vec<u8>>> {
        let grid = grid(last);
        grid.resolve(form);
        let until = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        let days = grid.read(form, until);
        days.into_iter().map(|day| day.done).collect()
    }

    #[test]
    fn quick_ways_fill_what_they_stand_for() {
        let mut form = form(&[
            ("all_2026-11-05", "yes"),
            ("every_2", "yes"),
            ("day_2026-11-07", "blank"),
            ("day_2026-11-08", "not_done"),
        ]);
        let days = read(&mut form, 8);
        let expected = [Some(vec![1, 3]), Some(vec![0, 3]), None, Some(vec![0, 0])];
        assert_eq!(days, expected);
        assert!(form.complete().is_some());
        assert!(!form.is_ticked("all_2026-11-05") && !form.is_ticked("every_2"));
    }

    #[test]
    fn a_day_without_a_tick_must_say_which_it_is() {
        let mut unsaid = form(&[("done_2026-11-05_1", "1")]);
        read(&mut unsaid, 7);
        assert_eq!(unsaid.summary().len(), 1, "{:?}", unsaid.faults());
        assert!(unsaid.fault_at("day_2026-11-07").is_some());
        for (rest, expected) in [("blank", None), ("not_done", Some(vec![0, 0]))] {
            let mut said = form(&[("done_2026-11-05_1", "1"), ("rest", rest)]);
            let days = read(&mut said, 7);
            assert!(said.complete().is_some());
            assert_eq!(days, [Some(vec![1, 0]), expected.clone(), expected]);
        }
    }

    #[test]
    fn what_contradicts_itself_is_named_day_by_day() {
        let mut form = form(&[
            ("done_2026-11-05_1", "1"),
            ("day_2026-11-05", "blank"),
            ("done_2026-11-06_2", "2"),
            ("day_2026-11-06", "not_done"),
            ("done_2026-11-07_2", "4"),
            ("all_2026-11-08", "yes"),
            ("day_2026-11-08", "blank"),
        ]);
        let grid = grid(8);
        grid.resolve(&mut form);
        let until = NaiveDate::from_ymd_opt(2026, 11, 6).unwrap();
        grid.read(&mut form, until);
        let said: Vec<&str> = form
            .faults()
            .iter()
            .map(|fault| fault.sentence.as_str())
            .collect();
        assert_eq!(
            said,
            [
                "Thu 5 Nov is called left blank, and something is entered: clear one of them",
                "Fri 6 Nov is called not done, and something is ticked: clear one of them",
                "Sat 7 Nov, Exercise 2: the times must be between 0 and 3",
                "Sat 7 Nov lies after the day the diary was handed back: clear the row or correct the date",
                "Sun 8 Nov lies after the day the diary was handed back: clear the row or correct the date",
                "Sun 8 Nov is called left blank, and something is entered: clear one of them",
            ]
        );
        assert_eq!(form.value("done_2026-11-07_2"), "4", "what was typed stays");
    }
}
