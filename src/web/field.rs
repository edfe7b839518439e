//! Reading one field: the value, or a fault in words a clinician would use.

use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};

use super::filters::{plain_date, plain_number};
use super::form::Form;
use crate::care::measure::{Input, Measure, Value};
use crate::care::name::readable;
use crate::care::number::{NotANumber, Number};
use crate::care::time::is_leap_second;
use crate::print;

/// The answer to a question that has no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// The question was not asked; that is not "no".
    NotAsked,
}

impl FromStr for Answer {
    type Err = ();
    fn from_str(text: &str) -> Result<Answer, ()> {
        match text {
            "yes" => Ok(Answer::Yes),
            "no" => Ok(Answer::No),
            "not_asked" => Ok(Answer::NotAsked),
            _ => Err(()),
        }
    }
}

/// One field about to be read. Each reader answers `None` when the field is empty or at fault; an empty field is a
/// fault unless it was declared [`optional`](Field::optional).
#[derive(Debug)]
pub struct Field<'f> {
    form: &'f mut Form,
    name: String,
    label: String,
    text: String,
    optional: bool,
    printed: bool,
}

impl<'f> Field<'f> {
    pub(super) fn new(form: &'f mut Form, name: &str, label: &str) -> Field<'f> {
        let text = form.value(name).trim().to_owned();
        Field {
            form,
            name: name.to_owned(),
            label: label.to_owned(),
            text,
            optional: false,
            printed: false,
        }
    }

    /// The field may be left empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Its words reach paper, so letters that no face can draw are a fault here and not when it is printed.
    #[must_use]
    pub fn printed(mut self) -> Self {
        self.printed = true;
        self
    }

    /// One line of text of at most `most` characters. Control characters become spaces: a tab from a spreadsheet parts
    /// words.
    pub fn text(mut self, most: usize) -> Option<String> {
        let plain: String = self
            .text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        self.text = plain.trim().to_owned();
        self.letters(most)
    }

    /// A password, exactly as typed, at most `most` characters.
    pub fn secret(mut self, most: usize) -> Option<String> {
        self.text = self.form.value(&self.name).to_owned();
        self.letters(most)
    }

    /// Text of several lines, at most `most` characters in all, without what nobody can see ([`readable`]).
    pub fn lines(mut self, most: usize) -> Option<String> {
        let text = self.text.replace("\r\n", "\n").replace('\r', "\n");
        self.text = readable(&text);
        self.letters(most)
    }

    fn letters(mut self, most: usize) -> Option<String> {
        self.given()?;
        let count = self.text.chars().count();
        if count > most {
            return self.fault(format!(
                "must be at most {most} characters, and has {count}"
            ));
        }
        let missing = if self.printed {
            print::uncovered(&self.text)
        } else {
            Vec::new()
        };
        if !missing.is_empty() {
            return self.fault(format!(
                "holds what no paper can show: {}. Say it in words",
                print::spelled(&missing)
            ));
        }
        Some(self.text)
    }

    /// A number within a range; comma and point are both read. `unit` follows the range in the sentence.
    pub fn number(mut self, range: RangeInclusive<Number>, unit: &str) -> Option<Number> {
        let number = self.any_number()?;
        if range.contains(&number) {
            return Some(number);
        }
        let sentence = between(*range.start(), Some(*range.end()), unit);
        self.fault(sentence)
    }

    /// A whole number within a range.
    pub fn whole(mut self, range: RangeInclusive<i64>, unit: &str) -> Option<i64> {
        let number = self.any_number()?;
        let one = Number::whole(1);
        let (least, greatest) = (Number::whole(*range.start()), Number::whole(*range.end()));
        if !number.is_multiple_of(one) {
            return self.fault("must be a whole number");
        }
        if !(least..=greatest).contains(&number) {
            return self.fault(between(least, Some(greatest), unit));
        }
        Some(number.thousandths() / one.thousandths())
    }

    /// A reading of a measure: a number in its range and steps, or one of its words.
    pub fn reading(mut self, measure: &Measure) -> Option<Value> {
        match &measure.input {
            Input::Number { min, max, step } => {
                let number = self.any_number()?;
                if number < *min || max.is_some_and(|max| number > max) {
                    return self.fault(between(*min, *max, &measure.unit));
                }
                if !number.is_multiple_of(*step) {
                    return self.fault(format!("must be in steps of {}", plain_number(*step)));
                }
                Some(Value::Number(number))
            }
            Input::Steps(steps) => {
                let words = steps.iter().map(|step| step.word.as_str());
                self.word(words)
            }
            Input::Words(words) => self.word(words.iter().map(String::as_str)),
        }
    }

    fn word<'w>(mut self, mut words: impl Iterator<Item = &'w str>) -> Option<Value> {
        self.given()?;
        if words.any(|word| word == self.text) {
            return Some(Value::Word(self.text));
        }
        self.fault("must be one of the answers shown")
    }

