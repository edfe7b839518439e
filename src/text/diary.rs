//! A paper diary in words: its days, where a value comes from, what it comes to.

use chrono::Datelike;

use crate::care::diary::{DiaryDays, DiaryOrigin};
use crate::care::evaluation::Finding;
use crate::care::number::Number;

/// `5–18 Nov`, `28 Nov – 11 Dec`, `9 Nov`.
#[must_use]
pub fn days(days: DiaryDays) -> String {
    let DiaryDays { from, to } = days;
    let last = to.format("%-d %b");
    if from == to {
        last.to_string()
    } else if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("{}–{last}", from.day())
    } else {
        format!("{} – {last}", from.format("%-d %b"))
    }
}

/// Where a value comes from: `from the diary of 5–18 Nov, written on 13 of 14 days`.
#[must_use]
pub fn origin(of: DiaryOrigin) -> String {
    let on = written_on(of.written, of.days.count());
    format!("from the diary of {}, written on {on}", days(of.days))
}

/// How much of a diary a share comes from: `13 of 14 days`.
#[must_use]
pub fn written_on(written: u16, of: u16) -> String {
    let days = if of == 1 { "day" } else { "days" };
    format!("{written} of {of} {days}")
}

/// Who took a value, and from which diary it comes where it does: `Asha Rao`, `from the diary of 5–18 Nov, written on 13 of 14 days`.
#[must_use]
pub fn taken_by(finding: &Finding) -> Vec<String> {
    let by = finding.taken_by.clone();
    by.into_iter().chain(finding.diary.map(origin)).collect()
}

/// A share with how much of the diary it comes from: `82 % from 13 of 14 days`.
#[must_use]
pub fn share_of(done: Number, written: u16, of: u16) -> String {
    format!("{} from {}", share(done), written_on(written, of))
}

/// A share of the home programme, cut to whole per cent, so that a threshold not reached never reads as reached: `82 %`.
#[must_use]
pub fn share(share: Number) -> String {
    format!("{} %", share.thousandths() / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn days_name_each_month_once() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        for (from, to, words) in [
            (day(2026, 11, 5), day(2026, 11, 18), "5–18 Nov"),
            (day(2026, 11, 28), day(2026, 12, 11), "28 Nov – 11 Dec"),
            (day(2025, 11, 5), day(2026, 11, 4), "5 Nov – 4 Nov"),
            (day(2026, 11, 9), day(2026, 11, 9), "9 Nov"),
        ] {
            assert_eq!(days(DiaryDays { from, to }), words);
        }
    }

    #[test]
    fn a_share_says_from_how_many_days() {
        let hundred = Number::whole(100);
        assert_eq!(share_of(hundred, 1, 14), "100 % from 1 of 14 days");
        assert_eq!(share_of(hundred, 1, 1), "100 % from 1 of 1 day");
    }

    #[test]
    fn a_share_is_cut() {
        for (thousandths, words) in [(79_999, "79 %"), (80_000, "80 %"), (0, "0 %")] {
            assert_eq!(share(Number::from_thousandths(thousandths)), words);
        }
    }
}
