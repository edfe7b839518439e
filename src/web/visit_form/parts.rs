//! Which part of a visit a field of its form says.

use super::questions::is_of_flags;
use crate::care::ids::MeasureKey;
use crate::care::protocol::Protocol;
use crate::care::visit_parts::Part;

/// The part a field belongs to; `None` for one of the sending, and for a row that was shown or added.
#[must_use]
pub fn part_of(protocol: &Protocol, name: &str) -> Option<Part> {
    match name {
        "visit_date" | "visit_time" | "opened" => Some(Part::Visit),
        "late_because" => Some(Part::Late),
        "flare" | "flare_began" | "spasm_returned" => Some(Part::Flare),
        "adherence" => Some(Part::Adherence),
        "response" => Some(Part::Response),
        "note" => Some(Part::Note),
        "next_date" | "next_time" | "next_place" | "next_clinician" => Some(Part::NextVisit),
        name if is_of_flags(name) => Some(Part::Flags),
        name if name.starts_with("activity_") => Some(Part::Activities),
        name => of_a_treatment(name).or_else(|| of_a_measure(protocol, name).map(Part::Reading)),
    }
}

/// `t2_minutes`.
fn of_a_treatment(name: &str) -> Option<Part> {
    let (number, _) = name.strip_prefix('t')?.split_once('_')?;
    number.parse::<u8>().is_ok().then_some(Part::Treatments)
}

/// `m_rom_thoracic_rotation_left`, `method_rom_thoracic_rotation`: of the measure with the longest key that fits.
fn of_a_measure(protocol: &Protocol, name: &str) -> Option<MeasureKey> {
    let start = ["m_", "method_", "stopped_", "same_"]
        .iter()
        .find_map(|start| name.strip_prefix(start))?;
    let fits = |key: &str| {
        let rest = start.strip_prefix(key);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    let keys = protocol.measures.iter().map(|measure| &measure.key);
    let longest = keys
        .filter(|key| fits(key.as_str()))
        .max_by_key(|key| key.as_str().len());
    longest.cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_visit_belongs_to_one_part() {
        let protocol = &crate::builtin::knowledge().protocol;
        for (name, part) in [
            ("visit_time", Some("visit")),
            ("opened", Some("visit")),
            ("late_because", Some("late")),
            (
                "m_rom_thoracic_rotation_left",
                Some("rom_thoracic_rotation"),
            ),
            (
                "method_rom_thoracic_rotation",
                Some("rom_thoracic_rotation"),
            ),
            ("same_nprs_rest", Some("nprs_rest")),
            ("stopped_neutral_sit_hold", Some("neutral_sit_hold")),
            ("m_psfs_mean_activity_1", Some("psfs_mean")),
            ("activity_1", Some("activities")),
            ("warning_signs", Some("flags")),
            ("flag", Some("flags")),
            ("level_rf_chest_pain", Some("flags")),
            ("screen_rf_fever", Some("flags")),
            ("screen_others_no", Some("flags")),
            ("flare", Some("flare")),
            ("spasm_returned", Some("flare")),
            ("t1_treatment", Some("treatments")),
            ("t12_because", Some("treatments")),
            ("adherence", Some("adherence")),
            ("response", Some("response")),
            ("note", Some("note")),
            ("next_time", Some("next")),
            ("next_clinician", Some("next")),
            ("shown", None),
            ("add", None),
            ("submission_id", None),
            ("version", None),
            ("reason", None),
            ("removes", None),
            ("is_another", None),
        ] {
            let found = part_of(protocol, name).map(|it| it.to_string());
            assert_eq!(found.as_deref(), part, "{name}");
        }
    }
}
