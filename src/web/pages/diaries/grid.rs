//! The grid of a diary's form: a row for each day, a field for each exercise, and the quick ways to fill them.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::builtin;
use crate::care::adherence::Asked;
use crate::care::diary::{Day, DiaryDays};
use crate::care::diary_fit::{FitDay, Says};
use crate::care::ids::ExerciseKey;
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
    /// What a colleague saved of the whole day meanwhile, where it is another thing: `left blank`.
    pub saved: Option<&'static str>,
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
    /// What a colleague saved of it meanwhile, where it is another thing: `done`.
    pub saved: Option<String>,
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
                name: exercise_name(&item.exercise),
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
                    saved: None,
                })
                .collect(),
            saved: None,
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

    /// Puts in what a diary struck out for another patient says of whole days; the others stay empty and are asked for, since
    /// a box left empty on a day that is written on would say "not done".
    pub fn fill_fitting(&self, form: &mut Form, days: &[FitDay]) {
        for row in &self.rows {
            let day = days.iter().find(|day| day.on == row.on);
            let state = match day.map(|day| &day.says).filter(|says| says.is_whole()) {
                Some(Says::Blank) => BLANK,
                Some(Says::Done(done)) => {
                    for (cell, done) in row.cells.iter().zip(done) {
                        if let Some(done) = done {
                            put(form, cell, *done);
                        }
                    }
                    let nothing = !done.is_empty() && done.iter().all(|done| *done == Some(0));
                    if nothing { NOT_DONE } else { TICKED }
                }
                Some(Says::Nothing) | None => TICKED,
            };
            form.set(&row.state, state);
        }
    }

    /// Marks each day and each box in which the form says another thing than what is saved.
    pub fn mark(&mut self, form: &Form, saved: &[Day]) {
        for row in &mut self.rows {
            let Some(day) = saved.iter().find(|day| day.on == row.on) else {
                continue;
            };
            let typed = row.typed(form);
            let of_saved = match &day.done {
                None => BLANK,
                Some(done) if done.iter().all(|done| *done == 0) => NOT_DONE,
                Some(_) => TICKED,
            };
            if row.kind(form, &typed) != of_saved {
                let words = STATES.iter().find(|(state, _)| *state == of_saved);
                row.saved = words.map(|(_, words)| *words);
            }
            let done = day.done.iter().flatten();
            for ((cell, done), typed) in row.cells.iter_mut().zip(done).zip(typed) {
                cell.saved = (typed.unwrap_or_default() != i64::from(*done)).then(|| {
                    match (cell.boxes, done) {
                        (1, 0) => "not done".to_owned(),
                        (1, _) => "done".to_owned(),
                        (boxes, done) => format!("{done} of {boxes}"),
                    }
                });
            }
        }
    }

    /// Refuses boxes and days that do not stand in this grid, and a box that was sent twice: what nobody was shown is no tick.
    pub fn refuse_unknown(&self, form: &mut Form) {
        let mut known: HashSet<&str> = HashSet::new();
        known.extend(self.lines.iter().map(|line| line.every.as_str()));
        for row in &self.rows {
            known.extend([row.all.as_str(), row.state.as_str()]);
            known.extend(row.cells.iter().map(|cell| cell.name.as_str()));
        }
        let is_of_grid = |name: &str| {
            let starts = ["done_", "day_", "all_", "every_"];
            starts.iter().any(|start| name.starts_with(start))
        };
        let is_wrong = |name: &&str| {
            is_of_grid(name) && (!known.contains(name) || form.values(name).count() > 1)
        };
        let wrong = form.names().filter(is_wrong).count();
        if wrong > 0 {
            let boxes = if wrong == 1 { "box" } else { "boxes" };
            form.refuse(format!(
                "What was sent has {wrong} {boxes} that this sheet has not, and nothing was saved: open the page again in another tab and compare"
            ));
        }
        if !matches!(form.value("rest"), "" | BLANK | NOT_DONE) {
            form.fault(
                "rest",
                "All days without a tick must be one of the answers shown",
            );
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
                done.push(cell.times(form, &name));
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
                state if state != TICKED => {
                    form.fault(
                        &row.state,
                        format!("{name} must be as ticked, left blank or not done"),
                    );
                    None
                }
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

impl Row {
    /// How often each exercise was done, as the form says it; nought where nothing is written, `None` for what is no number.
    fn typed(&self, form: &Form) -> Vec<Option<i64>> {
        let cells = self.cells.iter().map(|cell| {
            let text = form.value(&cell.name).trim();
            if text.is_empty() {
                Some(0)
            } else {
                text.parse().ok()
            }
        });
        cells.collect()
    }

    /// What the form says of the day: what is ticked on it counts before what it is called.
    fn kind(&self, form: &Form, typed: &[Option<i64>]) -> &'static str {
        let is_written = |cell: &Cell| !form.value(&cell.name).is_empty();
        match form.value(&self.state) {
            _ if typed.iter().any(|times| *times != Some(0)) => TICKED,
            BLANK => BLANK,
            NOT_DONE => NOT_DONE,
            _ if self.cells.iter().any(is_written) => NOT_DONE,
            _ => TICKED,
        }
    }
}

impl Cell {
    /// How often it was done; what cannot be is a fault that says what can.
    fn times(&self, form: &mut Form, day: &str) -> u8 {
        let text = form.value(&self.name).trim();
        if text.is_empty() {
            return 0;
        }
        let times = text.parse().ok().filter(|times| *times <= self.boxes);
        times.unwrap_or_else(|| {
            let can = match self.boxes {
                1 => "the box is ticked or it is not".to_owned(),
                boxes => format!("write 0 to {boxes} times"),
            };
            form.fault(&self.name, format!("{day}, {}: {can}", self.exercise));
            0
        })
    }
}

/// An exercise as the grid calls it.
pub(super) fn exercise_name(key: &ExerciseKey) -> String {
    builtin::knowledge()
        .exercise(key.as_str())
        .map_or_else(|| key.to_string(), |known| known.name.clone())
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
                "Sat 7 Nov, Exercise 2: write 0 to 3 times",
                "Sat 7 Nov lies after the day the diary was handed back: clear the row or correct the date",
                "Sun 8 Nov lies after the day the diary was handed back: clear the row or correct the date",
                "Sun 8 Nov is called left blank, and something is entered: clear one of them",
            ]
        );
        assert_eq!(form.value("done_2026-11-07_2"), "4", "what was typed stays");
    }
}
