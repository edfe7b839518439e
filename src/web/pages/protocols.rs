//! `/protocols`: the stored versions, and one of them in full, read-only.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::builtin;
use crate::care::ids::{StaffId, VersionId};
use crate::care::knowledge::Knowledge;
use crate::care::library::{Milestone, MilestoneKind};
use crate::care::measure::{Input, Measure, Value};
use crate::care::protocol::{
    ActionLevel, Caution, Condition, Gate, Protocol, RED_FLAG_SCREEN, SideRule, Target,
};
use crate::clinic::Clinic;
use crate::records::protocols::{self, StoredVersion, VersionState};
use crate::records::{Error, staff};
use crate::text::{criterion, quantity, words};
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::{Mark, Tag};
use crate::web::problem::Problem;
use crate::web::run::run;

#[derive(Template)]
#[template(path = "protocols/index.html")]
struct IndexPage {
    page: Page,
    versions: Vec<Line>,
}

struct Line {
    stored: StoredVersion,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "protocols/show.html")]
struct ShowPage {
    page: Page,
    stored: StoredVersion,
    tag: Tag,
    adopted_by: String,
    form: Form,
    phases: Vec<PhasePart>,
    measures: Vec<MeasureLine>,
    protocol: std::sync::Arc<Protocol>,
    targets: usize,
    library: &'static Knowledge,
}

struct PhasePart {
    number: u8,
    index: usize,
    targets: Vec<TargetLine>,
}

struct TargetLine {
    key: String,
    name: String,
    asks: String,
    side: &'static str,
    mandatory: bool,
    when: String,
    basis: &'static str,
    source: String,
}

struct MeasureLine {
    key: String,
    name: String,
    takes: String,
    how: String,
    norm: String,
    error: String,
}

/// `GET /protocols`
pub async fn index(page: Page, clinic: Data<Clinic>) -> Result<HttpResponse, Problem> {
    let versions = run(move || clinic.read(protocols::list)).await?;
    let versions = versions
        .into_iter()
        .map(|stored| Line {
            tag: tag(&stored),
            stored,
        })
        .collect();
    page::show(&IndexPage { page, versions })
}

/// `GET /protocols/{version}`
pub async fn show(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<VersionId>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    let protocol = clinic.protocol(&id)?;
    let (stored, adopted_by) = run(move || {
        clinic.read(|db| {
            let stored = protocols::find(db, &id)?;
            let by: Option<&StaffId> = stored.adopted.as_ref().map(|adoption| &adoption.by);
            let name = by.map(|id| staff::find(db, id)).transpose()?;
            Ok::<_, Error>((stored, name.map(|staff| staff.name).unwrap_or_default()))
        })
    })
    .await?;
    let targets = protocol
        .phases
        .iter()
        .map(|phase| phase.targets.len())
        .sum();
    let phases = protocol
        .phases
        .iter()
        .enumerate()
        .map(|(index, phase)| PhasePart {
            number: phase.number,
            index,
            targets: phase
                .targets
                .iter()
                .map(|target| target_line(&protocol, target))
                .collect(),
        })
        .collect();
    let measures = protocol.measures.iter().map(measure_line).collect();
    page::show(&ShowPage {
        page,
        tag: tag(&stored),
        stored,
        adopted_by,
        form: Form::new()?,
        phases,
        measures,
        protocol,
        targets,
        library: builtin::knowledge(),
    })
}

pub(super) fn tag(stored: &StoredVersion) -> Tag {
    match stored.state {
        VersionState::Draft => Tag::new(Mark::Off, "Draft"),
        VersionState::Retired => Tag::new(Mark::Off, "Retired"),
        VersionState::Published if stored.adopted.is_some() => Tag::new(Mark::Ready, "Adopted"),
        VersionState::Published => Tag::new(Mark::Care, "Not adopted yet"),
    }
}

fn target_line(protocol: &Protocol, target: &Target) -> TargetLine {
    let measure = protocol.measure(target.measure.as_str());
    TargetLine {
        key: target.key.to_string(),
        name: match measure {
            Some(measure) => measure.name.clone(),
            None if target.measure == RED_FLAG_SCREEN => "Red flag screen".into(),
            None => target.measure.to_string(),
        },
        asks: criterion::stated(protocol, target),
        side: match target.side {
            SideRule::None => "",
            SideRule::Each => "left and right",
            SideRule::Affected => "affected side",
            SideRule::Difference | SideRule::Lsi => "left against right",
        },
        mandatory: target.gate == Gate::Mandatory,
        when: conditions(protocol, target),
        basis: words::basis(target.basis),
        source: target.source.clone(),
    }
}

