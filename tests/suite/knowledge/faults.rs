//! Each kind of fault is named with file, key and reason, and all of them at once.

use ninefold::builtin;
use ninefold::care::fault::Fault;
use ninefold::care::knowledge::Knowledge;
use ninefold::care::protocol::Protocol;
use ninefold::care::protocol_writer::to_toml;
use ninefold::cli::protocol::check;

/// The built-in protocol as one document, with some text replaced; each text must be there.
fn document(changes: &[(&str, &str)]) -> String {
    let mut text = to_toml(&builtin::knowledge().protocol);
    for (from, to) in changes {
        assert!(text.contains(from), "the document has no {from:?}");
        text = text.replacen(from, to, 1);
    }
    text
}

fn faults(changes: &[(&str, &str)]) -> Vec<Fault> {
    let library = builtin::knowledge().library_keys();
    Protocol::read("mine.toml", &document(changes), &library)
        .err()
        .unwrap_or_default()
}

fn faults_in_folder(file: &str, from: &str, to: &str) -> Vec<Fault> {
    let mut files = builtin::files();
    let text = &mut files
        .iter_mut()
        .find(|(name, _)| name == file)
        .unwrap_or_else(|| panic!("no {file}"))
        .1;
    assert!(text.contains(from), "{file} has no {from:?}");
    *text = text.replacen(from, to, 1);
    Knowledge::read(&files).err().unwrap_or_default()
}

const PAIN_REST: &str =
    "key = \"p1_pain_rest\"\nmeasure = \"nprs_rest\"\noperator = \"at_most\"\nthreshold = 3\n";
const HALF: &str = "key = \"p2_range_half\"\nmeasure = \"pain_free_range_pct\"\noperator = \"at_least\"\nthreshold = 50\nunit = \"%\"\n";
const DIFFERENCE: &str =
    "operator = \"difference_at_most\"\nthreshold = 6\nunit = \"°\"\nside = \"difference\"";
const LSI: &str = "operator = \"lsi_at_least\"\nthreshold = 90\nunit = \"%\"\nside = \"lsi\"";

fn with(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{text} has no {from}");
    text.replacen(from, to, 1)
}

