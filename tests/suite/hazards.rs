//! `docs/hazards.md` names the test that holds each control; a named test that is gone is a fault.

use std::fs;
use std::path::Path;

fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_control_is_held_by_a_test_that_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("docs/hazards.md")).unwrap();
    let rows: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| #"))
        .collect();
    assert!(rows.len() >= 25, "{} hazards", rows.len());
    let mut code = String::new();
    sources(&root.join("src"), &mut code);
    sources(&root.join("tests"), &mut code);
    let mut missing = Vec::new();
    for row in rows {
        let held_by = row.trim_end_matches('|').rsplit('|').next().unwrap();
        let names: Vec<&str> = held_by.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "a row names no test: {row}");
        for name in names {
            let exists = match name.strip_prefix("case:") {
                Some(case) => root.join(format!("tests/cases/{case}.toml")).exists(),
                None => code.contains(&format!("fn {name}(")),
            };
            if !exists {
                missing.push(name);
            }
        }
    }
    assert_eq!(missing, Vec::<&str>::new());
}
