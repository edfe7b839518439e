//! Pictures: values in, strokes and fills in millimetres out; the SVG writer here and the PDF writer
//! on paper draw the same [`Drawing`].

mod body;
pub mod chart;
mod check;
pub mod figure;
mod gear;
mod head;
mod marks;
mod outline;
mod props;
mod scene;
mod skeleton;
mod space;
mod spine;
pub mod svg;
mod trunk;

/// A picture: shapes painted in order, then labels. What leaves its page is cut at the edge.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// Width in millimetres.
    pub width: f64,
    /// Height in millimetres.
    pub height: f64,
    /// A short name.
    pub title: String,
    /// What it shows, for those who cannot see it.
    pub description: String,
    /// Painted first to last.
    pub shapes: Vec<Shape>,
    /// Written over the shapes.
    pub labels: Vec<Label>,
}

/// A path that is filled, then stroked. Joins and ends are round; open parts are filled as if closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// The outline; overlapping parts wound the same way are one area (non-zero rule).
    pub path: Vec<Step>,
    /// Colour inside.
    pub fill: Option<Ink>,
    /// The line along the outline.
    pub stroke: Option<Stroke>,
}

/// A step of a path, in millimetres from the top left corner, y down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Start a part here.
    Move(Point),
    /// A straight line.
    Line(Point),
    /// A Bézier curve: two control points and its end.
    Cubic(Point, Point, Point),
    /// Back to the start of the part.
    Close,
}

/// A place on the page in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// From the left edge.
    pub x: f64,
    /// From the top edge.
    pub y: f64,
}

/// A colour as 0xRRGGBB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ink(pub u32);

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub ink: Ink,
    /// Its width in millimetres.
    pub width: f64,
    /// Length of dash and gap in millimetres.
    pub dash: Option<(f64, f64)>,
}

/// A word on the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The words.
    pub text: String,
    /// Where the base line is anchored.
    pub at: Point,
    /// Height of the letters in millimetres.
    pub size: f64,
    /// Which part of the text stands there.
    pub anchor: Anchor,
    /// Its colour.
    pub ink: Ink,
}

/// Which part of a label stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// Shorthand for a [`Point`].
pub fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}
