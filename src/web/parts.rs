//! What the building blocks in `templates/parts/` are given: status marks, verdicts, phases, who a patient is.

use crate::care::evaluation::Verdict;

/// Where a patient or a thing stands: a shape, a word and a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// No visit recorded in this phase.
    New,
    /// Nothing needs deciding.
    OnCourse,
    /// Every mandatory target is met and nobody has decided.
    Ready,
    /// The last visits brought nothing on.
    Stalled,
    /// No next visit, or one passed by.
    Overdue,
    /// An open red flag.
    RedFlag,
    /// Something asks for care: a caution, an alert, an override.
    Care,
    /// Paused, closed, superseded, not in force.
    Off,
}

impl Mark {
    const fn look(self) -> (&'static str, &'static str) {
        match self {
            Mark::New => ("new", "diamond"),
            Mark::OnCourse => ("plain-tag", "arrow"),
            Mark::Ready => ("good", "check"),
            Mark::Stalled => ("warn", "pause"),
            Mark::Overdue => ("warn", "clock"),
            Mark::RedFlag => ("flag", "stop"),
            Mark::Care => ("warn", "warn"),
            Mark::Off => ("off", "none"),
        }
    }
}

/// A mark with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Shape and colour.
    pub mark: Mark,
    /// The words: `Stalled 3 visits`.
    pub words: String,
}

impl Tag {
    /// A mark with these words.
    pub fn new(mark: Mark, words: impl Into<String>) -> Tag {
        Tag {
            mark,
            words: words.into(),
        }
    }

    /// The class that colours it.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        self.mark.look().0
    }

    /// The shape: a symbol of `parts/icons.html`.
    #[must_use]
    pub const fn icon(&self) -> &'static str {
        self.mark.look().1
    }
}

/// A verdict with its words: `4° to go`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What the target comes to.
    pub verdict: Verdict,
    /// The words beside the shape.
    pub words: String,
}

impl Judged {
    /// A verdict with these words.
    pub fn new(verdict: Verdict, words: impl Into<String>) -> Judged {
        Judged {
            verdict,
            words: words.into(),
        }
    }

    /// The class that colours it. Not met is never red: red is for safety.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        match self.verdict {
            Verdict::Met => "v-met",
            Verdict::NotYet => "v-open",
            Verdict::Worse => "v-worse",
            Verdict::OutOfDate | Verdict::NotMeasured | Verdict::NotApplicable => "v-none",
        }
    }

    /// The shape: a symbol of `parts/icons.html`.
    #[must_use]
    pub const fn icon(&self) -> &'static str {
        match self.verdict {
            Verdict::Met => "check",
            Verdict::NotYet => "ring",
            Verdict::Worse => "down",
            Verdict::OutOfDate => "clock",
            Verdict::NotMeasured => "dash",
            Verdict::NotApplicable => "none",
        }
    }
}

/// Criteria met, as a bar and in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Mandatory targets met.
    pub met: u16,
    /// Mandatory targets that apply.
    pub of: u16,
}

impl Progress {
    /// The filled part of a bar of `whole` units.
    #[must_use]
    pub fn width(&self, whole: u32) -> u32 {
        (whole * u32::from(self.met))
            .checked_div(u32::from(self.of))
            .unwrap_or(0)
    }
}

/// Where a patient is among the phases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhasePath {
    /// The short names, in order.
    pub names: Vec<String>,
    /// The present phase, from 1; 0 before assignment.
    pub now: usize,
    /// Phases the patient was moved past without being in them.
    pub skipped: Vec<usize>,
}

/// One phase of a [`PhasePath`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseStep<'a> {
    /// From 1.
    pub number: usize,
    /// Its short name.
    pub name: &'a str,
    /// `done`, `now`, `skipped` or nothing.
    pub class: &'static str,
    /// The same for those who do not see it.
    pub words: &'static str,
}

impl PhasePath {
    /// Every phase with where it stands.
    pub fn steps(&self) -> impl Iterator<Item = PhaseStep<'_>> {
        self.names.iter().zip(1..).map(|(name, number)| {
            let (class, words) = match number.cmp(&self.now) {
                _ if self.skipped.contains(&number) => ("skipped", ", skipped"),
                std::cmp::Ordering::Less => ("done", ", done"),
                std::cmp::Ordering::Equal => ("now", ", now"),
                std::cmp::Ordering::Greater => ("", ""),
            };
            PhaseStep {
                number,
                name,
                class,
                words,
            }
        })
    }
}

/// Who a patient is, for the banner on top of every page about them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Who {
    /// Where the name leads: the patient's page.
    pub path: String,
    /// `Žižek, Łukasz`.
    pub name: String,
    /// The name to use, where it is another.
    pub called: Option<String>,
    /// The clinic's number.
    pub number: String,
    /// `12 Mar 1985, 41 years` (or `about 1985, estimated`).
    pub born: String,
    /// Sex as recorded.
    pub sex: String,
    /// Where they stand: `Phase 5 of 9, Load · left · week 4`; empty before assignment.
    pub place: String,
    /// Open red flags first, then alerts and cautions.
    pub alerts: Vec<Tag>,
}

/// One tile of the board's phase strip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseTile {
    /// 1 to 9.
    pub number: u8,
    /// Its short name.
    pub name: String,
    /// Where the tile leads: `/board?phase=3`.
    pub path: String,
    /// This tile's patients are shown now.
    pub is_chosen: bool,
    /// Patients in it.
    pub patients: usize,
    /// Of these, with an open red flag.
    pub red_flags: usize,
    /// Of these, ready to progress.
    pub ready: usize,
    /// Of these, stalled.
    pub stalled: usize,
}

/// The numbers around a page of a long list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// `Patients 61–120 of 412`.
    pub words: String,
    /// The page before, if there is one.
    pub before: Option<String>,
    /// The page after, if there is one.
    pub after: Option<String>,
}
