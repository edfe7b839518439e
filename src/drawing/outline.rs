//! Outlines with true curves: ribbons round limbs, hulls of discs, smooth lines through points.

use std::f64::consts::{PI, TAU};

use super::{Point, Step, point};

impl Point {
    fn plus(self, x: f64, y: f64) -> Point {
        point(self.x + x, self.y + y)
    }

    /// `by` further in direction `angle`.
    pub(super) fn polar(self, angle: f64, by: f64) -> Point {
        let (s, c) = angle.sin_cos();
        self.plus(c * by, s * by)
    }

    pub(super) fn distance(self, b: Point) -> f64 {
        (self.x - b.x).hypot(self.y - b.y)
    }

    pub(super) fn towards(self, b: Point, share: f64) -> Point {
        point(
            self.x + (b.x - self.x) * share,
            self.y + (b.y - self.y) * share,
        )
    }
}

/// A disc on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Disc(pub Point, pub f64);

/// Which ends of a ribbon are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Ends {
    /// Side, round end, side: it grows out of something.
    OpenRoot,
    /// The same, its sides curling this far round the root (radians).
    Rooted(f64),
    /// Round at both ends.
    Closed,
}

/// Circular arc from the current point. One curve may turn half way round where it is too small to show.
fn arc(path: &mut Vec<Step>, c: Point, r: f64, from: f64, sweep: f64) {
    let most = if r < 3.0 { 1.06 } else { 0.55 };
    let pieces = (sweep.abs() / (PI * most)).ceil().max(1.0);
    let step = sweep / pieces;
    let k = 4.0 / 3.0 * (step / 4.0).tan() * r;
    for i in 0..pieces as usize {
        let a = from + step * i as f64;
        let b = a + step;
        let (p, q) = (c.polar(a, r), c.polar(b, r));
        path.push(Step::Cubic(
            p.polar(a + PI / 2.0, k),
            q.polar(b - PI / 2.0, k),
            q,
        ));
    }
}

/// A circle.
pub(super) fn circle(c: Point, r: f64) -> Vec<Step> {
    let mut path = vec![Step::Move(c.polar(0.0, r))];
    arc(&mut path, c, r, 0.0, TAU);
    path.push(Step::Close);
    path
}

/// An ellipse with these two half axes (any two conjugate ones).
pub(super) fn ellipse(c: Point, a: Point, b: Point) -> Vec<Step> {
    const K: f64 = 0.552_285;
    let at = |p: f64, q: f64| c.plus(a.x * p + b.x * q, a.y * p + b.y * q);
    // One winding for all closed outlines, so that overlapping parts add up.
    let b_sign = if a.x * b.y - a.y * b.x < 0.0 {
        -1.0
    } else {
        1.0
    };
    let at = |p: f64, q: f64| at(p, q * b_sign);
    vec![
        Step::Move(at(1.0, 0.0)),
        Step::Cubic(at(1.0, K), at(K, 1.0), at(0.0, 1.0)),
        Step::Cubic(at(-K, 1.0), at(-1.0, K), at(-1.0, 0.0)),
        Step::Cubic(at(-1.0, -K), at(-K, -1.0), at(0.0, -1.0)),
        Step::Cubic(at(K, -1.0), at(1.0, -K), at(1.0, 0.0)),
        Step::Close,
    ]
}

fn wrap(angle: f64) -> f64 {
    (angle + PI).rem_euclid(TAU) - PI
}

/// The outline of discs along a line, its sides curving smoothly from one to the next.
pub(super) fn ribbon(discs: &[Disc], ends: Ends) -> Vec<Step> {
    let mut path = Vec::with_capacity(2 * discs.len() + 6);
    let kept = separate(discs);
    let Some((first, last)) = kept.first().zip(kept.last()) else {
        return path;
    };
    if kept.len() == 1 {
        return circle(first.0, first.1);
    }
    let (left, right) = sides(&kept);
    let n = kept.len();
    let curl = if let Ends::Rooted(curl) = ends {
        curl
    } else {
        0.0
    };
    path.push(Step::Move(first.0.polar(left[0] - curl, first.1)));
    if curl > 0.0 {
        arc(&mut path, first.0, first.1, left[0] - curl, curl);
    }
    for i in 1..n {
        side(&mut path, kept[i - 1], left[i - 1], kept[i], left[i]);
    }
    let sweep = (right[n - 1] - left[n - 1]).rem_euclid(TAU);
    arc(&mut path, last.0, last.1, left[n - 1], sweep);
    for i in (1..n).rev() {
        side(&mut path, kept[i], right[i], kept[i - 1], right[i - 1]);
    }
    if curl > 0.0 {
        arc(&mut path, first.0, first.1, right[0], curl);
    }
    if ends == Ends::Closed {
        let sweep = (left[0] - right[0]).rem_euclid(TAU);
        arc(&mut path, first.0, first.1, right[0], sweep);
        path.push(Step::Close);
    }
    path
}