/// When a target applies or becomes mandatory, in words; empty when always.
fn conditions(protocol: &Protocol, target: &Target) -> String {
    let named = |key: &str| {
        let caution = protocol.caution(key);
        caution.map_or_else(|| key.to_owned(), |caution| caution.name.clone())
    };
    let word = |condition: &Condition| match condition {
        Condition::Sport(true) => "with sport".to_owned(),
        Condition::Sport(false) => "without sport".to_owned(),
        Condition::Caution(key) => format!("with the caution “{}”", named(key.as_str())),
        Condition::NoCaution(key) => format!("without the caution “{}”", named(key.as_str())),
    };
    let joined =
        |all: &[Condition], between: &str| all.iter().map(word).collect::<Vec<_>>().join(between);
    let mut parts = Vec::new();
    if !target.applies_when.is_empty() {
        parts.push(format!("only {}", joined(&target.applies_when, " and ")));
    }
    if !target.mandatory_when.is_empty() {
        parts.push(format!(
            "mandatory {}",
            joined(&target.mandatory_when, " or ")
        ));
    }
    parts.join("; ")
}

fn measure_line(measure: &Measure) -> MeasureLine {
    let takes = match &measure.input {
        Input::Number { min, max, step } => {
            let top = max.map_or_else(|| "or more".to_owned(), |max| format!("to {max}"));
            format!("{min} {top} {} in steps of {step}", measure.unit)
        }
        Input::Steps(steps) => {
            let all: Vec<String> = steps
                .iter()
                .map(|step| quantity::value(measure, &Value::Word(step.word.clone())))
                .collect();
            all.join(", ")
        }
        Input::Words(all) => all
            .iter()
            .map(|word| word.replace('_', " "))
            .collect::<Vec<_>>()
            .join(", "),
    };
    MeasureLine {
        key: measure.key.to_string(),
        name: measure.name.clone(),
        takes,
        how: measure.how.clone(),
        norm: measure.norm.clone(),
        error: match measure.error {
            Some(error) => quantity::distance(measure, error),
            None => "not known".into(),
        },
    }
}

impl ShowPage {
    /// What a caution bars and warns on, by name.
    fn acts_on(&self, caution: &Caution) -> String {
        let named = |key: &str| name_of(&self.protocol, key);
        let barred: Vec<String> = caution.bars.iter().map(|key| named(key)).collect();
        let warned: Vec<String> = caution
            .warns
            .iter()
            .map(|warning| match warning.note.as_str() {
                "" => named(&warning.key),
                note => format!("{} ({note})", named(&warning.key)),
            })
            .collect();
        let parts = [("Bars", barred), ("Warns on", warned)];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(word, names)| format!("{word}: {}.", names.join("; ")))
            .collect();
        parts.join(" ")
    }

    /// How a milestone's day is read.
    fn asks_for(&self, milestone: &Milestone) -> String {
        let day = milestone.day.unwrap_or_default();
        let from = match milestone.from_phase {
            Some(phase) => format!("after entry of phase {phase}"),
            None => "after onset".to_owned(),
        };
        match milestone.kind {
            MilestoneKind::Due => format!("amber when open after day {day} {from}"),
            MilestoneKind::NotBefore => format!("amber when done before day {day} {from}"),
            MilestoneKind::Note => "for information".to_owned(),
        }
    }

    fn acts_how_fast(&self, level: &ActionLevel) -> &'static str {
        words::action(*level)
    }
}

/// The name of what a caution acts on.
fn name_of(protocol: &Protocol, key: &str) -> String {
    let library = builtin::knowledge();
    let measure = protocol.measure(key).map(|found| found.name.clone());
    measure
        .or_else(|| library.exercise(key).map(|found| found.name.clone()))
        .or_else(|| library.treatment(key).map(|found| found.name.clone()))
        .or_else(|| {
            library
                .advice(key)
                .map(|found| format!("advice under “{}”", found.group))
        })
        .unwrap_or_else(|| key.replace('_', " "))
}
