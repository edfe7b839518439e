//! What the building blocks in `templates/parts/` are given.
