//! The whole of the clinical knowledge: the protocol and the library beside it.

use super::exercise::Exercise;
use super::protocol::Protocol;

/// Everything under `knowledge/`, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knowledge {
    /// The built-in protocol.
    pub protocol: Protocol,
    /// The exercise library.
    pub exercises: Vec<Exercise>,
}
