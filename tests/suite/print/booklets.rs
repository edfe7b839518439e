//! The built-in protocol's first two phases as a booklet.

use ninefold::builtin::knowledge;
use ninefold::care::protocol;
use ninefold::print::booklet::{Booklet, Phase, Target};
use ninefold::text::{criterion, words};

use super::samples;

pub fn two_phases() -> Booklet {
    Booklet {
        language: "en-GB".into(),
        clinic: samples::sheet(0).clinic,
        title: "Upper-back muscle spasm, version 1".into(),
        date: "21 November 2026".into(),
        preface: vec!["**For qualified physiotherapists.** The criteria recommend; a named clinician decides.".into()],
        phases: knowledge().protocol.phases.iter().take(2).map(phase).collect(),
        references: knowledge().references.iter().take(12).map(|one| format!("{} {}", one.key, one.text)).collect(),
    }
}

fn phase(phase: &protocol::Phase) -> Phase {
    let protocol = &knowledge().protocol;
    let target = |target: &protocol::Target| Target {
        measure: protocol
            .measure(target.measure.as_str())
            .map_or_else(|| "Red flag screen".into(), |measure| measure.name.clone()),
        asks: criterion::stated(protocol, target),
        gate: words::gate(target.gate).into(),
        basis: words::basis(target.basis).into(),
    };
    Phase {
        title: format!("Phase {}: {}", phase.number, phase.name),
        purpose: vec![phase.purpose.clone(), format!("**Leave:** {}", phase.exit)],
        lists: vec![
            ("The therapist".into(), phase.therapist.clone()),
            ("Not in this phase".into(), phase.not_in_phase.clone()),
        ],
        targets: phase.targets.iter().map(target).collect(),
    }
}
