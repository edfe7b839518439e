//! Pages into a file: printpdf builds the document, and what it has no words for (structure, fonts
//! with their maps, bookmarks in reading order, PDF/UA) is put around it.

use super::canvas;
use super::file::{File, deflated, text_string, written};
use super::flow::{Item, Placed};
use super::fonts::{Codes, Embedded};
use super::picture::Picture;
use super::structure::Structure;
use super::typesetter::Typesetter;
use super::{Paper, PrintError};
use lopdf::{Document, Object};
use std::rc::Rc;

/// Everything a document is made of.
pub(super) struct Pages {
    pub paper: Paper,
    pub title: String,
    pub author: String,
    /// BCP 47, such as `en-GB`.
    pub language: String,
    /// What stands on each page, in reading order.
    pub pages: Vec<Vec<Placed>>,
    /// The foot of each page.
    pub feet: Vec<Vec<Placed>>,
    pub bookmarks: Vec<Bookmark>,
}

/// A line of the outline: a heading and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Bookmark {
    pub title: String,
    pub page: usize,
    /// From the top of the page, in points.
    pub y: f32,
}

/// The bytes of the file, or the letters that cannot be printed.
pub(super) fn write(document: &Pages, typesetter: &mut Typesetter) -> Result<Vec<u8>, PrintError> {
    let missing = missing_letters(document);
    if !missing.is_empty() {
        return Err(PrintError::Letters(missing));
    }
    let codes = Codes::gather(
        document.pages.iter().chain(&document.feet),
        &typesetter.symbols,
    );
    let height = document.paper.points().1;
    let pictures = pictures(document);
    let (contents, structure) = canvas::draw(
        &document.pages,
        &document.feet,
        height,
        &typesetter.symbols,
        &codes,
        &pictures,
    );
    let fonts = codes
        .used
        .iter()
        .map(|(face, symbols)| Ok((*face, typesetter.embedded(*face, symbols)?)))
        .collect::<Result<Vec<_>, PrintError>>()?;
    Ok(assemble(document, &contents, &structure, &fonts, &pictures))
}

/// Every picture once, in the order they are met.
fn pictures(document: &Pages) -> Vec<Rc<Picture>> {
    let mut pictures: Vec<Rc<Picture>> = Vec::new();
    for placed in document.pages.iter().flatten() {
        if let Item::Picture { picture, .. } = &placed.item
            && !pictures.iter().any(|known| Rc::ptr_eq(known, picture))
        {
            pictures.push(Rc::clone(picture));
        }
    }
    pictures
}

fn missing_letters(document: &Pages) -> Vec<char> {
    let mut missing = Vec::new();
    for placed in document.pages.iter().chain(&document.feet).flatten() {
        if let Item::Line { paragraph, .. } = &placed.item {
            for letter in paragraph.missing.iter() {
                if !missing.contains(letter) {
                    missing.push(*letter);
                }
            }
        }
    }
    missing
}

fn assemble(
    document: &Pages,
    contents: &[Vec<u8>],
    structure: &Structure,
    fonts: &[(usize, Rc<Embedded>)],
    pictures: &[Rc<Picture>],
) -> Vec<u8> {
    let mut built = built_by_printpdf(document);
    let mut file = File::default();
    let page_ids: Vec<u32> = built.get_pages().values().map(|id| id.0).collect();
    let mut next = built.max_id + 1;
    let mut take = |count: u32| {
        let first = next;
        next += count;
        first
    };

    let mut resources = String::from("<</Font<<");
    for (face, embedded) in fonts {
        let first = take(6);
        resources.push_str(&format!("/F{face} {first} 0 R"));
        write_font(&mut file, first, embedded);
    }
    resources.push_str(">>/XObject<<");
    for (place, picture) in pictures.iter().enumerate() {
        let number = take(1);
        resources.push_str(&format!("/P{place} {number} 0 R"));
        file.stream(number, picture.entries.clone(), picture.content.clone());
    }
    resources.push_str(">>>>");
    let shared = take(1);
    file.object(shared, resources.into_bytes());

    let tree = take(2);
    let first_element = take(structure.elements.len() as u32);
    for (place, bytes) in structure
        .dictionaries(first_element, tree, &page_ids)
        .into_iter()
        .enumerate()
    {
        file.object(first_element + place as u32, bytes);
    }
    let root = format!(
        "<</Type/StructTreeRoot/K {first_element} 0 R/ParentTree {} 0 R/ParentTreeNextKey {}>>",
        tree + 1,
        page_ids.len()
    );
    file.object(tree, root.into_bytes());
    file.object(tree + 1, structure.parent_tree(first_element).into_bytes());

    let metadata = take(1);
    file.stream(
        metadata,
        "/Type/Metadata/Subtype/XML".into(),
        about(document).into_bytes(),
    );
    let outlines = take(1 + document.bookmarks.len() as u32);
    write_outlines(&mut file, outlines, document, &page_ids);

    let catalog = built
        .trailer
        .get(b"Root")
        .and_then(Object::as_reference)
        .unwrap_or_default();
    let info = built
        .trailer
        .get(b"Info")
        .and_then(Object::as_reference)
        .unwrap_or_default();
    let mut content_ids = Vec::new();
    // What printpdf gave each page to draw with; ours, shared by all pages, takes its place.
    let mut replaced = Vec::new();
    for (place, id) in page_ids.iter().enumerate() {
        let Ok(page) = built.get_dictionary_mut((*id, 0)) else {
            continue;
        };
        page.remove(b"Annots");
        page.set("StructParents", place as i64);
        page.set("Tabs", Object::Name(b"S".to_vec()));
        content_ids.extend(page.get(b"Contents").and_then(Object::as_reference));
        let own = page.get(b"Resources").and_then(Object::as_reference);
        page.set("Resources", Object::Reference((shared, 0)));
        if let Ok(own) = own {
            let inner = built.get_dictionary(own).map(|names| {
                let inner = names.iter().filter_map(|(_, one)| one.as_reference().ok());
                inner.collect::<Vec<_>>()
            });
            replaced.push(own);
            replaced.extend(inner.unwrap_or_default());
        }
    }
    for (id, object) in &built.objects {
        let number = id.0;
        if let Some(place) = content_ids.iter().position(|content| content == id) {
            file.stream(
                number,
                "/Filter/FlateDecode".into(),
                deflated(&contents[place]),
            );
        } else if replaced.contains(id) {
            continue;
        } else if *id == catalog {
            let bytes = format!(
                "<</Type/Catalog/Pages {} 0 R/Lang{}/MarkInfo<</Marked true>>/StructTreeRoot {tree} 0 R\
                 /ViewerPreferences<</DisplayDocTitle true>>/Metadata {metadata} 0 R/Outlines {outlines} 0 R\
                 /PageMode/UseOutlines/PageLayout/OneColumn>>",
                pages_root(&built, catalog),
                text_string(&document.language)
            );
            file.object(number, bytes.into_bytes());
        } else if *id == info {
            let title = text_string(&document.title);
            let author = text_string(&document.author);
            file.object(
                number,
                format!("<</Title{title}/Author{author}/Producer(Ninefold)>>").into_bytes(),
            );
        } else {
            file.object(number, written(object));
        }
    }
    file.bytes(
        next,
        &format!("/Root {} 0 R/Info {} 0 R", catalog.0, info.0),
    )
}

