//! The check code as squares for a camera; the search box of the board opens the programme.

use super::Sheet;
use crate::drawing::{Drawing, Ink, Shape, Step, point};
use crate::print::flow::Item;
use crate::print::look::{INK, Look};
use crate::print::picture::Picture;
use qrcodegen::{QrCode, QrCodeEcc};
use std::rc::Rc;

/// Points of one square; a printer of 300 dots an inch and a phone's camera manage half of it.
const SQUARE: f32 = 1.6;
/// In points.
const MILLIMETRE: f32 = 72.0 / 25.4;

/// The picture; none where the code is too long for one.
pub(super) fn picture(sheet: &Sheet) -> Option<Rc<Picture>> {
    let code = sheet.check_code.trim();
    if code.is_empty() {
        return None;
    }
    let squares = QrCode::encode_text(code, QrCodeEcc::Quartile).ok()?;
    let says = format!("{}: {code} (QR code)", sheet.labels.check_code);
    Some(Rc::new(Picture::row(&[drawing(&squares)], says)))
}

/// The picture in its size, and how wide it is.
pub(super) fn square(picture: &Rc<Picture>, look: &Look) -> (Item, f32) {
    let square = if look.is_large { 1.3 } else { 1.0 } * SQUARE;
    // A square is a millimetre of the picture.
    let scale = (square / MILLIMETRE * 100.0).floor() / 100.0;
    let picture = Rc::clone(picture);
    let width = picture.width / MILLIMETRE * square;
    (Item::Picture { picture, scale }, width)
}

/// One square a millimetre; squares beside each other are one box.
fn drawing(squares: &QrCode) -> Drawing {
    let size = squares.size();
    let mut path = Vec::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let end = (x..size).find(|at| !squares.get_module(*at, y));
            let end = end.unwrap_or(size);
            if end > x {
                let corner = |x: i32, y: i32| point(f64::from(x), f64::from(y));
                path.extend([
                    Step::Move(corner(x, y)),
                    Step::Line(corner(end, y)),
                    Step::Line(corner(end, y + 1)),
                    Step::Line(corner(x, y + 1)),
                    Step::Close,
                ]);
            }
            x = end + 1;
        }
    }
    let ink = [INK.0, INK.1, INK.2];
    Drawing {
        width: f64::from(size),
        height: f64::from(size),
        shapes: vec![Shape {
            path,
            fill: Some(Ink(ink
                .iter()
                .fold(0, |ink, part| ink << 8 | u32::from(*part)))),
            stroke: None,
        }],
        ..Drawing::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_square_is_in_exactly_one_box() {
        let squares = QrCode::encode_text("K7Q2-9FXD", QrCodeEcc::Quartile).unwrap();
        let shapes = drawing(&squares).shapes;
        let mut dark = 0;
        for corners in shapes[0].path.chunks(5) {
            let [Step::Move(from), Step::Line(to), ..] = corners else {
                panic!("a box starts with its upper edge");
            };
            for x in from.x as i32..to.x as i32 {
                assert!(squares.get_module(x, from.y as i32));
                dark += 1;
            }
        }
        let all = (0..squares.size() * squares.size())
            .filter(|place| squares.get_module(place % squares.size(), place / squares.size()));
        assert_eq!(dark, all.count());
    }
}
