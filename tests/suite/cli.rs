//! The real binary: what it prints, how it fails, and what it leaves behind.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use diesel::connection::{Connection, SimpleConnection};
use ninefold::config::Database;
use ninefold::records::{Purpose, connect};
use tempfile::TempDir;

/// What a command left behind.
struct Done {
    code: i32,
    out: String,
    err: String,
}

/// Runs the binary in a folder, with nothing of the environment that could steer it.
fn run_with(folder: &Path, input: &str, args: &[&str]) -> Done {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ninefold"))
        .args(args)
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env_remove("NINEFOLD_LISTEN")
        .env_remove("RUST_LOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap_or_default();
    let done = child.wait_with_output().unwrap();
    Done {
        code: done.status.code().unwrap(),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

fn run(folder: &Path, args: &[&str]) -> Done {
    run_with(folder, "", args)
}

/// Runs what must succeed; its standard output.
fn good(folder: &Path, args: &[&str]) -> String {
    let done = run(folder, args);
    assert_eq!(done.code, 0, "{args:?}: {}", done.err);
    done.out
}

fn empty() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A folder with a migrated, furnished clinic in `ninefold.db`.
fn clinic() -> TempDir {
    let folder = empty();
    good(folder.path(), &["migrate", "run"]);
    folder
}

/// Changes a database behind the program's back.
fn tamper(file: PathBuf, sql: &str) {
    let mut db = connect(&Database::Sqlite(file), Purpose::Write).unwrap();
    db.batch_execute(sql).unwrap();
}

#[test]
fn every_setting_that_cannot_be_used_is_one_sentence_with_a_hint_and_nothing_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let rows: [(&[&str], &str, &str); 11] = [
        (
            &["serve"],
            "there is no file ninefold.db",
            "`ninefold migrate run`",
        ),
        (
            &["serve", "--database-url", "mysql://db/clinic"],
            "no database Ninefold knows",
            "sqlite:PATH",
        ),
        (
            &[
                "migrate",
                "run",
                "--database-url",
                "host=/tmp dbname=clinic",
            ],
            "written in keywords (host=…)",
            "postgres://USER@HOST/NAME",
        ),
        (
            &["serve", "--database-url", "dbname=clinic password=s3cret"],
            "written in keywords (dbname=…)",
            "postgres://USER@HOST/NAME",
        ),
        (
            &["serve", "--database-url", "nowhere/x.db"],
            "there is no file nowhere/x.db",
            "`ninefold migrate run`",
        ),
        (
            &["migrate", "run", "--database-url", "nowhere/x.db"],
            "cannot be opened",
            "check DATABASE_URL",
        ),
        (
            &["serve", "--listen", "0.0.0.0:0"],
            "can be reached from other machines",
            "--behind-proxy",
        ),
        (
            &["demo", "--listen", "0.0.0.0:0", "--data", "kept"],
            "can be reached from other machines",
            "--behind-proxy",
        ),
        (
            &["serve", "--listen", "8080"],
            "no address with a port",
            "127.0.0.1:8080",
        ),
        (&["serve", "--listen", &taken], "is in use", "--listen"),
        (
            &["demo", "--listen", &taken, "--data", "kept"],
            "is in use",
            "--listen",
        ),
    ];
    let folder = empty();
    for (args, sentence, hint) in rows {
        let done = run(folder.path(), args);
        assert_ne!(done.code, 0, "{args:?}");
        assert_eq!(done.out, "", "{args:?}");
        assert_eq!(done.err.lines().count(), 1, "{args:?}: {}", done.err);
        assert!(
            done.err.contains(sentence) && done.err.contains(hint),
            "{args:?}: {}",
            done.err
        );
        assert_eq!(names(folder.path()), Vec::<String>::new(), "{args:?}");
    }
}

#[test]
fn a_file_that_is_no_database_stays_as_it_is() {
    let folder = empty();
    let file = folder.path().join("letter.txt");
    let text = "Dear colleague, thank you for seeing this patient. ".repeat(100);
    std::fs::write(&file, &text).unwrap();
    for args in [
        ["serve"].as_slice(),
        &["migrate", "run"],
        &["migrate", "status"],
        &["staff", "list"],
    ] {
        let done = run(
            folder.path(),
            &[args, &["--database-url", "letter.txt"]].concat(),
        );
        assert_ne!(done.code, 0, "{args:?}");
        assert!(
            done.err.contains("is no readable record"),
            "{args:?}: {}",
            done.err
        );
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "{args:?}");
        assert_eq!(names(folder.path()), ["letter.txt"], "{args:?}");
    }
}

#[test]
fn a_database_of_something_else_stays_as_it_is() {
    let folder = empty();
    let file = folder.path().join("other.db");
    let mut db = diesel::SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    db.batch_execute("CREATE TABLE invoices (id INTEGER PRIMARY KEY)")
        .unwrap();
    drop(db);
    let before = std::fs::read(&file).unwrap();
    for args in [
        ["serve"].as_slice(),
        &["migrate", "run"],
        &["migrate", "run", "--dry-run"],
        &["migrate", "status"],
        &["migrate", "undo"],
        &["audit", "verify"],
        &["staff", "list"],
    ] {
        let done = run(
            folder.path(),
            &[args, &["--database-url", "other.db"]].concat(),
        );
        assert_ne!(done.code, 0, "{args:?}");
        assert_eq!(done.out, "", "{args:?}");
        assert_eq!(done.err.lines().count(), 1, "{args:?}: {}", done.err);
        assert!(
            done.err.contains("tables of something else"),
            "{args:?}: {}",
            done.err
        );
        assert!(std::fs::read(&file).unwrap() == before, "{args:?}");
        assert_eq!(names(folder.path()), ["other.db"], "{args:?}");
    }
}

#[test]
fn the_folder_of_a_demo_is_tried_before_the_work() {
    let folder = empty();
    std::fs::write(folder.path().join("taken"), "a file").unwrap();
    // so many patients would take minutes
    let args = [
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--data",
        "taken",
        "--patients",
        "5000",
    ];
    let done = run(folder.path(), &args);
    assert_ne!(done.code, 0);
    assert!(done.err.contains("taken cannot be written"), "{}", done.err);
    assert_eq!(names(folder.path()), ["taken"]);
}

#[test]
fn a_record_of_a_newer_program_is_refused_by_every_command() {
    let folder = clinic();
    tamper(
        folder.path().join("ninefold.db"),
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000001')",
    );
    let commands: [&[&str]; 5] = [
        &["serve"],
        &["migrate", "run"],
        &["migrate", "undo"],
        &["staff", "list"],
        &["audit", "verify"],
    ];
    for args in commands {
        let done = run(folder.path(), args);
        assert_ne!(done.code, 0, "{args:?}");
        assert!(
            done.err.contains("changed by a newer Ninefold"),
            "{args:?}: {}",
            done.err
        );
        assert_eq!(names(folder.path()), ["ninefold.db"], "{args:?}");
    }
}

#[test]
fn migrations_are_shown_rehearsed_applied_and_undone() {
    let folder = empty();
    let place = folder.path();
    let status = good(place, &["migrate", "status"]);
    let count = status
        .lines()
        .filter(|line| line.starts_with("pending  "))
        .count();
    assert!(count >= 6, "{status}");
    assert!(
        status.contains("There is no file ninefold.db yet"),
        "{status}"
    );
    let rehearsed = good(place, &["migrate", "run", "--dry-run"]);
    assert_eq!(
        rehearsed
            .lines()
            .filter(|line| line.starts_with("would apply  "))
            .count(),
        count
    );
    assert_eq!(names(place), Vec::<String>::new(), "neither made anything");

    let applied = good(place, &["migrate", "run"]);
    assert_eq!(
        applied
            .lines()
            .filter(|line| line.starts_with("applied  "))
            .count(),
        count
    );
    assert!(applied.contains("ninefold staff add"), "{applied}");
    assert_eq!(names(place), ["ninefold.db"]);
    assert!(good(place, &["migrate", "status"]).contains("up to date"));
    assert_eq!(
        good(
            place,
            &["protocol", "list", "--database-url", "ninefold.db"]
        ),
        good(place, &["protocol", "list"])
    );
    let before = std::fs::read(place.join("ninefold.db")).unwrap();
    assert!(!good(place, &["migrate", "run"]).contains("applied"));
    assert_eq!(
        std::fs::read(place.join("ninefold.db")).unwrap(),
        before,
        "a second run changes nothing"
    );

    let undone = good(place, &["migrate", "undo"]);
    assert!(
        undone.contains("undone  ") && undone.contains("copy made  "),
        "{undone}"
    );
    let refused = run(place, &["serve"]);
    assert!(
        refused.code != 0 && refused.err.contains("run `ninefold migrate run`"),
        "{}",
        refused.err
    );
    good(place, &["migrate", "run"]);
    assert!(good(place, &["migrate", "status"]).contains("up to date"));
}

#[test]
fn accounts_are_added_from_standard_input_listed_reset_and_disabled() {
    let folder = clinic();
    let place = folder.path();
    let add = |name: &str, more: &[&str], password: &str| {
        let args = [&["staff", "add", name, "--name", "Dana Fox"], more].concat();
        run_with(place, password, &args)
    };
    let weak = add("dana", &["--role", "administrator"], "short\n");
    assert!(
        weak.code != 0 && weak.err.contains("12 to 128 characters"),
        "{}",
        weak.err
    );
    let guessed = add("dana", &["--role", "administrator"], "Password-123456\n");
    assert!(
        guessed.code != 0 && guessed.err.contains("too easy to guess"),
        "{}",
        guessed.err
    );
    let none = add("dana", &["--role", "administrator"], "");
    assert!(
        none.code != 0 && none.err.contains("standard input"),
        "{}",
        none.err
    );
    for lookalike in ["d\u{0430}na", "dana\u{200B}", "dana fox", "."] {
        let refused = add(
            lookalike,
            &["--role", "administrator"],
            "nine folds of linen\n",
        );
        assert!(
            refused.code != 0 && refused.err.contains("letters a to z"),
            "{}",
            refused.err
        );
    }
    assert_eq!(good(place, &["staff", "list"]), "", "none added anyone");

    let added = add(
        "Dana",
        &["--role", "administrator"],
        "nine folds of linen\n",
    );
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(!added.out.contains("linen") && !added.err.contains("linen"));
    let again = add("dana", &["--role", "front-desk"], "nine folds of linen\n");
    assert!(
        again.code != 0 && again.err.contains("is taken"),
        "{}",
        again.err
    );
    let late = add(
        "eve",
        &["--role", "clinician", "--until", "2001-01-01"],
        "nine folds of linen\n",
    );
    assert!(
        late.code != 0 && late.err.contains("over already"),
        "{}",
        late.err
    );
    let lost = add(
        "eve",
        &["--role", "clinician", "--team", "West"],
        "nine folds of linen\n",
    );
    assert!(
        lost.code != 0 && lost.err.contains("there are: First team"),
        "{}",
        lost.err
    );
    let student = add(
        "eve",
        &["--role", "clinician", "--until", "2999-12-31"],
        "nine folds of linen\n",
    );
    assert_eq!(student.code, 0, "{}", student.err);
    let list = good(place, &["staff", "list"]);
    let lines: Vec<Vec<&str>> = list
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(lines[0][..3], ["dana", "administrator", "works"]);
    assert_eq!(lines[1][..4], ["eve", "clinician", "until", "2999-12-31"]);
    assert!(list.contains("First team"), "{list}");

    let last = run(place, &["staff", "disable", "dana"]);
    assert!(
        last.code != 0 && last.err.contains("only administrator"),
        "{}",
        last.err
    );
    good(place, &["staff", "disable", "eve"]);
    assert!(good(place, &["staff", "list"]).contains("disabled"));
    let guessed = run_with(place, "dana fox dana fox", &["staff", "reset", "dana"]);
    assert!(
        guessed.code != 0 && guessed.err.contains("too easy to guess"),
        "{}",
        guessed.err
    );
    let reset = run_with(place, "another fold of linen", &["staff", "reset", "dana"]);
    assert_eq!(reset.code, 0, "{}", reset.err);
    let nobody = run_with(place, "another fold of linen", &["staff", "reset", "zoe"]);
    assert!(
        nobody.code != 0 && nobody.err.contains("staff list"),
        "{}",
        nobody.err
    );
}

#[test]
fn the_protocol_is_shown_for_machines_and_no_file_is_left() {
    let folder = empty();
    let text = good(
        folder.path(),
        &["protocol", "show", "upper-back-spasm", "--json"],
    );
    let shown: serde_json::Value = serde_json::from_str(&text).unwrap();
    let keys = |value: &serde_json::Value| {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&shown), ["key", "measures", "phases", "version"]);
    let phases = shown["phases"].as_array().unwrap();
    assert_eq!(phases.len(), 9);
    let targets: Vec<_> = phases
        .iter()
        .flat_map(|phase| phase["targets"].as_array().unwrap())
        .collect();
    assert_eq!(targets.len(), 107);
    for target in targets {
        assert_eq!(
            keys(target),
            [
                "basis",
                "gate",
                "key",
                "measure",
                "operator",
                "side",
                "source",
                "threshold",
                "unit"
            ]
        );
    }
    let document = good(folder.path(), &["protocol", "export", "upper-back-spasm"]);
    let unknown = run(folder.path(), &["protocol", "show", "lower-back"]);
    assert!(
        unknown.code != 0 && unknown.err.contains("Known: upper-back-spasm@1"),
        "{}",
        unknown.err
    );
    assert_eq!(
        names(folder.path()),
        Vec::<String>::new(),
        "no file was left"
    );

    let file = folder.path().join("mine.toml");
    std::fs::write(&file, &document).unwrap();
    assert!(good(folder.path(), &["protocol", "check", "mine.toml"]).contains("107 targets"));
    assert_eq!(names(folder.path()), ["mine.toml"]);
}