/// The two long edges of a ribbon alone, for a limb that is open at both ends.
pub(super) fn ribbon_edges(discs: &[Disc]) -> Vec<Step> {
    let kept = separate(discs);
    if kept.len() < 2 {
        return Vec::new();
    }
    let (left, right) = sides(&kept);
    let mut path = Vec::new();
    for angles in [left, right] {
        path.push(Step::Move(kept[0].0.polar(angles[0], kept[0].1)));
        for i in 1..kept.len() {
            side(&mut path, kept[i - 1], angles[i - 1], kept[i], angles[i]);
        }
    }
    path
}

/// Discs that another one hides add nothing.
fn separate(discs: &[Disc]) -> Vec<Disc> {
    let mut kept: Vec<Disc> = Vec::with_capacity(discs.len());
    for d in discs {
        match kept.last_mut() {
            Some(last) if last.0.distance(d.0) <= (last.1 - d.1).abs() + 0.25 => {
                if d.1 > last.1 {
                    *last = *d;
                }
            }
            _ => kept.push(*d),
        }
    }
    kept
}

/// Contact angles on the left and right of each disc, y down.
fn sides(discs: &[Disc]) -> (Vec<f64>, Vec<f64>) {
    let n = discs.len();
    let contact = |i: usize| {
        let (Disc(a, ra), Disc(b, rb)) = (discs[i], discs[i + 1]);
        let along = (b.y - a.y).atan2(b.x - a.x);
        let open = ((ra - rb) / a.distance(b)).clamp(-1.0, 1.0).acos();
        (along + open, along - open)
    };
    let mean = |a: f64, b: f64| a + wrap(b - a) / 2.0;
    let mut left = Vec::with_capacity(n);
    let mut right = Vec::with_capacity(n);
    let mut before = contact(0);
    for i in 0..n {
        let after = if i + 1 < n { contact(i) } else { before };
        // Going round with the sweep positive, "right" comes first.
        right.push(mean(before.0, after.0));
        left.push(mean(before.1, after.1));
        before = after;
    }
    (left, right)
}

/// One side from disc to disc: a curve that leaves and meets both at right angles to their contacts.
fn side(path: &mut Vec<Step>, a: Disc, at_a: f64, b: Disc, at_b: f64) {
    let (p, q) = (a.0.polar(at_a, a.1), b.0.polar(at_b, b.1));
    let along = (q.y - p.y).atan2(q.x - p.x);
    if wrap(at_a - at_b).abs() < 0.07 {
        path.push(Step::Line(q));
        return;
    }
    let third = p.distance(q) / 3.0;
    let tangent = |at: f64| {
        let t = at + PI / 2.0;
        if (t - along).cos() < 0.0 { t + PI } else { t }
    };
    path.push(Step::Cubic(
        p.polar(tangent(at_a), third),
        q.polar(tangent(at_b) + PI, third),
        q,
    ));
}

