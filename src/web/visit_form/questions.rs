//! What was answered to the questions of a visit: warning signs, the full screen, the flare-up.

use chrono::{NaiveDate, TimeDelta};

use super::{Context, flags};
use crate::care::course::{FlagState, Flare, ReportedFlag, WarningSigns};
use crate::care::protocol::RedFlag;
use crate::care::session::ScreenAnswer;
use crate::web::field::Answer;
use crate::web::form::Form;

/// The answers to "Any new warning sign?"
const SIGNS: [&str; 3] = ["none", "yes", "not_asked"];
/// How the full screen was taken.
pub(super) const SCREENS: [&str; 3] = ["as_before", "now", "not_asked"];
/// The answers about a flare-up.
const FLARES: [&str; 4] = ["no", "settled", "lasting", "not_asked"];
/// The answers to what has no "not asked".
const YES_NO: [&str; 2] = ["yes", "no"];

/// Whether a field says something about red flags.
pub(super) fn is_of_flags(name: &str) -> bool {
    let answers = ["screen", "level_"];
    ["warning_signs", "flag"].contains(&name)
        || answers.iter().any(|answer| name.starts_with(answer))
}

/// "Any new warning sign?"
pub(super) fn warning_signs(form: &mut Form, context: &Context, signing: bool) -> WarningSigns {
    let field = form.field("warning_signs", "The warning-sign question");
    let field = if signing { field } else { field.optional() };
    let answer = field.one_of(&SIGNS);
    let ticked: Vec<String> = form.values("flag").map(str::to_owned).collect();
    let is_sign = |key: &String| key.is_empty() || context.protocol.red_flag(key).is_some();
    for unknown in ticked.iter().filter(|key| !is_sign(key)) {
        form.fault(
            "flag",
            format!("“{unknown}” is no warning sign of the list: tick which one was reported"),
        );
    }
    refuse_levels(form, context);
    let reported: Vec<ReportedFlag> = context
        .protocol
        .red_flags
        .iter()
        .filter(|flag| ticked.iter().any(|key| flag.key == **key))
        .map(|flag| reported(form, flag))
        .collect();
    match answer {
        Some("yes") if reported.is_empty() => {
            if form.fault_at("flag").is_none() {
                form.fault("flag", "Tick which warning sign was reported");
            }
            WarningSigns::NotAsked
        }
        Some("yes") => WarningSigns::Reported(reported),
        Some("none" | "not_asked") if !reported.is_empty() => {
            form.fault(
                "warning_signs",
                "A warning sign is ticked: answer Yes, or clear it in the list",
            );
            WarningSigns::Reported(reported)
        }
        Some("none") => WarningSigns::None,
        // a sign that is ticked counts before the question is answered
        None if !reported.is_empty() => WarningSigns::Reported(reported),
        _ => WarningSigns::NotAsked,
    }
}

fn reported(form: &Form, flag: &RedFlag) -> ReportedFlag {
    ReportedFlag {
        flag: flag.key.clone(),
        level: flags::level(flag, form.value(&format!("level_{}", flag.key))),
    }
}

/// Every red flag, one by one.
pub(super) fn full_screen(
    form: &mut Form,
    context: &Context,
    signing: bool,
) -> (WarningSigns, bool, Vec<ScreenAnswer>) {
    let mut flags = context.protocol.red_flags.iter();
    let is_yes = flags.any(|flag| form.value(&format!("screen_{}", flag.key)) == "yes");
    let field = form.field("screen", "The red flag screen");
    let field = if signing { field } else { field.optional() };
    let how = field.one_of(&SCREENS);
    refuse_answers(form, context);
    refuse_levels(form, context);
    match how {
        Some("as_before" | "not_asked") if is_yes => {
            form.fault(
                "screen",
                "A red flag is answered Yes one by one: choose “Asked now”, or change that answer",
            );
            every_flag(form, context, false)
        }
        Some("as_before") if context.screen.asked_on().is_some() => {
            (WarningSigns::None, true, flags::confirmed(context))
        }
        Some("as_before") => {
            form.fault(
                "screen",
                "The red flags were not all asked within the last week: ask them now, or choose “Not asked”",
            );
            every_flag(form, context, false)
        }
        Some("now") => every_flag(form, context, signing),
        // answers typed before the way of asking was chosen
        None => {
            let (signs, _, answers) = every_flag(form, context, false);
            (signs, false, answers)
        }
        _ => (WarningSigns::NotAsked, false, Vec::new()),
    }
}