#[test]
fn a_protocol_with_five_planted_faults_has_all_five_named() {
    let folder = empty();
    let mut document = good(folder.path(), &["protocol", "export", "upper-back-spasm"]);
    for (from, to) in [
        (
            "key = \"p1_pain_rest\"\nmeasure = \"nprs_rest\"",
            "key = \"p1_pain_rest\"\nmeasure = \"nprs_sleep\"",
        ),
        (
            "key = \"p2_range_half\"\nmeasure = \"pain_free_range_pct\"\noperator = \"at_least\"\nthreshold = 50",
            "key = \"p2_range_half\"\nmeasure = \"pain_free_range_pct\"\noperator = \"at_least\"\nthreshold = 500",
        ),
        ("gate = \"mandatory\"", "gate = \"needed\""),
        (
            "basis = \"clinic_default\"",
            "basis = \"clinic_default\"\ncolour = \"red\"",
        ),
        ("operator = \"lsi_at_least\"", "operator = \"about\""),
    ] {
        assert!(document.contains(from), "{from}");
        document = document.replacen(from, to, 1);
    }
    std::fs::write(folder.path().join("mine.toml"), &document).unwrap();
    let done = run(folder.path(), &["protocol", "check", "mine.toml"]);
    assert_ne!(done.code, 0);
    for planted in ["nprs_sleep", "500", "needed", "colour", "about"] {
        assert!(
            done.out
                .lines()
                .any(|line| line.contains("mine.toml") && line.contains(planted)),
            "{planted} in\n{}",
            done.out
        );
    }
}

