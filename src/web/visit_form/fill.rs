//! From a visit to the form: only for one saved before, with its own values.

use super::flags::is_confirmed;
use super::questions::SCREENS;
use super::readings::{field, shared};
use super::{Context, Purpose, Screen, minute};
use crate::care::course::{FlagState, Flare, WarningSigns};
use crate::care::entry;
use crate::care::ids::FlagKey;
use crate::care::measure::{Measure, Reading, Side};
use crate::care::protocol::ActionLevel;
use crate::care::session::{SessionContent, Treatment};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::web::field::Answer;
use crate::web::form::Form;

/// Puts the time of a visit into the form.
pub fn fill_times(form: &mut Form, clinic: &Clinic, at: Moment) {
    let local = minute(clinic.local(at.utc));
    form.set("opened", at.utc.format("%Y-%m-%dT%H:%M:%S"));
    form.set("visit_date", local.date());
    form.set("visit_time", local.time().format("%H:%M"));
}

/// Puts everything a visit holds into the form. In a draft a question that is "not asked" was not answered yet.
pub fn fill(form: &mut Form, clinic: &Clinic, context: &Context, content: &SessionContent) {
    fill_times(form, clinic, content.took_place);
    form.set("late_because", &content.late_because);
    for reading in &content.readings {
        let Some(measure) = context.protocol.measure(reading.measure.as_str()) else {
            continue;
        };
        let name = field(measure, reading.side);
        if let Some(composite) = &measure.composite {
            for (part, number) in composite.parts.iter().zip(&reading.parts) {
                form.set(&format!("{name}_{}", part.key), number);
            }
        } else if reading.parts.is_empty() {
            form.set(&name, &reading.value);
        } else {
            let attempts: Vec<String> = reading.parts.iter().map(ToString::to_string).collect();
            form.set(&name, attempts.join(" "));
        }
        // one field for both sides: empty where they differ
        let (method, stopped) = shared(content, measure);
        form.set(&format!("method_{}", measure.key), method);
        form.set(&format!("stopped_{}", measure.key), stopped);
        if is_unchanged(context, content, measure) {
            form.set(&format!("same_{}", measure.key), "yes");
        }
    }
    for (name, activity) in (1..)
        .map(|n| format!("activity_{n}"))
        .zip(&content.activities)
    {
        form.set(&name, activity);
    }
    fill_flags(form, context, content);
    fill_flare(form, context, content.flare);
    for (number, given) in (1..).zip(&content.treatments) {
        fill_treatment(form, &format!("t{number}"), given);
    }
    form.set("adherence", &content.adherence);
    form.set("response", &content.response);
    form.set("note", &content.note);
}

/// Whether one tick says what was recorded: every side that was measured before is unchanged from then.
fn is_unchanged(context: &Context, content: &SessionContent, measure: &Measure) -> bool {
    let says = |side: &Option<Side>| {
        let now = content
            .readings
            .iter()
            .find(|reading| reading.measure == measure.key && reading.side == *side);
        let last = entry::last(&context.course, measure, *side, content.took_place);
        match (last, now) {
            (None, now) => now.is_none_or(|now| !now.unchanged),
            (Some(_), None) => false,
            (Some(last), Some(now)) => now.unchanged && now.value == last.value,
        }
    };
    let of_measure = |reading: &&Reading| reading.measure == measure.key;
    let readings = content.readings.iter();
    readings.filter(of_measure).any(|reading| reading.unchanged)
        && entry::sides(measure).iter().all(says)
}

/// Takes the signs that were typed over into the way the flags are asked now: none is lost by the other one.
pub fn carry_signs(form: &mut Form, context: &Context) {
    match context.screen {
        _ if context.purpose == Purpose::Amendment => {}
        Screen::Full { .. } => into_the_screen(form),
        Screen::Question => into_the_question(form, context),
    }
}

/// Every flag is due since the signs were ticked.
fn into_the_screen(form: &mut Form) {
    let ticked: Vec<String> = form.values("flag").map(str::to_owned).collect();
    for flag in &ticked {
        let name = format!("screen_{flag}");
        if form.value(&name).is_empty() {
            form.set(&name, "yes");
        }
    }
    // every flag is asked now: the answer to the one question says nothing more
    form.forget("warning_signs");
    if !ticked.is_empty() {
        form.forget("flag");
        if form.value("screen").is_empty() {
            form.set("screen", "now");
        }
    }
}