/// Catalogue, page tree and pages, without content.
fn built_by_printpdf(document: &Pages) -> Document {
    let (width, height) = document.paper.points();
    let mut pdf = printpdf::PdfDocument::new(&document.title);
    let sheet = printpdf::Rect::from_wh(printpdf::Pt(width), printpdf::Pt(height));
    for _ in &document.pages {
        let mut page = printpdf::PdfPage::new(
            printpdf::Pt(width).into(),
            printpdf::Pt(height).into(),
            Vec::new(),
        );
        (page.media_box, page.trim_box, page.crop_box) =
            (sheet.clone(), sheet.clone(), sheet.clone());
        pdf.pages.push(page);
    }
    let options = printpdf::PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: true,
        image_optimization: None,
    };
    printpdf::serialize::to_lopdf_doc(&pdf, &options, &mut Vec::new())
}

fn pages_root(built: &Document, catalog: lopdf::ObjectId) -> u32 {
    let pages = built
        .get_dictionary(catalog)
        .and_then(|dictionary| dictionary.get(b"Pages")?.as_reference());
    pages.map_or(0, |id| id.0)
}

fn write_font(file: &mut File, first: u32, font: &Embedded) {
    let [descendant, descriptor, program, glyphs, text] = [1, 2, 3, 4, 5].map(|step| first + step);
    let name = &font.name;
    let face = format!(
        "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]\
         /ToUnicode {text} 0 R>>"
    );
    let of_codes = format!(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)\
         /Supplement 0>>/FontDescriptor {descriptor} 0 R/DW 0/W[1[{}]]/CIDToGIDMap {glyphs} 0 R>>",
        font.widths
    );
    file.object(first, face.into_bytes());
    file.object(descendant, of_codes.into_bytes());
    file.object(
        descriptor,
        format!("{}/FontFile2 {program} 0 R>>", font.descriptor).into_bytes(),
    );
    file.stream(
        program,
        format!("/Length1 {}/Filter/FlateDecode", font.program.1),
        font.program.0.clone(),
    );
    file.stream(
        glyphs,
        "/Filter/FlateDecode".into(),
        font.glyph_of_code.clone(),
    );
    file.stream(
        text,
        "/Filter/FlateDecode".into(),
        font.text_of_code.clone(),
    );
}

fn write_outlines(file: &mut File, first: u32, document: &Pages, page_ids: &[u32]) {
    let count = document.bookmarks.len() as u32;
    if count == 0 {
        file.object(first, b"<</Type/Outlines/Count 0>>".to_vec());
        return;
    }
    let list = format!(
        "<</Type/Outlines/Count {count}/First {} 0 R/Last {} 0 R>>",
        first + 1,
        first + count
    );
    file.object(first, list.into_bytes());
    let height = document.paper.points().1;
    for (place, bookmark) in document.bookmarks.iter().enumerate() {
        let number = first + 1 + place as u32;
        let mut entry = format!(
            "<</Title{}/Parent {first} 0 R/Dest[{} 0 R/XYZ 0 {:.0} 0]",
            text_string(&bookmark.title),
            page_ids[bookmark.page],
            height - bookmark.y
        );
        if place > 0 {
            entry.push_str(&format!("/Prev {} 0 R", number - 1));
        }
        if number < first + count {
            entry.push_str(&format!("/Next {} 0 R", number + 1));
        }
        entry.push_str(">>");
        file.object(number, entry.into_bytes());
    }
}

/// The XMP packet: title, language and the claim to PDF/UA-1.
fn about(document: &Pages) -> String {
    let escaped = |text: &str| {
        let kept: String = text.chars().filter(|letter| !letter.is_control()).collect();
        kept.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>\
         <dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\
         <dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>\
         <pdf:Producer>Ninefold</pdf:Producer><pdfuaid:part>1</pdfuaid:part>\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>",
        escaped(&document.title),
        escaped(&document.author),
        escaped(&document.language)
    )
}