#[test]
fn a_case_is_evaluated_without_a_database() {
    let folder = empty();
    let case = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/cases/phase_5_end_range_and_side_bend_not_measured.toml"
    );
    let answer = good(folder.path(), &["evaluate", case, "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["recommendation"], "hold");
    assert_eq!(names(folder.path()), Vec::<String>::new());
    std::fs::write(folder.path().join("odd.toml"), "says = \"x\"\ncolour = 1\n").unwrap();
    let odd = run(folder.path(), &["evaluate", "odd.toml"]);
    assert!(
        odd.code != 0 && odd.err.contains("colour") && odd.err.contains("docs/cases.md"),
        "{}",
        odd.err
    );
}

#[test]
fn an_edited_row_is_named() {
    let folder = clinic();
    let whole = good(folder.path(), &["audit", "verify"]);
    assert!(whole.contains("is whole: 3 rows"), "{whole}");
    tamper(
        folder.path().join("ninefold.db"),
        "DROP TRIGGER guard_audit_update;
         UPDATE audit SET actor = 'somebody' WHERE seq = 2",
    );
    let done = run(folder.path(), &["audit", "verify"]);
    assert_ne!(done.code, 0);
    assert!(done.err.contains("row 2 was changed"), "{}", done.err);
}

/// A running program, ended when the test is over.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    fn start(folder: &Path, args: &[&str]) -> (Running, BufReader<std::process::ChildStdout>) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ninefold"))
            .args(args)
            .current_dir(folder)
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        (Running(child), out)
    }
}