/// An answer to a flag of the screen that is none of the three.
fn refuse_answers(form: &mut Form, context: &Context) {
    for flag in &context.protocol.red_flags {
        let label = format!("The answer to “{}”", flag.name);
        let field = form.field(&format!("screen_{}", flag.key), &label);
        let _: Option<Answer> = field.optional().choice();
    }
}

/// An answer to a flag's follow-up question that is neither Yes nor No.
fn refuse_levels(form: &mut Form, context: &Context) {
    let flags = context.protocol.red_flags.iter();
    for flag in flags.filter(|flag| flag.escalate.is_some()) {
        let label = format!("The follow-up question of “{}”", flag.name);
        let field = form.field(&format!("level_{}", flag.key), &label);
        let _ = field.optional().one_of(&YES_NO);
    }
}

fn every_flag(
    form: &mut Form,
    context: &Context,
    signing: bool,
) -> (WarningSigns, bool, Vec<ScreenAnswer>) {
    let others_no = form.is_ticked("screen_others_no");
    let mut answers = Vec::new();
    let mut yes = Vec::new();
    let mut open = Vec::new();
    let mut not_asked = 0_usize;
    for flag in &context.protocol.red_flags {
        let answer: Option<Answer> = form.value(&format!("screen_{}", flag.key)).parse().ok();
        let state = match answer {
            Some(Answer::Yes) => FlagState::Open,
            Some(Answer::No) => FlagState::Absent,
            None if others_no => FlagState::Absent,
            Some(Answer::NotAsked) => {
                not_asked += 1;
                continue;
            }
            None => {
                open.push(flag);
                continue;
            }
        };
        let reported = reported(form, flag);
        answers.push(ScreenAnswer {
            flag: flag.key.clone(),
            state,
            level: reported.level.filter(|_| state == FlagState::Open),
            note: String::new(),
            ask_again_on: None,
        });
        if state == FlagState::Open {
            yes.push(reported);
        }
    }
    if let (true, Some(first)) = (signing, open.first()) {
        let sentence = if open.len() == 1 {
            format!(
                "The red flag “{}” has no answer: Yes, No or Not asked",
                first.name
            )
        } else {
            format!(
                "{} red flags have no answer, the first is “{}”: answer Yes, No or Not asked, or tick that all others were answered No",
                open.len(),
                first.name
            )
        };
        form.fault(&format!("screen_{}", first.key), sentence);
    }
    let signs = if answers.is_empty() {
        // every one of them "not asked"
        WarningSigns::NotAsked
    } else if yes.is_empty() {
        WarningSigns::None
    } else {
        WarningSigns::Reported(yes)
    };
    (signs, not_asked == 0 && open.is_empty(), answers)
}

/// "Flare-up since the last visit?"
pub(super) fn flare(form: &mut Form, visit: NaiveDate, signing: bool) -> Flare {
    let field = form.field("flare", "The flare-up question");
    let field = if signing { field } else { field.optional() };
    let answer = field.one_of(&FLARES);
    let began = form
        .field("flare_began", "The day the flare-up began")
        .optional();
    let began = began.date(visit - TimeDelta::days(365)..=visit);
    let returned = form
        .field("spasm_returned", "“Did spasm return?”")
        .optional();
    let returned = returned.one_of(&YES_NO);
    let lasted = matches!(answer, Some("settled" | "lasting"));
    if lasted && signing && returned.is_none() && form.value("spasm_returned").is_empty() {
        form.fault(
            "spasm_returned",
            "“Did spasm return?” must be answered: Yes or No",
        );
    }
    if !lasted && (began.is_some() || returned.is_some()) && answer.is_some() {
        form.fault(
            "flare",
            "Details of a flare-up are filled in: answer Yes, or clear them",
        );
    }
    let spasm_returned = returned == Some("yes");
    match answer {
        Some("no") => Flare::No,
        Some("settled") => Flare::Settled {
            began,
            spasm_returned,
        },
        Some("lasting") => Flare::Lasting {
            began,
            spasm_returned,
        },
        _ => Flare::NotAsked,
    }
}