/// The outline round discs as a tight string would lie.
pub(super) fn hull(discs: &[Disc]) -> Vec<Step> {
    let mut path = Vec::with_capacity(3 * discs.len() + 2);
    let Some(start) = (0..discs.len()).max_by(|&a, &b| {
        let reach = |i: usize| discs[i].0.x + discs[i].1;
        reach(a)
            .total_cmp(&reach(b))
            .then(discs[a].1.total_cmp(&discs[b].1))
    }) else {
        return path;
    };
    let (mut at, mut angle) = (start, 0.0);
    path.push(Step::Move(discs[start].0.polar(0.0, discs[start].1)));
    for _ in 0..3 * discs.len() {
        let Disc(c, r) = discs[at];
        let next = (0..discs.len())
            .filter_map(|j| {
                let Disc(d, s) = discs[j];
                let gap = c.distance(d);
                if j == at || gap <= (r - s).abs() + 1e-6 {
                    return None;
                }
                let leave = (d.y - c.y).atan2(d.x - c.x) - ((r - s) / gap).acos();
                let turn = (leave - angle).rem_euclid(TAU);
                // A tangent just passed, after rounding, is not a whole turn away.
                Some((if turn > TAU - 1e-7 { 0.0 } else { turn }, gap, j))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let turn = next.map_or(TAU, |n| n.0).min(TAU - angle);
        if turn > 0.04 && r > 1e-6 {
            arc(&mut path, c, r, angle, turn);
        }
        angle += turn;
        let Some((_, _, j)) = next else { break };
        if angle >= TAU - 1e-6 {
            break;
        }
        path.push(Step::Line(discs[j].0.polar(angle, discs[j].1)));
        at = j;
    }
    path.push(Step::Close);
    path
}

/// A polygon's hull, as points.
pub(super) fn hull_points(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut out: Vec<Point> = Vec::new();
        for p in points {
            while let [.., a, b] = out.as_slice() {
                if (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0.0 {
                    break;
                }
                out.pop();
            }
            out.push(p);
        }
        out.pop();
        out
    };
    let mut out = half(&mut sorted.iter().copied());
    out.append(&mut half(&mut sorted.iter().rev().copied()));
    out
}

/// A smooth open line through points (Catmull–Rom).
pub(super) fn smooth(points: &[Point]) -> Vec<Step> {
    let mut path = Vec::with_capacity(points.len());
    path.extend(points.first().map(|p| Step::Move(*p)));
    smooth_on(&mut path, points);
    path
}

/// Goes on smoothly from the first of `points`, which the path has reached, to the last.
pub(super) fn smooth_on(path: &mut Vec<Step>, points: &[Point]) {
    if let [_, end] = points {
        path.push(Step::Line(*end));
        return;
    }
    let last = points.len().saturating_sub(1);
    for i in 0..last {
        path.push(knot(
            points[i.saturating_sub(1)],
            points[i],
            points[i + 1],
            points[(i + 2).min(last)],
        ));
    }
}

/// A smooth closed line through points, wound like all closed outlines.
pub(super) fn smooth_closed(points: &[Point]) -> Vec<Step> {
    let n = points.len();
    let area: f64 = (0..n)
        .map(|i| (points[i], points[(i + 1) % n]))
        .map(|(a, b)| a.x * b.y - b.x * a.y)
        .sum();
    let wound: Vec<Point> = if area < 0.0 {
        points.iter().rev().copied().collect()
    } else {
        points.to_vec()
    };
    let mut path = Vec::with_capacity(n + 2);
    path.extend(wound.first().map(|p| Step::Move(*p)));
    for i in 0..n {
        path.push(knot(
            wound[(i + n - 1) % n],
            wound[i],
            wound[(i + 1) % n],
            wound[(i + 2) % n],
        ));
    }
    path.push(Step::Close);
    path
}

fn knot(a: Point, b: Point, c: Point, d: Point) -> Step {
    // Handles no longer than a third of the piece keep uneven points from looping.
    let piece = b.distance(c);
    let handle = |x: f64, y: f64| {
        let (x, y) = (x / 6.0, y / 6.0);
        let k = (piece * 0.4 / x.hypot(y).max(1e-9)).min(1.0);
        (x * k, y * k)
    };
    let (bx, by) = handle(c.x - a.x, c.y - a.y);
    let (cx, cy) = handle(d.x - b.x, d.y - b.y);
    Step::Cubic(b.plus(bx, by), c.plus(-cx, -cy), c)
}

/// Straight lines through points, closed, wound like all closed outlines.
pub(super) fn polygon(points: &[Point]) -> Vec<Step> {
    let mut path: Vec<Step> = points.iter().map(|p| Step::Line(*p)).collect();
    if let Some(first) = points.first() {
        path[0] = Step::Move(*first);
        path.push(Step::Close);
    }
    path
}

/// The points a path runs through, curves cut into four.
pub(super) fn flattened(path: &[Step]) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::with_capacity(path.len() * 4);
    for step in path {
        match *step {
            Step::Move(p) | Step::Line(p) => out.push(p),
            Step::Close => {}
            Step::Cubic(b, c, d) => {
                let a = out.last().copied().unwrap_or(b);
                for i in 1..=4 {
                    let t = f64::from(i) / 4.0;
                    let u = 1.0 - t;
                    let mix = |a: f64, b: f64, c: f64, d: f64| {
                        u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
                    };
                    out.push(point(mix(a.x, b.x, c.x, d.x), mix(a.y, b.y, c.y, d.y)));
                }
            }
        }
    }
    out
}