#[test]
fn each_kind_of_fault_is_named_with_its_key() {
    let phase_1 = "phases[protection].targets[p1_pain_rest]";
    let phase_2 = "phases[pain_free_range].targets[p2_range_half]";
    let phase_5 = "phases[full_range].targets[p5_rotation_diff]";
    let phase_6 = "phases[strength_endurance].targets[p6_hhd_mid_trap]";
    let rows: Vec<(&str, String, String, &str)> = vec![
        (PAIN_REST, with(PAIN_REST, "threshold", "colour = 1\nthreshold"), format!("{phase_1}.colour"), "not a known"),
        (PAIN_REST, with(PAIN_REST, "operator = \"at_most\"\n", ""), format!("{phase_1}.operator"), "is missing"),
        (PAIN_REST, with(PAIN_REST, "\"at_most\"", "\"below\""), format!("{phase_1}.operator"), "known are at_least"),
        (PAIN_REST, with(PAIN_REST, "\"at_most\"", "7"), format!("{phase_1}.operator"), "must be text in quotes, not 7"),
        (PAIN_REST, with(PAIN_REST, "= 3", "= 30"), format!("{phase_1}.threshold"), "is 30; must be 0 to 10"),
        (PAIN_REST, with(PAIN_REST, "= 3", "= -1"), format!("{phase_1}.threshold"), "is -1"),
        (PAIN_REST, with(PAIN_REST, "= 3", "= 2.5"), format!("{phase_1}.threshold"), "in steps of 1"),
        (PAIN_REST, with(PAIN_REST, "= 3", "= 3.0001"), format!("{phase_1}.threshold"), "three decimal places"),
        (PAIN_REST, with(PAIN_REST, "= 3", "= \"three\""), format!("{phase_1}.threshold"), "is three"),
        (PAIN_REST, with(PAIN_REST, "nprs_rest", "nprs_asleep"), format!("{phase_1}.measure"), "no measure \"nprs_asleep\""),
        (HALF, with(HALF, "= 50", "= 52"), format!("{phase_2}.threshold"), "in steps of 5"),
        (HALF, with(HALF, "\"%\"", "\"°\""), format!("{phase_2}.unit"), "must be \"%\""),
        (HALF, with(HALF, "p2_range_half", "p1_pain_rest"), "phases[pain_free_range].targets[p1_pain_rest].key".into(), "used twice"),
        (HALF, with(HALF, "p2_range_half", "p2 half"), "phases[pain_free_range].targets[p2 half].key".into(), "is no key"),
        (DIFFERENCE, with(DIFFERENCE, "\"difference\"", "\"each\""), format!("{phase_5}.side"), "needs side = \"difference\""),
        (DIFFERENCE, with(DIFFERENCE, "difference_at_most", "at_most"), format!("{phase_5}.side"), "needs operator"),
        (DIFFERENCE, with(DIFFERENCE, "= 6", "= 91"), format!("{phase_5}.threshold"), "up to 90"),
        (LSI, with(LSI, "\"lsi\"", "\"none\""), format!("{phase_6}.side"), "needs side = \"lsi\""),
        (LSI, with(LSI, "= 90", "= 0"), format!("{phase_6}.threshold"), "up to 150"),
        (
            "measure = \"teach_back_ok\"\noperator = \"equals\"",
            "measure = \"teach_back_ok\"\noperator = \"at_least\"".into(),
            "phases[protection].targets[p1_teach_back].operator".into(),
            "cannot be held",
        ),
        (
            "measure = \"mmt_mid_trap\"\noperator = \"at_least\"\nthreshold = \"4+\"\nunit = \"grade\"\nside = \"each\"",
            "measure = \"mmt_mid_trap\"\noperator = \"at_least\"\nthreshold = \"4+\"\nunit = \"grade\"\nside = \"none\"".into(),
            "phases[strength_endurance].targets[p6_mmt_mid_trap].side".into(),
            "the side cannot be none",
        ),
        (
            "measure = \"sit_minutes\"\noperator = \"at_least\"\nthreshold = 240\nunit = \"minutes\"\nside = \"none\"",
            "measure = \"sit_minutes\"\noperator = \"at_least\"\nthreshold = 240\nunit = \"minutes\"\nside = \"each\"".into(),
            "phases[strength_endurance].targets[p6_sit_half_day].side".into(),
            "has no sides",
        ),
        ("threshold = \"clear\"", "threshold = \"yes\"".into(), "phases[protection].targets[p1_red_flags_clear].threshold".into(), "red flag screen"),
        ("  \"p6_plank\",\n", "  \"p5_twist\",\n".into(), "phases[strength_endurance].targets[p6_loaded_standing].instead_of".into(), "no target \"p5_twist\" in this phase"),
        ("{ no_caution = \"ca_pregnancy\" }", "{ no_caution = \"ca_tired\" }".into(), "phases[strength_endurance].targets[p6_sorensen].applies_when".into(), "no caution \"ca_tired\""),
        ("{ sport = false }", "{ sports = false }".into(), "phases[return_to_activity].targets[p7_self_management].mandatory_when[1].sports".into(), "not a known key"),
        ("{ exercise = \"supported_rest\" }", "{ exercise = \"nap\" }".into(), "phases[protection].starter[1].exercise".into(), "no exercise \"nap\""),
        ("number = 2\n", "number = 3\n".into(), "phases[pain_free_range].number".into(), "must be 2"),
        ("last_phase_without_sport = 7", "last_phase_without_sport = 6".into(), "phases[return_to_activity].sport_only".into(), "must be true"),
        ("last_phase_without_sport = 7", "last_phase_without_sport = 12".into(), "last_phase_without_sport".into(), "no phase 12"),
        ("version = 1\n", "version = 0\n".into(), "version".into(), "counts from 1"),
        ("pain = 7\n", "pain = 0\n".into(), "valid_days.pain".into(), "1 to 366"),
        ("endurance = 28\n", String::new(), "valid_days.endurance".into(), "is missing"),
        ("9 = 2\n", "9 = 11\n".into(), "pain_limits.9".into(), "0 to 10"),
        ("key = \"nprs_rest\"\nname", "key = \"grip_strength\"\nname".into(), "measures[grip_strength].key".into(), "used twice"),
        ("max = 10\n", "max = 0\n".into(), "measures[nprs_rest].max".into(), "above min"),
        ("max = 10\nstep = 1\n", "max = 10\nstep = 0\n".into(), "measures[nprs_rest].step".into(), "above 0"),
        ("min = 0\nmax = 10\nstep = 1\n", String::new(), "measures[nprs_rest]".into(), "words, or steps, or min"),
        ("better = \"lower\"", "better = \"first_word\"".into(), "measures[nprs_rest].better".into(), "first_word"),
        ("error = 2\n", "error = 0\n".into(), "measures[nprs_rest].error".into(), "above 0"),
        ("{ key = \"knees\"", "{ key = \"toes\"".into(), "measures[ckcuest].variants".into(), "used twice"),
        ("baseline_phase = 8", "baseline_phase = 10".into(), "measures[smbt].baseline_phase".into(), "not a phase"),
        ("sided = false", "sided = \"no\"".into(), "measures[nprs_rest].sided".into(), "true or false"),
        ("to = \"same_day\"", "to = \"gp_soon\"".into(), "red_flags[rf_new_deformity].escalate.to".into(), "more urgent"),
        ("  \"tx_manipulation\",\n", "  \"tx_magic\",\n".into(), "cautions[ca_osteoporosis].bars".into(), "\"tx_magic\""),
        ("{ key = \"tx_soft_tissue\", note = \"deep\" }", "{ key = \"sorensen_hold\" }".into(), "cautions[ca_osteoporosis].warns".into(), "named twice"),
    ];
    for (from, to, key, reason) in rows {
        let found = faults(&[(from, &to)]);
        let named = found.iter().any(|fault| {
            fault.file == "mine.toml" && fault.key == key && fault.reason.contains(reason)
        });
        assert!(
            named,
            "for {to:?} expected {key}: {reason}; found {found:#?}"
        );
    }
}

