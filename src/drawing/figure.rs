//! The figure of an exercise: one panel for each moment of its pose.

use super::scene::{Scene, placed};
use super::skeleton::Skeleton;
use super::space::Camera;
use super::trunk::RED;
use super::{Anchor, Drawing, Label, Point, body, marks, point, props};
use crate::care::pose::{Fault, Panel, Pose, Prop};

/// Width of a panel in millimetres.
pub const PANEL_WIDTH: f64 = 38.0;
/// Height of a panel in millimetres.
pub const PANEL_HEIGHT: f64 = 28.0;
const MARGIN: f64 = 1.6;
/// Millimetres for a hundredth of body height: largest for a whole body, and for a cropped one.
const LARGEST: [f64; 2] = [0.36, 0.60];

/// Draws every panel of a pose at one scale, so that the movement can be compared.
pub fn panels(pose: &Pose) -> Vec<Drawing> {
    let sketch = Sketch::of(pose);
    let (scale, origin) = (sketch.scale, sketch.origin);
    let mut drawn = Vec::with_capacity(pose.panels.len());
    for ((scene, panel), name) in sketch.scenes.into_iter().zip(&pose.panels).zip(names(pose)) {
        let (shapes, arrows, words) = scene.into_shapes();
        let at = |p: Point| point(p.x * scale + origin.x, p.y * scale + origin.y);
        let mut shapes: Vec<_> = shapes
            .into_iter()
            .map(|s| placed(s, scale, origin))
            .collect();
        for mut arrow in arrows {
            arrow.path.iter_mut().for_each(|p| *p = at(*p));
            shapes.extend(marks::drawn(&arrow));
        }
        drawn.push(Drawing {
            width: PANEL_WIDTH,
            height: PANEL_HEIGHT,
            title: (*name).to_owned(),
            description: panel.says.clone(),
            shapes,
            labels: words
                .iter()
                .map(|word| Label {
                    text: word.text.to_owned(),
                    at: at(word.at),
                    size: word.size * scale,
                    anchor: Anchor::Middle,
                    ink: RED,
                })
                .collect(),
        });
    }
    drawn
}

/// The whole figure in words, for those who cannot see it.
pub fn description(pose: &Pose) -> String {
    let told = names(pose).iter().zip(&pose.panels);
    let parts: Vec<String> = told
        .map(|(name, panel)| format!("{name}: {}", panel.says))
        .collect();
    parts.join(" ")
}

fn names(pose: &Pose) -> &'static [&'static str] {
    if pose.panels.len() == 3 {
        &["Start", "Middle", "End"]
    } else {
        &["Start", "End"]
    }
}

/// What is wrong with a pose as a picture: joints past their range, contacts missed, bodies in the air
/// or in the floor, arrows over a face, a picture too small or with nothing moving.
pub fn faults(pose: &Pose) -> Vec<Fault> {
    super::check::faults(pose, &Sketch::of(pose))
}

/// All panels before they are scaled to the page.
pub(super) struct Sketch {
    pub scenes: Vec<Scene>,
    pub bodies: Vec<Skeleton>,
    pub scale: f64,
    pub origin: Point,
}

impl Sketch {
    fn of(pose: &Pose) -> Self {
        let camera = Camera::new(pose.view);
        let bodies: Vec<Skeleton> = pose.panels.iter().map(Skeleton::of).collect();
        // Near and far are told apart once, or tones would flip when a pelvis rolls.
        let far = bodies
            .first()
            .and_then(|b| body::far_side(&Scene::new(camera, false), b));
        let mut scenes: Vec<Scene> = pose
            .panels
            .iter()
            .zip(&bodies)
            .map(|(panel, body)| scene(camera, pose, panel, body, far))
            .collect();
        let far = f64::INFINITY;
        let (mut low, mut high) = (point(far, far), point(-far, -far));
        for (a, b) in scenes.iter().map(Scene::bounds) {
            low = point(low.x.min(a.x), low.y.min(a.y));
            high = point(high.x.max(b.x), high.y.max(b.y));
        }
        if let Some(crop) = pose.crop {
            high.y = camera.see(super::space::V(0.0, crop, 0.0)).y;
        }
        let fit = ((PANEL_WIDTH - 2.0 * MARGIN) / (high.x - low.x))
            .min((PANEL_HEIGHT - 2.0 * MARGIN) / (high.y - low.y));
        let scale = fit.min(LARGEST[usize::from(pose.crop.is_some())]);
        let (x, y) = (
            PANEL_WIDTH / 2.0 - scale * (low.x + high.x) / 2.0,
            scale * (low.y + high.y) / 2.0,
        );
        let origin = match pose.crop {
            Some(_) => point(x, PANEL_HEIGHT - scale * high.y),
            None => point(x, PANEL_HEIGHT / 2.0 - y),
        };
        if pose.crop.is_none() && pose.view.pitch < 30.0 && !floats(pose) {
            let half = (PANEL_WIDTH / 2.0 - MARGIN) / scale;
            let middle = (low.x + high.x) / 2.0;
            scenes
                .iter_mut()
                .for_each(|s| props::floor(s, middle - half, middle + half));
        }
        Self {
            scenes,
            bodies,
            scale,
            origin,
        }
    }
}

fn floats(pose: &Pose) -> bool {
    pose.props.iter().any(|p| matches!(p, Prop::Water(_)))
}

fn scene(camera: Camera, pose: &Pose, panel: &Panel, body: &Skeleton, far: Option<usize>) -> Scene {
    let mut scene = Scene::new(camera, pose.crop.is_some());
    for prop in pose.props.iter().chain(&panel.props) {
        props::draw(&mut scene, body, prop);
    }
    body::draw(&mut scene, body, panel, far);
    panel
        .arrows
        .iter()
        .for_each(|a| marks::arrow(&mut scene, a));
    scene
}
