//! Doses in words a patient uses: `2 sets of 8 on each side, hold each for 5 seconds, twice a day, every day.`

use crate::care::exercise::{Dose, Span};
use crate::care::number::Number;

/// The whole dose. `one_side` leaves out "on each side", for an exercise given for one side only.
#[must_use]
pub fn words(dose: &Dose, one_side: bool) -> String {
    let mut parts = amount(dose, one_side);
    parts.push(how_often(dose));
    let mut sentences = vec![joined(parts)];
    if !dose.load.trim().is_empty() {
        sentences.push(format!("Load: {}", dose.load.trim()));
    }
    if is_sentence(dose) {
        sentences.push(capital(dose.note.trim()));
    }
    let mut words = sentences.join(". ");
    if sentences.len() > 1 && !words.ends_with('.') {
        words.push('.');
    }
    words
}

/// A span as people say it: `8`, `8 to 12`.
#[must_use]
pub fn span(span: Span) -> String {
    if span.min == span.max {
        span.min.to_string()
    } else {
        format!("{} to {}", span.min, span.max)
    }
}

/// A time in seconds, as minutes from two minutes on: `5 seconds`, `20 to 30 seconds`, `10 minutes`.
#[must_use]
pub fn time(seconds: Span) -> String {
    let minute = Number::whole(60);
    let in_minutes = seconds.min >= Number::whole(120)
        && seconds.min.is_multiple_of(minute)
        && seconds.max.is_multiple_of(minute);
    let (shown, unit) = if in_minutes {
        let minutes = |number: Number| Number::from_thousandths(number.thousandths() / 60);
        let shown = Span {
            min: minutes(seconds.min),
            max: minutes(seconds.max),
        };
        (shown, "minutes")
    } else if seconds.is(1) {
        (seconds, "second")
    } else {
        (seconds, "seconds")
    };
    format!("{} {unit}", span(shown))
}

/// `once a day`, `once or twice a day`, `3 times a day`.
#[must_use]
pub fn times_a_day(times: Span) -> String {
    let range = |least, most| times.min == Number::whole(least) && times.max == Number::whole(most);
    if range(1, 1) {
        "once a day".to_owned()
    } else if range(2, 2) {
        "twice a day".to_owned()
    } else if range(1, 2) {
        "once or twice a day".to_owned()
    } else {
        format!("{} times a day", span(times))
    }
}

/// `every day`, `3 days a week`, `1 day a week`.
#[must_use]
pub fn days_a_week(days: Span) -> String {
    if days.is(7) {
        "every day".to_owned()
    } else if days.is(1) {
        "1 day a week".to_owned()
    } else {
        format!("{} days a week", span(days))
    }
}

/// How much at one time.
fn amount(dose: &Dose, one_side: bool) -> Vec<String> {
    if !dose.build_up.is_empty() {
        return vec!["follow the build-up".to_owned()];
    }
    let (sets, repetitions) = (dose.sets, dose.repetitions);
    let is_one_set = sets.is(1) || sets.is_none();
    let mut parts = Vec::new();
    let mut holds = !dose.hold_seconds.is_none();
    let side = side(dose, one_side);
    if repetitions.is_none() {
        let amount = match (is_one_set, holds) {
            (true, true) => time(dose.hold_seconds),
            (false, true) => format!("{} times {}", span(sets), time(dose.hold_seconds)),
            (_, false) => counted(sets, "time", "times"),
        };
        parts.push(format!("{amount}{side}"));
        holds = false;
    } else if repetitions.is(1) && holds && dose.of.is_empty() {
        let amount = if is_one_set {
            time(dose.hold_seconds)
        } else {
            holds = false;
            format!("{} times, {} each", span(sets), time(dose.hold_seconds))
        };
        holds = holds && !is_one_set;
        parts.push(format!("{amount}{side}"));
    } else if repetitions.is(1) && !dose.of.is_empty() {
        let singular = dose.of.trim_end_matches('s');
        let amount = counted(sets, singular, &dose.of);
        let each = if holds {
            format!(", {} each", time(dose.hold_seconds))
        } else {
            String::new()
        };
        parts.push(format!("{amount}{side}{each}"));
        holds = false;
    } else {
        let unit = if dose.of.is_empty() && is_one_set {
            " times".to_owned()
        } else if dose.of.is_empty() {
            String::new()
        } else {
            format!(" {}", dose.of)
        };
        let count = format!("{}{unit}", span(repetitions));
        let amount = if is_one_set {
            count
        } else {
            format!("{} sets of {count}", span(sets))
        };
        parts.push(format!("{amount}{side}"));
    }
    if holds {
        parts.push(match dose.note.strip_prefix("hold ") {
            Some(place) => format!("hold for {} {place}", time(dose.hold_seconds)),
            None => format!("hold each for {}", time(dose.hold_seconds)),
        });
    }
    if dose.note.starts_with("for ") {
        parts.push(dose.note.clone());
    }
    parts
}

fn side(dose: &Dose, one_side: bool) -> String {
    match (dose.each_side && !one_side, dose.note.as_str()) {
        (true, "each leg") => " on each leg".to_owned(),
        (true, "each way") => " each way on each side".to_owned(),
        (false, "each way") => " each way".to_owned(),
        (true, _) => " on each side".to_owned(),
        (false, _) => String::new(),
    }
}

fn counted(count: Span, one: &str, many: &str) -> String {
    let unit = if count.is(1) { one } else { many };
    format!("{} {unit}", span(count))
}

fn how_often(dose: &Dose) -> String {
    let times = times_a_day(dose.times_a_day);
    let mut often = match (dose.days_a_week.is_none(), dose.times_a_day.is_none()) {
        (false, true) => days_a_week(dose.days_a_week),
        (true, true) => String::new(),
        (true, false) if dose.times_a_day.is(1) => String::new(),
        (true, false) => times,
        (false, false) => format!("{times}, {}", days_a_week(dose.days_a_week)),
    };
    if dose.note.starts_with("before ") {
        if !often.is_empty() {
            often.push_str(", ");
        }
        often.push_str(&dose.note);
    }
    often
}

/// Whether the note stands by itself; the others are part of how much or how often.
fn is_sentence(dose: &Dose) -> bool {
    let note = dose.note.trim();
    let is_place = note.starts_with("hold ") && !dose.hold_seconds.is_none();
    let is_part =
        note.starts_with("each ") || note.starts_with("for ") || note.starts_with("before ");
    !note.is_empty() && !is_place && !(is_part && dose.build_up.is_empty())
}

fn joined(parts: Vec<String>) -> String {
    let kept: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    capital(&kept.join(", "))
}

/// The text with a capital letter first.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_turn_into_minutes_from_two_minutes_on() {
        let seconds = |least, most| Span {
            min: Number::whole(least),
            max: Number::whole(most),
        };
        for (span, words) in [
            (seconds(1, 1), "1 second"),
            (seconds(60, 60), "60 seconds"),
            (seconds(30, 60), "30 to 60 seconds"),
            (seconds(90, 120), "90 to 120 seconds"),
            (seconds(120, 180), "2 to 3 minutes"),
            (seconds(130, 190), "130 to 190 seconds"),
            (seconds(600, 600), "10 minutes"),
        ] {
            assert_eq!(time(span), words);
        }
    }
}
