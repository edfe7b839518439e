//! Who may import whom, and what may stand nowhere in the tree (`docs/architecture.md` tells why).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A module of ours, what it may use of ours, and which outside crates it may name.
struct Module {
    name: &'static str,
    ours: &'static [&'static str],
    crates: &'static [&'static str],
}

const CARE: &[&str] = &["serde", "chrono", "thiserror", "toml", "serde_json"];

/// The rings, inmost first. `serde`, `chrono` and `thiserror` carry values and errors and are free to all.
const MODULES: &[Module] = &[
    Module {
        name: "care",
        ours: &[],
        crates: CARE,
    },
    Module {
        name: "config",
        ours: &[],
        crates: &["chrono_tz"],
    },
    Module {
        name: "access",
        ours: &["care"],
        crates: &[],
    },
    Module {
        name: "audit",
        ours: &["care"],
        crates: &["sha2"],
    },
    Module {
        name: "text",
        ours: &["care", "access"],
        crates: &["toml"],
    },
    Module {
        name: "drawing",
        ours: &["care"],
        crates: &[],
    },
    Module {
        name: "print",
        ours: &["care", "text", "drawing"],
        crates: &[
            "printpdf",
            "lopdf",
            "parley",
            "skrifa",
            "subsetter",
            "libdeflater",
            "qrcodegen",
            "sha2",
        ],
    },
    Module {
        name: "builtin",
        ours: &["care"],
        crates: &["include_dir"],
    },
    Module {
        name: "records",
        ours: &["care", "access", "audit", "config"],
        crates: &[
            "diesel",
            "diesel_migrations",
            "sha2",
            "serde_json",
            "getrandom",
            "unicode_normalization",
        ],
    },
    Module {
        name: "clinic",
        ours: &[
            "care", "access", "audit", "text", "builtin", "records", "config",
        ],
        crates: &["chrono_tz", "tracing"],
    },
    Module {
        name: "actions",
        ours: &[
            "care", "access", "audit", "text", "drawing", "print", "builtin", "records", "clinic",
            "config",
        ],
        crates: &[
            "argon2",
            "chrono_tz",
            "getrandom",
            "sha2",
            "serde_json",
            "subtle",
            "tracing",
        ],
    },
    Module {
        name: "web",
        ours: &[
            "care", "access", "audit", "text", "drawing", "print", "builtin", "records", "clinic",
            "actions", "config",
        ],
        crates: &[
            "actix_web",
            "askama",
            "chrono_tz",
            "include_dir",
            "tracing",
            "tracing_actix_web",
            "getrandom",
            "serde_json",
            "sha2",
            "subtle",
            "tokio",
        ],
    },
    Module {
        name: "cli",
        ours: &[
            "care", "access", "audit", "text", "drawing", "print", "builtin", "records", "clinic",
            "actions", "config", "web",
        ],
        crates: &[
            "anyhow",
            "clap",
            "indicatif",
            "rpassword",
            "tempfile",
            "serde_json",
            "tracing",
            "tracing_subscriber",
            "actix_web",
            "chrono_tz",
            "getrandom",
        ],
    },
];

const FREE_CRATES: &[&str] = &["serde", "chrono", "thiserror"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder with one of the endings, and its text; paths relative to the package.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    fn walk(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            // what npm installed for the browser tests is not ours
            if path.ends_with("node_modules") {
                continue;
            }
            if path.is_dir() {
                walk(&path, endings, found);
            } else if path
                .extension()
                .is_some_and(|e| endings.iter().any(|ending| e == *ending))
            {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), endings, &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (
                path.strip_prefix(root())
                    .unwrap()
                    .to_string_lossy()
                    .into_owned(),
                text,
            )
        })
        .collect()
}

/// The names of the packages in `[dependencies]`, as they are written in code.
fn dependencies() -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let table = manifest
        .split("[dependencies]")
        .nth(1)
        .unwrap()
        .split("\n[")
        .next()
        .unwrap();
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            line.split_once(" = ")
                .map(|(name, _)| name.trim().replace('-', "_"))
        })
        .collect()
}