    fn any_number(&mut self) -> Option<Number> {
        self.given()?;
        match self.text.parse() {
            Ok(number) => Some(number),
            Err(NotANumber::Form) => self.fault("must be a number, such as 46 or 8.5"),
            Err(NotANumber::Places) => self.fault("must have at most three decimal places"),
            Err(NotANumber::Size) => self.fault("is too large a number"),
        }
    }

    /// A date: `2026-11-20` as browsers send it, or day, month and year as people type it.
    pub fn date(mut self, range: RangeInclusive<NaiveDate>) -> Option<NaiveDate> {
        self.given()?;
        let Some(date) = typed_date(&self.text) else {
            return self.fault("must be a real date, such as 27/03/1985");
        };
        if range.contains(&date) {
            return Some(date);
        }
        let (first, last) = (plain_date(*range.start()), plain_date(*range.end()));
        self.fault(format!("must be between {first} and {last}"))
    }

    /// A time of day, `09:30`.
    pub fn time(mut self) -> Option<NaiveTime> {
        self.given()?;
        let text = self.text.replace('.', ":");
        let time = NaiveTime::parse_from_str(&text, "%H:%M")
            .or_else(|_| NaiveTime::parse_from_str(&text, "%H:%M:%S"));
        match time {
            Ok(time) if !is_leap_second(&time) => Some(time),
            _ => self.fault("must be a time of day, such as 09:30"),
        }
    }

    /// One of several answers, each written as the type's own word.
    pub fn choice<T: FromStr>(mut self) -> Option<T> {
        if self.text.is_empty() {
            return self.missing("must have an answer");
        }
        match self.text.parse() {
            Ok(value) => Some(value),
            Err(_) => self.fault("must be one of the answers shown"),
        }
    }

