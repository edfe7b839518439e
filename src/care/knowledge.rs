//! The whole of the clinical knowledge: the protocol and the library beside it.

use super::document::{Entry, Fault, Faults};
use super::exercise::Exercise;
use super::protocol::Protocol;
use super::protocol_reader::{self, LibraryKeys, Parts};

/// Everything under `knowledge/`, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knowledge {
    /// The built-in protocol.
    pub protocol: Protocol,
    /// The exercise library.
    pub exercises: Vec<Exercise>,
}

impl Knowledge {
    /// Reads the folder: pairs of a file's path in it and its text, in any order.
    ///
    /// # Errors
    ///
    /// Every fault in every file.
    pub fn read(files: &[(String, String)]) -> Result<Knowledge, Vec<Fault>> {
        let faults = Faults::default();
        let knowledge = read_all(files, &faults);
        faults.unless_any(knowledge)
    }
}

fn read_all(files: &[(String, String)], faults: &Faults) -> Option<Knowledge> {
    let mut head = None;
    let (mut measures, mut phases, mut red_flags, mut cautions) = (vec![], vec![], vec![], vec![]);
    for (file, text) in files {
        let Some(mut entry) = Entry::parse(file, text, faults) else {
            continue;
        };
        let (list, into) = match file.split_once('/') {
            Some(("upper-back-spasm", "protocol.toml")) => {
                head = Some(entry);
                continue;
            }
            Some(("upper-back-spasm", "measures.toml")) => ("measures", &mut measures),
            Some(("upper-back-spasm", "red-flags.toml")) => ("red_flags", &mut red_flags),
            Some(("upper-back-spasm", "cautions.toml")) => ("cautions", &mut cautions),
            Some(("upper-back-spasm", _)) => {
                phases.push(entry);
                continue;
            }
            _ => continue,
        };
        into.extend(entry.entries(list));
        entry.done();
    }
    phases.sort_by_key(|phase| phase.peek_whole("number"));
    let library = LibraryKeys::default();
    let parts = Parts {
        head: head?,
        measures,
        phases,
        red_flags,
        cautions,
    };
    let protocol = protocol_reader::read(parts, &library, faults)?;
    Some(Knowledge {
        protocol,
        exercises: Vec::new(),
    })
}
