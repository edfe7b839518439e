//! The clinical knowledge inside the binary.

use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use crate::care::knowledge::Knowledge;

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/knowledge");
static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();

/// The files of `knowledge/` as they were when the program was built: path in the folder, and text.
#[must_use]
pub fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&FOLDER, &mut files);
    files
}

/// The built-in knowledge, read once. A test proves that it has no fault.
#[must_use]
pub fn knowledge() -> &'static Knowledge {
    KNOWLEDGE.get_or_init(|| {
        #[expect(
            clippy::expect_used,
            reason = "the files are part of the program; a test reads them"
        )]
        Knowledge::read(&files()).expect("the built-in knowledge has no fault")
    })
}

fn collect(folder: &Dir<'_>, files: &mut Vec<(String, String)>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.push((path, String::from_utf8_lossy(file.contents()).into_owned()));
    }
    for below in folder.dirs() {
        collect(below, files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_knowledge_has_no_fault() {
        let faults = Knowledge::read(&files()).err().unwrap_or_default();
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }
}