#[test]
fn one_fault_hides_no_other() {
    let range = "min = 0\nmax = 10\nstep = 1\n";
    let found = faults(&[
        ("pain = 7\n", "pain = -7\n"),
        ("sided = false", "sided = 5"),
        ("better = \"lower\"", "better = \"sideways\""),
        (range, "min = 0\nmax = -10\nstep = 0\n"),
        (
            "last_phase_without_sport = 7",
            "last_phase_without_sport = 77",
        ),
        (
            "gate = \"mandatory\"",
            "gate = \"needed\"\nvalid_days = 900",
        ),
        ("name = \"Protection", "name = \"\\u001bProtection"),
    ]);
    let named: Vec<&str> = found.iter().map(|fault| fault.key.as_str()).collect();
    for key in [
        "valid_days.pain",
        "measures[nprs_rest].sided",
        "measures[nprs_rest].better",
        "measures[nprs_rest].max",
        "measures[nprs_rest].step",
        "last_phase_without_sport",
        "phases[protection].name",
    ] {
        assert!(named.contains(&key), "{key} in {found:#?}");
    }
    for end in [".gate", ".valid_days"] {
        let in_target = |key: &&str| key.contains(".targets[") && key.ends_with(end);
        assert!(named.iter().any(in_target), "{end} in {found:#?}");
    }
}

#[test]
fn a_number_too_large_to_hold_is_named_with_its_line() {
    let large = "99999999999999999999";
    let found = faults(&[
        ("min = 0\n", &format!("min = {large}\n")),
        ("number = 2\n", &format!("number = {large}1\n")),
    ]);
    assert_eq!(found.len(), 2, "{found:#?}");
    for fault in found {
        assert!(fault.key.starts_with("line "), "{fault}");
        assert!(fault.reason.starts_with(large), "{fault}");
    }
}

