//! The grade of severity from what was found: any serious finding makes it serious, else any moderate moderate, else mild.

use super::ids::FlagKey;
use super::library::SeverityGrade;

/// The worst grade with a finding among those found (by their words); `None` when nothing was found.
///
/// `grades` stand mildest first.
#[must_use]
pub fn grade<'k>(grades: &'k [SeverityGrade], found: &[String]) -> Option<&'k SeverityGrade> {
    grades.iter().rev().find(|grade| {
        grade
            .findings
            .iter()
            .any(|finding| found.contains(&finding.text))
    })
}

/// The red flags the findings raise, once each.
#[must_use]
pub fn raised(grades: &[SeverityGrade], found: &[String]) -> Vec<FlagKey> {
    let mut raised: Vec<FlagKey> = Vec::new();
    let findings = grades.iter().flat_map(|grade| &grade.findings);
    for finding in findings.filter(|finding| found.contains(&finding.text)) {
        if let Some(flag) = finding.flag.as_ref().filter(|flag| !raised.contains(flag)) {
            raised.push(flag.clone());
        }
    }
    raised
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;

    #[test]
    fn the_worst_finding_decides() {
        let (dull, eased) = ("dull ache", "eased by heat or movement");
        let (reach, pins) = ("limited arm reach", "pins and needles in the chest");
        let (constant, numb) = ("constant severe pain", "numbness or tingling in arms");
        let rows: [(&[&str], Option<&str>, &[&str]); 8] = [
            (&[], None, &[]),
            (&[dull], Some("mild"), &[]),
            (&[dull, eased], Some("mild"), &[]),
            (&[reach], Some("moderate"), &[]),
            (&[dull, reach], Some("moderate"), &[]),
            (&[dull, pins], Some("moderate"), &["rf_numb_arm_chest"]),
            (
                &[dull, reach, constant],
                Some("serious"),
                &["rf_constant_severe"],
            ),
            (&[pins, numb], Some("serious"), &["rf_numb_arm_chest"]),
        ];
        for (found, expected, flags) in rows {
            let found: Vec<String> = found.iter().map(|text| (*text).to_owned()).collect();
            let grades = &knowledge().severity;
            let grade = grade(grades, &found).map(|grade| grade.key.as_str());
            assert_eq!(grade, expected, "{found:?}");
            assert_eq!(raised(grades, &found), flags, "{found:?}");
        }
    }
}
