//! A paper diary in words: its days, where a value comes from, what it comes to.

use chrono::Datelike;

use crate::care::diary::DiaryDays;
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

/// Where a value comes from: `from the diary of 5–18 Nov`.
#[must_use]
pub fn origin(of: DiaryDays) -> String {
    format!("from the diary of {}", days(of))
}

/// Who took a value, and from which diary it comes where it does: `Asha Rao`, `from the diary of 5–18 Nov`.
#[must_use]
pub fn taken_by(finding: &Finding) -> Vec<String> {
    let by = finding.taken_by.clone();
    by.into_iter().chain(finding.diary.map(origin)).collect()
}

/// A share of the home programme, cut to whole per cent: `82 %`.
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
    fn a_share_is_cut() {
        for (thousandths, words) in [(79_999, "79 %"), (80_000, "80 %"), (0, "0 %")] {
            assert_eq!(share(Number::from_thousandths(thousandths)), words);
        }
    }
}
