//! Whether what an issued home programme was based on has changed since.

use chrono::NaiveDateTime;

use super::session::SessionVersion;

/// What became of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Changed {
    /// It says something else now.
    Amended,
    /// It was made in error and counts for nothing.
    StruckOut,
}

/// A session through time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionHistory {
    /// Every version, in any order.
    pub versions: Vec<SessionVersion>,
    /// When it was struck out, UTC.
    pub struck_out_at: Option<NaiveDateTime>,
}

/// The latest change to a session that counted when the programme was issued: what and when, UTC.
///
/// A session counted when it was signed and not struck out by then. An amendment is a change when the rules could answer
/// differently: a corrected note is none, and neither is an amendment that was taken back.
#[must_use]
pub fn changed_since(
    issued_at: NaiveDateTime,
    sessions: &[SessionHistory],
) -> Option<(Changed, NaiveDateTime)> {
    sessions
        .iter()
        .filter_map(|session| session.changed_since(issued_at))
        .max_by_key(|(_, at)| *at)
}

impl SessionHistory {
    fn changed_since(&self, issued_at: NaiveDateTime) -> Option<(Changed, NaiveDateTime)> {
        let signed = |version: &SessionVersion| version.signed.as_ref().map(|by| by.at);
        let newest = |until: NaiveDateTime| {
            self.versions
                .iter()
                .filter(move |version| signed(version).is_some_and(|at| at <= until))
                .max_by_key(|version| version.number)
        };
        let then = newest(issued_at)?;
        match self.struck_out_at {
            Some(at) if at <= issued_at => None,
            Some(at) => Some((Changed::StruckOut, at)),
            None => {
                let now = newest(NaiveDateTime::MAX)?;
                let differs = now.content.differs_for_the_rules(&then.content);
                differs.then_some((Changed::Amended, signed(now)?))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::care::course::{Flare, WarningSigns};
    use crate::care::session::{SessionContent, Signature};
    use crate::care::time::Moment;

    const ISSUED: i64 = 10;

    fn hour(hour: i64) -> NaiveDateTime {
        NaiveDateTime::default() + TimeDelta::hours(hour)
    }

    /// A version signed at an hour, or not, that says whether all flags were asked.
    fn version(number: i32, at: Option<i64>, full_screen: bool, note: &str) -> SessionVersion {
        SessionVersion {
            number,
            content: SessionContent {
                took_place: Moment {
                    utc: hour(1),
                    date: hour(1).date(),
                },
                late_because: String::new(),
                full_screen,
                screen: vec![],
                warning_signs: WarningSigns::None,
                flare: Flare::No,
                readings: vec![],
                treatments: vec![],
                response: String::new(),
                adherence: String::new(),
                activities: vec![],
                note: note.into(),
            },
            reason: String::new(),
            entered_at: hour(1),
            entered_by: "asha".parse().unwrap(),
            signed: at.map(|at| Signature {
                at: hour(at),
                by: "asha".parse().unwrap(),
            }),
        }
    }

    #[test]
    fn only_what_counted_at_issue_and_says_something_else_now_is_a_change() {
        use Changed::{Amended, StruckOut};
        let first = || version(1, Some(2), true, "");
        let rows = [
            ("as it was", vec![first()], None, None),
            (
                "amended since",
                vec![first(), version(2, Some(12), false, "")],
                None,
                Some((Amended, hour(12))),
            ),
            (
                "amended before",
                vec![first(), version(2, Some(9), false, "")],
                None,
                None,
            ),
            (
                "amended in the second of issue: the sheet was written on it",
                vec![first(), version(2, Some(ISSUED), false, "")],
                None,
                None,
            ),
            (
                "only the note",
                vec![first(), version(2, Some(12), true, "typo")],
                None,
                None,
            ),
            (
                "amended and taken back",
                vec![
                    version(3, Some(13), true, ""),
                    version(2, Some(12), false, ""),
                    first(),
                ],
                None,
                None,
            ),
            (
                "amended twice: the later day",
                vec![
                    first(),
                    version(2, Some(12), false, ""),
                    version(3, Some(14), false, "again"),
                ],
                None,
                Some((Amended, hour(14))),
            ),
            (
                "struck out since",
                vec![first()],
                Some(11),
                Some((StruckOut, hour(11))),
            ),
            ("struck out before", vec![first()], Some(5), None),
            (
                "signed after it was issued, then amended",
                vec![
                    version(1, Some(11), true, ""),
                    version(2, Some(12), false, ""),
                ],
                None,
                None,
            ),
            (
                "signed after it was issued, then struck out",
                vec![version(1, Some(11), true, "")],
                Some(12),
                None,
            ),
            (
                "never signed, struck out",
                vec![version(1, None, true, "")],
                Some(12),
                None,
            ),
        ];
        for (says, versions, struck_out, expected) in rows {
            let session = SessionHistory {
                versions,
                struck_out_at: struck_out.map(hour),
            };
            assert_eq!(changed_since(hour(ISSUED), &[session]), expected, "{says}");
        }
    }

    #[test]
    fn of_several_changes_the_latest_is_told() {
        let amended = SessionHistory {
            versions: vec![
                version(1, Some(2), true, ""),
                version(2, Some(12), false, ""),
            ],
            struck_out_at: None,
        };
        let struck_out = SessionHistory {
            versions: vec![version(1, Some(3), true, "")],
            struck_out_at: Some(hour(11)),
        };
        assert_eq!(
            changed_since(hour(ISSUED), &[amended, struck_out]),
            Some((Changed::Amended, hour(12)))
        );
        assert_eq!(changed_since(hour(ISSUED), &[]), None);
    }
}
