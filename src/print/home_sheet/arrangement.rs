//! How a sheet is laid out: how close things stand, how many exercises beside each other, how large their figures.

use super::{Sheet, code, diary, exercise, guide, head, help};
use crate::print::flow::{Block, Placed, paginate};
use crate::print::look::{Density, Look, least_share};
use crate::print::picture::Picture;
use crate::print::typesetter::Typesetter;
use crate::print::{Paper, Size};
use std::collections::HashMap;
use std::rc::Rc;

/// How much larger than usual figures may be where the pages have room for it.
const LARGER: [f32; 3] = [1.15, 1.3, 1.5];

/// The roomiest arrangement among those with the fewest pages, its figures as large as these pages allow.
pub(super) fn arranged(
    sheet: &Sheet,
    paper: Paper,
    size: Size,
    typesetter: &mut Typesetter,
) -> (Vec<Vec<Placed>>, Look) {
    let code = code::picture(sheet);
    let mut drafts: HashMap<Density, Draft> = HashMap::new();
    let mut lay = |(density, columns), typesetter: &mut Typesetter| {
        let look = Look::new(paper, size, density);
        let draft = drafts
            .entry(density)
            .or_insert_with(|| Draft::new(sheet, look, code.as_ref(), typesetter));
        draft.in_columns(columns, 1.0, typesetter)
    };
    let arrangements = arrangements(sheet.exercises.len(), paper, size);
    let mut rank = 0;
    let mut best = lay(arrangements[rank], typesetter);
    let height = best.height / least_share(arrangements[rank]);
    // Fewest pages an arrangement may need, and how many are roomier: to lay one out is dear, so none is
    // laid out that is bound to come after the best.
    let mut others: Vec<(usize, usize)> = (1..arrangements.len())
        .map(|rank| {
            let room = Look::new(paper, size, arrangements[rank].0).room().height;
            let pages = height * least_share(arrangements[rank]) / room;
            // the shares are not known for less than two exercises, and such a sheet is set at no cost
            let pages = if sheet.exercises.len() < 2 {
                1.0
            } else {
                pages
            };
            (pages.ceil().max(1.0) as usize, rank)
        })
        .collect();
    others.sort_unstable();
    for other in others {
        if other > (best.pages.len(), rank) {
            break;
        }
        let laid = lay(arrangements[other.1], typesetter);
        if (laid.pages.len(), other.1) < (best.pages.len(), rank) {
            (best, rank) = (laid, other.1);
        }
    }
    let (density, columns) = arrangements[rank];
    let draft = &drafts[&density];
    let pages = draft.with_larger_figures(columns, best.pages, typesetter);
    (pages, draft.look)
}

/// Every density with every number of columns, the roomiest first.
fn arrangements(exercises: usize, paper: Paper, size: Size) -> Vec<(Density, usize)> {
    // Large print stays roomy: readers who need it need the room between lines too.
    let densities: &[Density] = if size == Size::Large {
        &[Density::Roomy]
    } else {
        &[Density::Roomy, Density::Dense, Density::Tight]
    };
    let with_columns = |density: Density| {
        let columns = Look::new(paper, size, density).columns(exercises);
        columns.iter().map(move |columns| (density, *columns))
    };
    densities.iter().copied().flat_map(with_columns).collect()
}

/// A sheet in one density: all but its exercises, which may stand in more or fewer columns.
struct Draft<'a> {
    sheet: &'a Sheet,
    look: Look,
    before: Vec<Block>,
    after: Vec<Block>,
}

/// An arrangement, and how high it would be on one endless page.
struct Laid {
    pages: Vec<Vec<Placed>>,
    height: f32,
}

impl<'a> Draft<'a> {
    fn new(
        sheet: &'a Sheet,
        look: Look,
        code: Option<&Rc<Picture>>,
        typesetter: &mut Typesetter,
    ) -> Self {
        let mut after = Vec::new();
        after.extend(guide::pain(sheet, &look, typesetter));
        after.extend(guide::advice(sheet, &look, typesetter));
        after.extend(diary::blocks(sheet, &look, typesetter));
        after.extend(help::blocks(sheet, &look, typesetter));
        after.extend(guide::next_visit(sheet, &look, typesetter));
        Draft {
            sheet,
            look,
            before: head::blocks(sheet, &look, code, typesetter),
            after,
        }
    }

    fn in_columns(&self, columns: usize, larger: f32, typesetter: &mut Typesetter) -> Laid {
        let look = self.look.with_figures(larger);
        let exercises = exercise::blocks(self.sheet, &look, typesetter, columns);
        let blocks = || self.before.iter().chain(&exercises).chain(&self.after);
        Laid {
            pages: paginate(blocks(), look.room()),
            height: blocks().map(Block::height).sum(),
        }
    }

    /// The same arrangement with figures as large as so many pages allow.
    fn with_larger_figures(
        &self,
        columns: usize,
        usual: Vec<Vec<Placed>>,
        typesetter: &mut Typesetter,
    ) -> Vec<Vec<Placed>> {
        let mut pages = usual;
        // Between what fits and what does not, half of the sizes are left out at each step.
        let mut sizes = LARGER.as_slice();
        while !sizes.is_empty() {
            let (smaller, larger) = sizes.split_at(sizes.len() / 2);
            let tried = self.in_columns(columns, larger[0], typesetter).pages;
            let fits = tried.len() == pages.len();
            sizes = if fits { &larger[1..] } else { smaller };
            if fits {
                pages = tried;
            }
        }
        pages
    }
}
