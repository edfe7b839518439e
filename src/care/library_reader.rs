//! The library's entries from their TOML form.

use super::document::Entry;
use super::exercise_reader::{phases, span};
use super::library::{
    Advice, Check, Checked, Choice, Differential, Fact, Factor, Finding, GreenLight, Milestone,
    MilestoneKind, Muscle, Note, OutcomeMeasure, Policy, PolicyIs, Reference, ScaleForm, SelfTest,
    SeverityGrade, Symptom, Treatment,
};

pub(super) fn advice(mut entry: Entry<'_>) -> Option<Advice> {
    let key = entry.id("key");
    let group = entry.text("group");
    let phases = phases(&mut entry);
    let first_48h_only = entry.flag("first_48h_only");
    let offered_when = entry.entry("offered_when").and_then(policy_is);
    let always = entry.flag("always");
    let exercises = entry.ids("exercises");
    let text = entry.text("text");
    if text.matches("**").count() % 2 == 1 {
        entry.place.fault("text", "has a ** without its partner");
    }
    let source = entry.text("source");
    entry.done();
    Some(Advice {
        key: key?,
        group,
        phases,
        first_48h_only,
        offered_when,
        always,
        exercises,
        text,
        source,
    })
}

fn policy_is(mut entry: Entry<'_>) -> Option<PolicyIs> {
    let policy = entry.id("policy");
    let choices = entry.texts("is");
    entry.done();
    Some(PolicyIs {
        policy: policy?,
        choices,
    })
}

pub(super) fn treatment(mut entry: Entry<'_>) -> Option<Treatment> {
    let key = entry.id("key");
    let name = entry.text("name");
    let phases = phases(&mut entry);
    let phases_note = entry.optional_text("phases_note").unwrap_or_default();
    let offered_when = entry.entry("offered_when").and_then(policy_is);
    let passive = entry.flag("passive");
    let contraindications = entry.texts("contraindications");
    let source = entry.text("source");
    entry.done();
    Some(Treatment {
        key: key?,
        name,
        phases,
        phases_note,
        offered_when,
        passive,
        contraindications,
        source,
    })
}

pub(super) fn muscle(mut entry: Entry<'_>) -> Option<Muscle> {
    let muscle = Muscle {
        key: entry.key_text("key"),
        name: entry.text("name"),
        actions: entry.texts("actions"),
        region: entry.text("region"),
        alias_of: entry.optional_text("alias_of"),
        source: entry.text("source"),
    };
    entry.done();
    Some(muscle)
}

pub(super) fn severity_grade(mut entry: Entry<'_>) -> Option<SeverityGrade> {
    let findings = entry.entries("findings").into_iter().map(|mut entry| {
        let text = entry.text("text");
        let flag = entry.optional_id("flag");
        entry.done();
        Finding { text, flag }
    });
    let grade = SeverityGrade {
        findings: findings.collect(),
        key: entry.key_text("key"),
        name: entry.text("name"),
        effect: entry.text("effect"),
        nprs: span(&mut entry, "nprs"),
        stops: entry.flag("stops"),
        source: entry.text("source"),
    };
    entry.done();
    Some(grade)
}

pub(super) fn symptom(mut entry: Entry<'_>) -> Option<Symptom> {
    let symptom = Symptom {
        key: entry.key_text("key"),
        text: entry.text("text"),
        flag: entry.optional_id("flag"),
        source: entry.text("source"),
    };
    entry.done();
    Some(symptom)
}

pub(super) fn self_test(mut entry: Entry<'_>) -> Option<SelfTest> {
    let key = entry.id("key");
    let name = entry.text("name");
    let how = entry.text("how");
    let positive = entry.text("positive");
    let suggests = entry.text("suggests");
    let record = entry.text("record");
    let source = entry.text("source");
    entry.done();
    Some(SelfTest {
        key: key?,
        name,
        how,
        positive,
        suggests,
        record,
        source,
    })
}

pub(super) fn factor(mut entry: Entry<'_>) -> Option<Factor> {
    let factor = Factor {
        key: entry.key_text("key"),
        group: entry.text("group"),
        text: entry.text("text"),
        modifiable: entry.flag("modifiable"),
        advice: entry.ids("advice"),
        source: entry.text("source"),
    };
    entry.done();
    Some(factor)
}

pub(super) fn differential(mut entry: Entry<'_>) -> Option<Differential> {
    let differential = Differential {
        key: entry.key_text("key"),
        name: entry.text("name"),
        clue: entry.text("clue"),
        source: entry.text("source"),
    };
    entry.done();
    Some(differential)
}