#[test]
fn a_target_with_two_faults_has_both_named() {
    let twice = with(
        &with(PAIN_REST, "\"nprs_rest\"", "\"nprs_resst\""),
        "\"at_most\"",
        "\"at_mosst\"",
    );
    let found = faults(&[(PAIN_REST, &twice)]);
    let keys: Vec<&str> = found
        .iter()
        .filter_map(|fault| fault.key.rsplit('.').next())
        .collect();
    assert_eq!(keys, ["operator", "measure"], "{found:#?}");
}

#[test]
fn five_planted_faults_are_all_named_in_one_run() {
    let unknown_key = with(PAIN_REST, "threshold", "colour = \"red\"\nthreshold");
    let text = document(&[
        (PAIN_REST, &unknown_key),
        (HALF, &with(HALF, "= 50", "= 105")),
        (LSI, &with(LSI, "\"lsi\"", "\"each\"")),
        (
            "{ exercise = \"supported_rest\" }",
            "{ exercise = \"nap\" }",
        ),
        ("key = \"nprs_rest\"\nname", "key = \"nprs_movement\"\nname"),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, text).unwrap();
    let mut out = Vec::new();
    let refused = check(&file, &builtin::knowledge().library_keys(), &mut out).unwrap_err();
    let out = String::from_utf8(out).unwrap();
    for planted in [
        "p1_pain_rest].colour",
        "p2_range_half].threshold",
        "p6_hhd_mid_trap].side",
        "\"nap\"",
        "nprs_movement].key",
    ] {
        assert!(
            out.lines()
                .any(|line| line.contains("mine.toml") && line.contains(planted)),
            "{planted} in\n{out}"
        );
    }
    assert!(refused.to_string().contains("faults found"), "{refused}");
}

#[test]
fn every_syntax_fault_is_named_with_its_line() {
    let text = "key = \"mine\"\nversion = \nname = \"x\nlast_phase_without_sport = 7\n";
    let library = builtin::knowledge().library_keys();
    let found = Protocol::read("mine.toml", text, &library).unwrap_err();
    let lines: Vec<&str> = found.iter().map(|fault| fault.key.as_str()).collect();
    assert_eq!(lines, ["line 2", "line 3"], "{found:#?}");
}

#[test]
fn an_empty_document_lacks_everything_and_says_so() {
    let found = Protocol::read("mine.toml", "", &builtin::knowledge().library_keys()).unwrap_err();
    for key in [
        "key",
        "version",
        "name",
        "phases",
        "measures",
        "red_flags",
        "valid_days",
        "pain_limits",
    ] {
        assert!(
            found.iter().any(|fault| fault.key == key),
            "{key} in {found:#?}"
        );
    }
}

#[test]
fn faults_of_the_library_name_their_file() {
    let rows = [
        (
            "exercises/walking.toml",
            "harder = \"stationary_cycling\"",
            "harder = \"flying\"",
            "harder",
            "no exercise \"flying\"",
        ),
        (
            "exercises/walking.toml",
            "phases = [1, 2,",
            "phases = [2, 1,",
            "phases",
            "upwards",
        ),
        (
            "exercises/walking.toml",
            "phases = [1, 2,",
            "phases = [0, 2,",
            "phases",
            "no phase 0",
        ),
        (
            "exercises/walking.toml",
            "an easy pace",
            "a {speed} pace",
            "",
            "{speed} is not a word",
        ),
        (
            "exercises/walking.toml",
            "{ min = 5, max = 7 }",
            "{ min = 5, max = 9 }",
            "dose.days_a_week",
            "0 to 7",
        ),
        (
            "exercises/walking.toml",
            "{ min = 5, max = 7 }",
            "{ min = 7, max = 5 }",
            "dose.days_a_week",
            "not below min",
        ),
        (
            "exercises/walking.toml",
            "view = \"side\"",
            "view = \"moon\"",
            "figure.view",
            "known are side",
        ),
        (
            "exercises/dead_bug.toml",
            "\"multifidus\"",
            "\"multi_fidus\"",
            "muscles",
            "no muscle \"multi_fidus\"",
        ),
        (
            "exercises/dead_bug.toml",
            "[figure]",
            "[picture]",
            "figure",
            "is missing",
        ),
        (
            "advice.toml",
            "is = [\"ice\"",
            "is = [\"snow\"",
            "advice[adv_ice_48h].offered_when.is",
            "no choice \"snow\"",
        ),
        (
            "advice.toml",
            "**Book a visit**",
            "**Book a visit",
            "advice[adv_help_soon].text",
            "without its partner",
        ),
        (
            "policies.toml",
            "default = \"either\"",
            "default = \"both\"",
            "policies[first_48h_thermal].default",
            "not one of",
        ),
        (
            "factors.toml",
            "\"adv_shoes\"",
            "\"adv_boots\"",
            "factors[cf_heels].advice",
            "\"adv_boots\"",
        ),
        (
            "examination.toml",
            "\"rf_balance_gait\"",
            "\"rf_gait\"",
            "symptoms[sy_walk_run].flag",
            "\"rf_gait\"",
        ),
        (
            "milestones.toml",
            "\"p1_pain_half\"",
            "\"p1_half\"",
            "milestones[ms_week1_pain_half].checked_by",
            "\"p1_half\"",
        ),
        (
            "milestones.toml",
            "purpose = \"strength\"",
            "purpose = \"muscle\"",
            "milestones[ms_week2_4_strength].checked_by",
            "\"muscle\"",
        ),
        (
            "milestones.toml",
            "{ phase = 8 }",
            "{ phase = 8, advice = \"adv_warm_up\" }",
            "milestones[ms_week6_sport].checked_by",
            "exactly one",
        ),
        (
            "milestones.toml",
            "measure = \"grip_strength\"",
            "measure = \"grip\"",
            "green_lights[gl_strength_80].measure",
            "\"grip\"",
        ),
        (
            "references.toml",
            "key = \"R2\"",
            "key = \"R1\"",
            "references[R1].key",
            "used twice",
        ),
        (
            "treatments.toml",
            "phases = [7]",
            "phases = [10]",
            "treatments[tx_graded_activity].phases",
            "no phase 10",
        ),
        (
            "upper-back-spasm/phases/4.toml",
            "threshold = 60",
            "threshold = 601",
            "targets[p4_neutral_hold].threshold",
            "0 to 600",
        ),
        (
            "upper-back-spasm/red-flags.toml",
            "action = \"same_day\"",
            "action = \"soon\"",
            "red_flags[rf_limb_weakness].action",
            "known are",
        ),
    ];
    for (file, from, to, key, reason) in rows {
        let found = faults_in_folder(file, from, to);
        let named = found
            .iter()
            .any(|fault| fault.file == file && fault.key == key && fault.reason.contains(reason));
        assert!(
            named,
            "{file} with {to:?}: expected {key}: {reason}; found {found:#?}"
        );
    }
}

#[test]
fn a_file_that_is_missing_or_unknown_is_named() {
    let mut files = builtin::files();
    files.retain(|(name, _)| name != "muscles.toml");
    files.push(("musclse.toml".to_owned(), String::new()));
    let found = Knowledge::read(&files).unwrap_err();
    let named: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        named,
        [
            "muscles.toml: is missing",
            "musclse.toml: is not a file of the knowledge"
        ]
    );
}

/// A file that cannot be read makes no links look broken.
#[test]
fn a_syntax_fault_is_not_drowned_in_broken_links() {
    let found = faults_in_folder(
        "upper-back-spasm/measures.toml",
        "[[measures]]",
        "[[measures",
    );
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].key.starts_with("line "), "{found:#?}");
}

#[test]
fn faults_of_a_pose_are_named_in_the_exercise_s_own_file() {
    let file = "exercises/open_book.toml";
    let rows = [
        ("[pose.end]", "[pose.end]\nelbow = 3", "pose.end"),
        ("view = \"above\"", "view = \"below\"", "pose.view"),
        ("[pose]\n", "[posture]\n", "pose"),
    ];
    for (from, to, key) in rows {
        let found = faults_in_folder(file, from, to);
        let named = found
            .iter()
            .any(|fault| fault.file == file && fault.key.starts_with(key));
        assert!(named, "{to:?}: {found:?}");
    }
}