/// The code of a file without comments and without its unit tests.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = before_tests
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether `name::` stands in the code as a path's first part.
fn names(code: &str, name: &str) -> bool {
    let with_colons = format!("{name}::");
    code.match_indices(&with_colons).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

/// Every import that the table does not allow, as `file: uses X`.
fn wrong_imports(sources: &[(String, String)]) -> Vec<String> {
    let outside = dependencies();
    let mut wrong = Vec::new();
    for (file, text) in sources {
        let module = file
            .trim_start_matches("src/")
            .split(['/', '.'])
            .next()
            .unwrap_or_default();
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(rule) = MODULES.iter().find(|rule| rule.name == module) else {
            wrong.push(format!("{file}: module {module} has no row in the table"));
            continue;
        };
        let code = code(text);
        for other in MODULES
            .iter()
            .map(|rule| rule.name)
            .filter(|other| *other != module)
        {
            let used = code.contains(&format!("crate::{other}::"))
                || code.contains(&format!("crate::{other};"));
            if used && !rule.ours.contains(&other) {
                wrong.push(format!("{file}: uses crate::{other}"));
            }
        }
        if code.contains("crate::{") {
            wrong.push(format!(
                "{file}: write one `use crate::module::…` a module, so that arrows can be read"
            ));
        }
        for name in &outside {
            let allowed =
                rule.crates.contains(&name.as_str()) || FREE_CRATES.contains(&name.as_str());
            if names(&code, name) && !allowed {
                wrong.push(format!("{file}: names {name}"));
            }
        }
    }
    wrong
}

#[test]
fn arrows_go_one_way() {
    assert_eq!(wrong_imports(&files("src", &["rs"])), Vec::<String>::new());
}

#[test]
fn a_planted_wrong_import_is_found() {
    let planted = |file: &str, text: &str| wrong_imports(&[(file.to_owned(), text.to_owned())]);
    assert_eq!(
        planted("src/care/verdict.rs", "use crate::records::patients;\n"),
        ["src/care/verdict.rs: uses crate::records"]
    );
    assert_eq!(
        planted("src/web/pages/board.rs", "use diesel::prelude::*;\n"),
        ["src/web/pages/board.rs: names diesel"]
    );
    assert_eq!(
        planted(
            "src/actions/sign_session.rs",
            "fn f() { actix_web::rt::spawn(async {}); }\n"
        )
        .len(),
        1
    );
    assert_eq!(
        planted("src/misc.rs", ""),
        ["src/misc.rs: module misc has no row in the table"]
    );
    assert!(
        planted(
            "src/care/verdict.rs",
            "// use crate::records::x;\nuse crate::care::number::Number;\n"
        )
        .is_empty()
    );
}

#[test]
fn each_ring_names_only_rings_inside_it() {
    for (at, module) in MODULES.iter().enumerate() {
        for used in module.ours {
            assert!(
                MODULES[..at].iter().any(|inner| inner.name == *used),
                "{} may not use {used}",
                module.name
            );
        }
    }
}

#[test]
fn rules_read_no_clock_and_touch_no_file() {
    for (file, text) in files("src/care", &["rs"]) {
        for forbidden in [
            "Utc::now",
            "Local::now",
            "SystemTime",
            "Instant::now",
            "std::fs",
            "std::net",
            "std::env",
        ] {
            assert!(!code(&text).contains(forbidden), "{file} names {forbidden}");
        }
    }
}

#[test]
fn templates_hold_no_inline_style_or_script_and_trust_no_text() {
    for (file, text) in files("templates", &["html", "svg"]) {
        for forbidden in [
            " style=",
            "<style",
            "onclick=",
            "onchange=",
            "onsubmit=",
            "|safe",
            "| safe",
            "javascript:",
            "http://",
            "https://",
        ] {
            assert!(!text.contains(forbidden), "{file} holds {forbidden}");
        }
        for script in text.match_indices("<script").map(|(at, _)| &text[at..]) {
            assert!(
                script.starts_with("<script src=") || script.starts_with("<script defer src="),
                "{file} holds an inline script"
            );
        }
    }
}

/// Tables that hold nothing clinical: a row there may go.
const PASSING_TABLES: &[&str] = &[
    "drafts",
    "logins",
    "login_attempts",
    "submissions",
    "staff_teams",
    "patient_search_words",
];

#[test]
fn no_clinical_row_is_ever_deleted() {
    for (file, text) in files("src", &["rs"]) {
        let code = code(&text);
        for (at, _) in code
            .match_indices("diesel::delete(")
            .chain(code.match_indices(" delete("))
        {
            let rest = &code[at..code.len().min(at + 160)];
            let allowed = PASSING_TABLES.iter().any(|table| rest.contains(table));
            assert!(
                allowed,
                "{file} deletes: {}",
                rest.lines().next().unwrap_or_default()
            );
        }
        for (at, _) in code.match_indices("DELETE FROM ") {
            let table = code[at + 12..]
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default();
            assert!(
                PASSING_TABLES.contains(&table),
                "{file} deletes from {table}"
            );
        }
    }
}

/// Longer than 400 lines without tests, and why.
const LONG_FILES: &[(&str, &str)] = &[(
    "src/records/schema.rs",
    "one table! block for each table, as diesel's own tool would write it",
)];

#[test]
fn long_files_say_why() {
    for (file, text) in files("src", &["rs"]) {
        let lines = text
            .split("#[cfg(test)]\nmod ")
            .next()
            .unwrap_or_default()
            .lines()
            .count();
        let excused = LONG_FILES.iter().any(|(name, _)| *name == file);
        assert!(
            lines <= 400 || excused,
            "{file} has {lines} lines: split it, or say why in LONG_FILES"
        );
    }
}

#[test]
fn every_dependency_says_why() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for section in ["[dependencies]", "[dev-dependencies]"] {
        let table = manifest
            .split(section)
            .nth(1)
            .unwrap()
            .split("\n[")
            .next()
            .unwrap();
        for line in table.lines().filter(|line| line.contains(" = ")) {
            assert!(
                line.contains(" # "),
                "say in one line what this is for: {line}"
            );
        }
    }
}

#[test]
fn no_machine_path_stands_in_the_tree() {
    for folder in [
        "src",
        "templates",
        "migrations",
        "builtin",
        "docs",
        "static",
        "benches",
        "tests",
    ] {
        for (file, text) in files(
            folder,
            &["rs", "html", "toml", "md", "sql", "css", "js", "mjs"],
        ) {
            if file.ends_with("architecture.rs") {
                continue;
            }
            for forbidden in ["/root/", "/work/", "/home/"] {
                assert!(!text.contains(forbidden), "{file} holds {forbidden}");
            }
        }
    }
}