pub(super) fn policy(mut entry: Entry<'_>) -> Option<Policy> {
    let key = entry.id("key");
    let row = entry.whole("row");
    let point = entry.text("point");
    let says = entry.text("says");
    let sensible = entry.text("sensible");
    let choice_entries = entry.entries("choices");
    super::document::declared(&choice_entries);
    let choices = choice_entries.into_iter().map(|mut entry| {
        let choice = Choice {
            key: entry.key_text("key"),
            name: entry.text("name"),
            words: entry.has("words").then(|| entry.blank_text("words")),
            pain_limit: entry.optional_whole("pain_limit"),
        };
        entry.done();
        choice
    });
    let choices: Vec<Choice> = choices.collect();
    let default = entry.text("default");
    if !choices.iter().any(|choice| choice.key == default) {
        entry.place.fault(
            "default",
            format!("\"{default}\" is not one of the choices"),
        );
    }
    let changes = entry.text("changes");
    let touches = entry.texts("touches");
    let per_patient = entry.flag("per_patient");
    entry.done();
    Some(Policy {
        key: key?,
        row: row?,
        point,
        says,
        sensible,
        choices,
        default,
        changes,
        touches,
        per_patient,
    })
}

pub(super) fn note(mut entry: Entry<'_>) -> Option<Note> {
    let row = entry.whole("row");
    let point = entry.text("point");
    let says = entry.text("says");
    let sensible = entry.text("sensible");
    let chosen_by = entry.text("chosen_by");
    entry.done();
    Some(Note {
        row: row?,
        point,
        says,
        sensible,
        chosen_by,
    })
}

pub(super) fn milestone(mut entry: Entry<'_>) -> Option<Milestone> {
    let kind = entry.word("type", MilestoneKind::ALL, MilestoneKind::as_str);
    let key = entry.key_text("key");
    let when = entry.text("when");
    let day = entry.optional_whole("day");
    let from_phase = entry.optional_whole("from_phase");
    let item = entry.text("item");
    let checked_by = entry.entry("checked_by").and_then(check);
    let source = entry.text("source");
    if matches!(checked_by, Some(Check::WeeksInPhase(_))) && from_phase.is_none() {
        let reason = "is missing: weeks in a phase need one";
        entry.place.fault("from_phase", reason);
    }
    if kind.is_some_and(|kind| (kind == MilestoneKind::Note) != day.is_none()) {
        entry
            .place
            .fault("day", "belongs to due and not_before, and they need one");
    }
    entry.done();
    Some(Milestone {
        key,
        when,
        kind: kind?,
        day,
        from_phase,
        item,
        checked_by,
        source,
    })
}

/// Exactly one way of checking.
fn check(mut entry: Entry<'_>) -> Option<Check> {
    let purpose = entry.optional_text("purpose").unwrap_or_default();
    let exercises = if entry.has("exercises") {
        entry.ids("exercises")
    } else {
        Vec::new()
    };
    let given = (!purpose.is_empty() || !exercises.is_empty())
        .then_some(Check::Given { purpose, exercises });
    let ways = [
        entry
            .optional_whole("hours_since_onset")
            .map(Check::HoursSinceOnset),
        entry
            .optional_id("better_than_baseline")
            .map(Check::BetterThanBaseline),
        entry.optional_id("target").map(Check::Target),
        given,
        entry.optional_id("advice").map(Check::Advice),
        entry.optional_whole("phase").map(Check::Phase),
        entry
            .optional_whole("weeks_in_phase")
            .map(Check::WeeksInPhase),
    ];
    let mut found: Vec<Check> = ways.into_iter().flatten().collect();
    if found.len() != 1 {
        entry
            .place
            .fault("", "must name exactly one thing in the record");
    }
    entry.done();
    found.pop()
}

pub(super) fn green_light(mut entry: Entry<'_>) -> Option<GreenLight> {
    let key = entry.key_text("key");
    let item = entry.text("item");
    let measure = entry.id("measure");
    let lsi_at_least = entry.optional_number("lsi_at_least");
    let source = entry.text("source");
    entry.done();
    Some(GreenLight {
        key,
        item,
        measure: measure?,
        lsi_at_least,
        source,
    })
}

pub(super) fn outcome_measure(mut entry: Entry<'_>) -> Option<OutcomeMeasure> {
    let key = entry.key_text("key");
    let name = entry.text("name");
    let status = entry.text("status");
    let use_words = entry.text("use");
    let form = entry.word("form", ScaleForm::ALL, ScaleForm::as_str);
    entry.done();
    Some(OutcomeMeasure {
        key,
        name,
        status,
        use_words,
        form: form?,
    })
}

pub(super) fn reference(mut entry: Entry<'_>) -> Option<Reference> {
    let key = entry.key_text("key");
    let text = entry.text("text");
    let checked = entry.word("checked", Checked::ALL, Checked::as_str);
    let note = entry.optional_text("note").unwrap_or_default();
    entry.done();
    Some(Reference {
        key,
        text,
        checked: checked?,
        note,
    })
}

pub(super) fn fact(mut entry: Entry<'_>) -> Option<Fact> {
    let fact = Fact {
        key: entry.key_text("key"),
        group: entry.text("group"),
        text: entry.text("text"),
        source: entry.optional_text("source").unwrap_or_default(),
    };
    entry.done();
    Some(fact)
}