    /// One of a few answers that have no type of their own.
    pub fn one_of(mut self, answers: &[&'static str]) -> Option<&'static str> {
        if self.text.is_empty() {
            return self.missing("must have an answer");
        }
        match answers.iter().find(|answer| **answer == self.text) {
            Some(answer) => Some(answer),
            None => self.fault("must be one of the answers shown"),
        }
    }

    /// Any number of several answers; at least one unless the field is optional.
    pub fn choices<T: FromStr>(mut self) -> Option<Vec<T>> {
        let texts: Vec<&str> = self
            .form
            .values(&self.name)
            .filter(|text| !text.is_empty())
            .collect();
        if texts.is_empty() && !self.optional {
            return self.fault("must have at least one answer");
        }
        match texts.into_iter().map(str::parse).collect() {
            Ok(values) => Some(values),
            Err(_) => self.fault("must be among the answers shown"),
        }
    }

    /// Yes, no or not asked.
    pub fn answer(mut self) -> Option<Answer> {
        if self.text.is_empty() {
            return self.missing("must be answered: Yes, No or Not asked");
        }
        self.choice()
    }

    /// `None`, with a fault unless the field is optional, when nothing was typed.
    fn given(&mut self) -> Option<()> {
        if self.text.is_empty() {
            return self.missing("is needed");
        }
        Some(())
    }

    fn missing<T>(&mut self, rest: &str) -> Option<T> {
        if self.optional {
            return None;
        }
        self.fault(rest)
    }

    fn fault<T>(&mut self, rest: impl AsRef<str>) -> Option<T> {
        let sentence = format!("{} {}", self.label, rest.as_ref());
        self.form.fault(&self.name, sentence);
        None
    }
}

fn between(least: Number, greatest: Option<Number>, unit: &str) -> String {
    let unit = match unit {
        "" => String::new(),
        "°" => " degrees".to_owned(),
        "%" => " %".to_owned(),
        unit => format!(" {unit}"),
    };
    let least = plain_number(least);
    match greatest {
        Some(greatest) => format!(
            "must be between {least} and {}{unit}",
            plain_number(greatest)
        ),
        None => format!("must be at least {least}{unit}"),
    }
}

/// `2026-11-20`, or day, month, year with full stops, slashes, hyphens or spaces between; the year in full.
fn typed_date(text: &str) -> Option<NaiveDate> {
    if !text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let mut parts = text
        .split(['-', '/', '.', ' '])
        .filter(|part| !part.is_empty());
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, day) = if first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    if year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str) -> Form {
        Form::from_fields(vec![("field".into(), text.into())])
    }

    fn fault(form: &Form) -> &str {
        form.fault_at("field").unwrap_or("")
    }

    #[test]
    fn numbers_say_their_range_in_the_clinicians_words() {
        let rows = [
            ("46", Some("46"), ""),
            (" 8,5 ", Some("8.5"), ""),
            ("0", Some("0"), ""),
            ("90", Some("90"), ""),
            (
                "90.001",
                None,
                "Thoracic rotation must be between 0 and 90 degrees",
            ),
            (
                "-1",
                None,
                "Thoracic rotation must be between 0 and 90 degrees",
            ),
            (
                "lots",
                None,
                "Thoracic rotation must be a number, such as 46 or 8.5",
            ),
            (
                "1.2345",
                None,
                "Thoracic rotation must have at most three decimal places",
            ),
            (
                "99999999999999999999",
                None,
                "Thoracic rotation is too large a number",
            ),
            ("", None, "Thoracic rotation is needed"),
        ];
        for (text, value, sentence) in rows {
            let mut form = sent(text);
            let field = form.field("field", "Thoracic rotation");
            let read = field.number(Number::ZERO..=Number::whole(90), "°");
            assert_eq!(read.map(|n| n.to_string()).as_deref(), value, "{text:?}");
            assert_eq!(fault(&form), sentence, "{text:?}");
            assert_eq!(form.value("field"), text, "what was typed is kept");
        }
    }

    #[test]
    fn whole_numbers_have_no_part() {
        for (text, value, sentence) in [
            ("12", Some(12), ""),
            ("12.0", Some(12), ""),
            ("12.5", None, "Repetitions must be a whole number"),
            ("61", None, "Repetitions must be between 0 and 60"),
        ] {
            let mut form = sent(text);
            assert_eq!(
                form.field("field", "Repetitions").whole(0..=60, ""),
                value,
                "{text:?}"
            );
            assert_eq!(fault(&form), sentence, "{text:?}");
        }
    }