fn ask(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn line(out: &mut impl BufRead) -> String {
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}

#[test]
fn the_demo_says_where_it_is_and_who_can_log_in_and_keeps_its_record() {
    let folder = empty();
    let args = [
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--data",
        "kept",
        "--patients",
        "0",
    ];
    let (running, mut out) = Running::start(folder.path(), &args);
    let address = line(&mut out);
    let address = address.strip_prefix("http://").unwrap();
    let mut roles = Vec::new();
    for _ in 0..6 {
        let login = line(&mut out);
        let parts: Vec<&str> = login.split(' ').collect();
        let [role, name, password] = parts.as_slice() else {
            panic!("{login}")
        };
        assert!(!name.is_empty() && password.len() >= 12);
        roles.push((*role).to_owned());
    }
    assert_eq!(roles[0], "clinician", "the first login is a clinician's");
    roles.sort();
    roles.dedup();
    assert_eq!(
        roles,
        ["administrator", "clinician", "front-desk", "lead-clinician"]
    );
    let health = ask(address, "/healthz");
    assert!(
        health.starts_with("HTTP/1.1 200") && health.ends_with("ok"),
        "{health}"
    );
    drop(running);
    assert_eq!(
        good(
            folder.path(),
            &["staff", "list", "--database-url", "kept/ninefold.db"]
        )
        .lines()
        .count(),
        6
    );
    assert!(
        good(
            folder.path(),
            &["audit", "verify", "--database-url", "kept/ninefold.db"]
        )
        .contains("is whole")
    );

    let (running, mut out) = Running::start(folder.path(), &args);
    let again = line(&mut out);
    assert!(again.starts_with("http://127.0.0.1:"), "{again}");
    assert!(ask(again.strip_prefix("http://").unwrap(), "/healthz").ends_with("ok"));
    drop(running);
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "no new logins for a record that was there");
}

#[test]
fn serve_answers_on_the_address_asked_for() {
    let folder = clinic();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let at = port.to_string();
    let (mut running, _out) = Running::start(folder.path(), &["serve", "--listen", &at]);
    let mut said = BufReader::new(running.0.stderr.take().unwrap());
    let said = line(&mut said);
    assert!(said.contains(&format!("http://{at}")), "{said}");
    assert!(ask(&at, "/healthz").ends_with("ok"));
}