/// Another visit asked every flag since this form was opened. The one question is still to be answered where no flag was Yes.
fn into_the_question(form: &mut Form, context: &Context) {
    for flag in &context.protocol.red_flags {
        let name = format!("screen_{}", flag.key);
        let answer: Option<Answer> = form.value(&name).parse().ok();
        if answer == Some(Answer::Yes) {
            if !form.holds("flag", flag.key.as_str()) {
                form.add("flag", &flag.key);
            }
            form.set("warning_signs", "yes");
        }
        if answer.is_some() {
            form.forget(&name);
        }
    }
    if SCREENS.contains(&form.value("screen")) {
        form.forget("screen");
    }
    if form.value("screen_others_no") == "yes" {
        form.forget("screen_others_no");
    }
}

fn fill_flags(form: &mut Form, context: &Context, content: &SessionContent) {
    let unanswered = if context.purpose == Purpose::Draft {
        ""
    } else {
        "not_asked"
    };
    let follow_up = |form: &mut Form, key: &FlagKey, level: Option<ActionLevel>| {
        let Some(flag) = context.protocol.red_flag(key.as_str()) else {
            return;
        };
        if let (Some(escalation), Some(level)) = (&flag.escalate, level) {
            let answer = if level >= escalation.to { "yes" } else { "no" };
            form.set(&format!("level_{key}"), answer);
        }
    };
    if context.screen.is_full() {
        let how = match (content.full_screen, content.screen.is_empty()) {
            (true, true) => "as_before",
            (true, false) if is_confirmed(&content.screen) => "as_before",
            (_, false) => "now",
            (false, true) => unanswered,
        };
        form.set("screen", how);
        if how == "now" && context.purpose == Purpose::Amendment {
            for flag in &context.protocol.red_flags {
                form.set(&format!("screen_{}", flag.key), "not_asked");
            }
        }
        let given = content.screen.iter().filter(|_| how == "now");
        for answer in given {
            let word = match answer.state {
                FlagState::Absent => "no",
                FlagState::NotAsked => "not_asked",
                _ => "yes",
            };
            form.set(&format!("screen_{}", answer.flag), word);
            follow_up(form, &answer.flag, answer.level);
        }
        if let WarningSigns::Reported(reported) = &content.warning_signs
            && content.screen.is_empty()
        {
            form.set("screen", "now");
            for sign in reported {
                form.set(&format!("screen_{}", sign.flag), "yes");
                follow_up(form, &sign.flag, sign.level);
            }
        }
        return;
    }
    match &content.warning_signs {
        WarningSigns::NotAsked => form.set("warning_signs", unanswered),
        WarningSigns::None => form.set("warning_signs", "none"),
        WarningSigns::Reported(reported) => {
            form.set("warning_signs", "yes");
            for sign in reported {
                form.add("flag", &sign.flag);
                follow_up(form, &sign.flag, sign.level);
            }
        }
    }
}

fn fill_flare(form: &mut Form, context: &Context, flare: Flare) {
    let (word, details) = match flare {
        Flare::NotAsked if context.purpose == Purpose::Draft => ("", None),
        Flare::NotAsked => ("not_asked", None),
        Flare::No => ("no", None),
        Flare::Settled {
            began,
            spasm_returned,
        } => ("settled", Some((began, spasm_returned))),
        Flare::Lasting {
            began,
            spasm_returned,
        } => ("lasting", Some((began, spasm_returned))),
    };
    form.set("flare", word);
    if let Some((began, returned)) = details {
        form.set(
            "flare_began",
            began.map(|day| day.to_string()).unwrap_or_default(),
        );
        // a draft keeps no difference between No and no answer, so that is asked again
        let unanswered = context.purpose == Purpose::Draft && !returned;
        let answer = match (returned, unanswered) {
            (true, _) => "yes",
            (false, true) => "",
            (false, false) => "no",
        };
        form.set("spasm_returned", answer);
    }
}

fn fill_treatment(form: &mut Form, name: &str, given: &Treatment) {
    let mut set = |field: &str, value: &str| form.set(&format!("{name}_{field}"), value);
    set("treatment", given.treatment.as_str());
    set(
        "minutes",
        &given.minutes.map(|n| n.to_string()).unwrap_or_default(),
    );
    set("region", &given.region);
    set("side", given.side.map_or("", |side| side.as_str()));
    set("setting", &given.setting);
    set("response", &given.response);
    if let Some(event) = &given.adverse {
        set("severity", event.severity.as_str());
        set("event", &event.what);
    }
    set("because", &given.override_reason);
}