    #[test]
    fn dates_are_read_as_typed_and_as_sent() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        for (text, date) in [
            ("1985-03-27", day(1985, 3, 27)),
            ("27/03/1985", day(1985, 3, 27)),
            ("27.3.1985", day(1985, 3, 27)),
            ("27 3 1985", day(1985, 3, 27)),
            ("29/02/2024", day(2024, 2, 29)),
            ("29/02/2023", None),
            ("27/03/85", None),
            ("03-1985", None),
            ("27/03/1985/1", None),
            ("-1980-05-05", None),
        ] {
            assert_eq!(typed_date(text), date, "{text:?}");
        }
        let mut form = sent("2027-01-01");
        let range = day(1900, 1, 1).unwrap()..=day(2026, 11, 21).unwrap();
        assert_eq!(form.field("field", "Date of birth").date(range), None);
        assert_eq!(
            fault(&form),
            "Date of birth must be between 1 Jan 1900 and 21 Nov 2026"
        );
    }

    #[test]
    fn times_of_day() {
        for (text, good) in [
            ("09:30", true),
            ("9.30", true),
            ("23:59:00", true),
            ("24:00", false),
            ("23:59:60", false),
            ("23:59.60", false),
            ("noon", false),
        ] {
            let mut form = sent(text);
            assert_eq!(
                form.field("field", "Onset").time().is_some(),
                good,
                "{text:?}"
            );
        }
    }

    #[test]
    fn text_is_trimmed_measured_in_letters_and_freed_of_control_characters() {
        let mut form = sent("  Łukasz\u{7}  ");
        assert_eq!(
            form.field("field", "Name").text(6).as_deref(),
            Some("Łukasz")
        );
        let mut form = sent("a\r\nb");
        assert_eq!(
            form.field("field", "Note").lines(3).as_deref(),
            Some("a\nb")
        );
        let mut form = sent("van\tDijk");
        let name = form.field("field", "Name").text(9);
        assert_eq!(name.as_deref(), Some("van Dijk"));
        let mut form = sent("abcd");
        assert_eq!(form.field("field", "Note").lines(3), None);
        assert_eq!(fault(&form), "Note must be at most 3 characters, and has 4");
    }

    #[test]
    fn words_for_paper_hold_letters_that_paper_can_show() {
        let mut form = sent("Sore 😕 today");
        assert_eq!(form.field("field", "Reason").printed().lines(50), None);
        assert_eq!(
            fault(&form),
            "Reason holds what no paper can show: 😕 (U+1F615). Say it in words"
        );
        let mut form = sent("Sore 😕 today");
        assert!(form.field("field", "Note").lines(50).is_some());
        let mut form = sent("Bóle pleców, спина");
        assert!(form.field("field", "Reason").printed().text(50).is_some());
    }

    #[test]
    fn questions_have_no_default() {
        for (text, answer) in [
            ("yes", Some(Answer::Yes)),
            ("no", Some(Answer::No)),
            ("not_asked", Some(Answer::NotAsked)),
            ("", None),
            ("maybe", None),
        ] {
            let mut form = sent(text);
            assert_eq!(
                form.field("field", "Night pain").answer(),
                answer,
                "{text:?}"
            );
            assert_eq!(form.complete().is_some(), answer.is_some(), "{text:?}");
        }
    }

    #[test]
    fn an_optional_field_may_be_empty_but_not_wrong() {
        let mut form = sent("");
        assert_eq!(
            form.field("field", "Weight").optional().whole(1..=9, "kg"),
            None
        );
        assert!(form.complete().is_some());
        let mut form = sent("10");
        assert_eq!(
            form.field("field", "Weight").optional().whole(1..=9, "kg"),
            None
        );
        assert_eq!(fault(&form), "Weight must be between 1 and 9 kg");
    }

    #[test]
    fn repeated_fields_are_all_read_and_all_faults_kept_in_order() {
        use crate::care::measure::Side;
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut form = Form::from_fields(vec![
            pair("side", "left"),
            pair("side", "right"),
            pair("age", "x"),
        ]);
        let sides: Option<Vec<Side>> = form.field("side", "Side").choices();
        assert_eq!(sides, Some(vec![Side::Left, Side::Right]));
        let _ = form.field("name", "Name").text(10);
        let _ = form.field("age", "Age").whole(0..=120, "years");
        let names: Vec<&str> = form
            .faults()
            .iter()
            .map(|fault| fault.name.as_str())
            .collect();
        assert_eq!(names, ["name", "age"]);
    }
}
