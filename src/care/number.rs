//! Exact decimals: every clinical value is kept as whole thousandths, so that 89.4 is below 90 and 8.1 of 9 is 90 %.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A decimal number with at most three places, stored as whole thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number(i64);

impl Number {
    /// Nought.
    pub const ZERO: Number = Number(0);

    /// The number that many thousandths make.
    #[must_use]
    pub const fn from_thousandths(thousandths: i64) -> Number {
        Number(thousandths)
    }

    /// A whole number.
    #[must_use]
    pub const fn whole(value: i64) -> Number {
        Number(value * 1000)
    }

    /// The value in whole thousandths.
    #[must_use]
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// The value without its sign.
    #[must_use]
    pub const fn abs(self) -> Number {
        Number(self.0.abs())
    }

    /// Whether `self` is a whole multiple of `step`; any value is a multiple of a step of nought.
    #[must_use]
    pub const fn is_multiple_of(self, step: Number) -> bool {
        step.0 == 0 || self.0 % step.0 == 0
    }

    /// The nearest value a binary fraction stands for, if it has at most three decimal places and fits.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Number> {
        let scaled = value * 1000.0;
        let rounded = scaled.round();
        if !scaled.is_finite() || rounded.abs() > 9.0e15 || (scaled - rounded).abs() > 1.0e-6 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "bounded on the line above")]
        Some(Number(rounded as i64))
    }
}

impl std::ops::Add for Number {
    type Output = Number;
    fn add(self, other: Number) -> Number {
        Number(self.0.saturating_add(other.0))
    }
}

impl std::ops::Sub for Number {
    type Output = Number;
    fn sub(self, other: Number) -> Number {
        Number(self.0.saturating_sub(other.0))
    }
}

impl std::ops::Neg for Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(-self.0)
    }
}

/// Written without trailing zeros: `46`, `8.1`, `0.125`, `-3`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{part:03}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

/// Why a text is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotANumber {
    /// It holds something other than digits, one sign and one decimal mark.
    #[error("is not a number")]
    Form,
    /// It has more than three decimal places.
    #[error("has more than three decimal places")]
    Places,
    /// It is larger than any value a clinic records.
    #[error("is too large")]
    Size,
}

/// Reads what a person types: comma or point, an optional sign (ASCII or the real minus), surrounding space.
impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Number, NotANumber> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let digits_only = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && part.is_empty()) || !digits_only(whole) || !digits_only(part) {
            return Err(NotANumber::Form);
        }
        if digits.ends_with(['.', ',']) {
            return Err(NotANumber::Form);
        }
        if part.trim_end_matches('0').len() > 3 {
            return Err(NotANumber::Places);
        }
        let whole: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().map_err(|_| NotANumber::Size)?
        };
        let part: i64 = format!("{:0<3}", part.trim_end_matches('0'))
            .parse()
            .map_err(|_| NotANumber::Form)?;
        let value = whole
            .checked_mul(1000)
            .and_then(|w| w.checked_add(part))
            .ok_or(NotANumber::Size)?;
        Ok(Number(if negative { -value } else { value }))
    }
}

/// A plain JSON or TOML number: whole where it is whole.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1000 == 0 {
            serializer.serialize_i64(self.0 / 1000)
        } else {
            #[expect(
                clippy::cast_precision_loss,
                reason = "clinical values are far below 2^52 thousandths"
            )]
            serializer.serialize_f64(self.0 as f64 / 1000.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        let rows = [
            ("46", Ok(46_000)),
            (" 8,1 ", Ok(8_100)),
            ("8.10", Ok(8_100)),
            ("+3", Ok(3_000)),
            ("\u{2212}2", Ok(-2_000)),
            (".5", Ok(500)),
            ("0.125", Ok(125)),
            ("0.1250", Ok(125)),
            ("0.1255", Err(NotANumber::Places)),
            ("4.", Err(NotANumber::Form)),
            ("", Err(NotANumber::Form)),
            ("-", Err(NotANumber::Form)),
            ("1.2.3", Err(NotANumber::Form)),
            ("1e3", Err(NotANumber::Form)),
            ("99999999999999999999", Err(NotANumber::Size)),
        ];
        for (text, expected) in rows {
            assert_eq!(
                text.parse::<Number>().map(Number::thousandths),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn writes_without_trailing_zeros() {
        for (thousandths, text) in [(46_000, "46"), (8_100, "8.1"), (-125, "-0.125"), (0, "0")] {
            assert_eq!(Number::from_thousandths(thousandths).to_string(), text);
        }
    }

    #[test]
    fn knows_its_steps() {
        assert!(Number::whole(50).is_multiple_of(Number::whole(5)));
        assert!(!Number::whole(52).is_multiple_of(Number::whole(5)));
        assert!(Number::from_thousandths(1_440).is_multiple_of(Number::from_thousandths(10)));
    }
}
