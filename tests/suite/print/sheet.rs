//! What stands on a sheet, read back from its bytes.

use super::{paper, samples};
use lopdf::{Document, Object};
use ninefold::drawing::figure;
use ninefold::print::{Paper, PrintError, Size, home_sheet, home_sheet::Changes, uncovered};

const KINDS: [(Paper, Size); 4] = [
    (Paper::A4, Size::Standard),
    (Paper::A4, Size::Large),
    (Paper::Letter, Size::Standard),
    (Paper::Letter, Size::Large),
];

#[test]
fn every_word_of_the_programme_is_on_the_paper() {
    let sheet = samples::sheet(6);
    for (paper, size) in KINDS {
        let text = paper::text(&paper::pages(&home_sheet(&sheet, paper, size).unwrap()));
        let mut words = vec![
            &sheet.patient.name,
            &sheet.clinician,
            &sheet.phase,
            &sheet.clinic.phone,
        ];
        words.extend(sheet.next_visit.iter().chain(&sheet.goal));
        for exercise in &sheet.exercises {
            words.extend([
                &exercise.name,
                &exercise.dose,
                &exercise.sides,
                &exercise.start,
                &exercise.stop_if,
            ]);
            words.extend(&exercise.steps);
        }
        words.extend(sheet.emergency.points.iter().chain(&sheet.same_day.points));
        for words in words {
            assert!(
                text.contains(words),
                "{words:?} is missing on {paper:?} {size:?}"
            );
        }
    }
}

#[test]
fn names_in_every_script_are_read_back_exactly() {
    for name in [
        "Łukasz Žižek",
        "Nguyễn Thị Ánh",
        "Γεώργιος Παπαδόπουλος",
        "Анна Іванівна",
        "محمد العلي",
        "استرح دقيقة (3)",
        "דוד כהן",
        "अनीता शर्मा",
        "王小明",
        "さくら",
    ] {
        let mut sheet = samples::sheet(1);
        sheet.patient.name = name.into();
        let text = paper::text(&paper::pages(
            &home_sheet(&sheet, Paper::A4, Size::Standard).unwrap(),
        ));
        assert!(text.contains(name), "{name} in {text}");
    }
}

#[test]
fn no_letter_is_smaller_than_the_size_allows() {
    for (paper, size) in KINDS {
        let (least, foot) = if size == Size::Large {
            (16.0, 12.0)
        } else {
            (12.0, 9.0)
        };
        for count in [1, 3, 10] {
            for page in paper::pages(&home_sheet(&samples::sheet(count), paper, size).unwrap()) {
                for piece in page {
                    assert!(
                        piece.size >= if paper::is_foot(&piece) { foot } else { least },
                        "{} at {}",
                        piece.text,
                        piece.size
                    );
                }
            }
        }
    }
}

#[test]
fn sheets_take_no_more_pages_than_promised() {
    for exercises in 1..=10 {
        let pages = match exercises {
            1..=3 => 1,
            4..=6 => 2,
            _ => 3,
        };
        let bytes = home_sheet(&samples::sheet(exercises), Paper::A4, Size::Standard).unwrap();
        assert!(paper::pages(&bytes).len() <= pages, "{exercises} exercises");
    }
}

#[test]
fn every_exercise_has_its_figure_in_words_and_in_its_place() {
    for (paper, size) in KINDS {
        let sheet = samples::sheet(6);
        let bytes = home_sheet(&sheet, paper, size).unwrap();
        let document = Document::load_mem(&bytes).unwrap();
        let tagged = |object: &&Object| {
            let dictionary = object.as_dict().ok();
            dictionary.and_then(|dictionary| dictionary.get(b"S").ok()?.as_name().ok())
                == Some(b"Figure")
        };
        let figures: Vec<_> = document.objects.values().filter(tagged).collect();
        let said: Vec<String> = figures
            .iter()
            .map(|figure| lopdf::decode_text_string(figure.as_dict().unwrap().get(b"Alt").unwrap()))
            .collect::<Result<_, _>>()
            .unwrap();
        let mut shown = vec!["Check code: K7Q2-9FXD (QR code)".to_owned()];
        for exercise in &sheet.exercises {
            shown.push(figure::description(exercise.pose.as_ref().unwrap()));
        }
        assert_eq!(said, shown);
        let (width, height) = paper.points();
        for figure in figures {
            let attributes = figure.as_dict().unwrap().get(b"A").unwrap();
            let bounds = attributes.as_dict().unwrap().get(b"BBox").unwrap();
            let bounds: Vec<f32> = bounds
                .as_array()
                .unwrap()
                .iter()
                .map(|edge| edge.as_float().unwrap())
                .collect();
            assert!(bounds[0] >= 20.0 && bounds[1] >= 20.0, "{bounds:?}");
            assert!(
                bounds[2] <= width - 20.0 && bounds[3] <= height - 15.0,
                "{bounds:?}"
            );
            assert!(
                bounds[2] - bounds[0] > 30.0 && bounds[3] - bounds[1] > 30.0,
                "{bounds:?}"
            );
        }
    }
}

#[test]
fn figures_grow_into_the_room_their_pages_leave() {
    // Points across: a seventh more to half as much again as where no room is left.
    for (exercises, least) in [(1, 280.0), (2, 220.0), (3, 165.0), (6, 250.0), (10, 215.0)] {
        let sheet = samples::sheet(exercises);
        let bytes = home_sheet(&sheet, Paper::A4, Size::Standard).unwrap();
        let pages = paper::figures(&bytes);
        let widths = pages
            .iter()
            .flatten()
            .map(|[left, _, right, _]| right - left);
        let large = widths.filter(|width| *width >= least).count();
        assert_eq!(large, exercises, "{pages:?}");
    }
}

#[test]
fn a_figure_met_twice_is_in_the_file_once() {
    let forms = |sheet: &home_sheet::Sheet| {
        let bytes = home_sheet(sheet, Paper::A4, Size::Standard).unwrap();
        let document = Document::load_mem(&bytes).unwrap();
        let is_form = |object: &&Object| {
            let stream = object.as_stream().ok();
            stream.and_then(|stream| stream.dict.get(b"Subtype").ok()?.as_name().ok())
                == Some(b"Form")
        };
        document.objects.values().filter(is_form).count()
    };
    let mut sheet = samples::sheet(2);
    assert_eq!(forms(&sheet), 3, "two figures and the check code");
    sheet.exercises[1].pose = sheet.exercises[0].pose.clone();
    assert_eq!(forms(&sheet), 2);
    sheet.exercises[1].pose = sheet.exercises[0]
        .pose
        .as_ref()
        .map(ninefold::care::pose::Pose::mirrored);
    assert_eq!(forms(&sheet), 3, "the other side is another picture");
}

#[test]
fn every_page_says_which_programme_and_how_many_pages() {
    let pages = paper::pages(&home_sheet(&samples::sheet(6), Paper::A4, Size::Large).unwrap());
    assert!(pages.len() > 2);
    for (place, page) in pages.iter().enumerate() {
        let foot = paper::foot(page);
        let number = format!(
            "Version 3 · Check code K7Q2-9FXD · Page {} of {}",
            place + 1,
            pages.len()
        );
        assert!(foot.contains(&number), "{foot}");
        assert!(foot.contains("Nguyễn Thị Ánh · 10423"), "{foot}");
    }
}

#[test]
fn the_same_sheet_gives_the_same_bytes_whatever_was_printed_before() {
    let sheet = samples::sheet(6);
    let first = home_sheet(&sheet, Paper::A4, Size::Standard).unwrap();
    home_sheet(&samples::sheet(10), Paper::Letter, Size::Large).unwrap();
    assert_eq!(
        home_sheet(&sheet, Paper::A4, Size::Standard).unwrap(),
        first
    );
    let elsewhere =
        std::thread::spawn(move || home_sheet(&sheet, Paper::A4, Size::Standard).unwrap());
    assert_eq!(elsewhere.join().unwrap(), first);
}

#[test]
fn letters_without_a_face_are_refused_by_name() {
    let mut sheet = samples::sheet(1);
    sheet.patient.name = "Ann 🙂".into();
    sheet.advice = vec!["ᚠ".into()];
    let refusal = home_sheet(&sheet, Paper::A4, Size::Standard).unwrap_err();
    assert_eq!(refusal, PrintError::Letters(vec!['🙂', 'ᚠ']));
    assert!(
        refusal.to_string().contains("🙂 (U+1F642), ᚠ (U+16A0)"),
        "{refusal}"
    );
    assert_eq!(
        uncovered(&sheet.patient.name),
        ['🙂'],
        "a form can refuse before printing"
    );
}

#[test]
fn a_first_sheet_says_so_and_a_banner_stands_on_top() {
    let mut sheet = samples::sheet(1);
    sheet.changes = Changes::FirstSheet;
    sheet.notice = Some("REPRINT of 20 November 2026".into());
    let text = paper::text(&paper::pages(
        &home_sheet(&sheet, Paper::A4, Size::Standard).unwrap(),
    ));
    assert!(text.contains("This is your first sheet."));
    assert!(text.starts_with("REPRINT of 20 November 2026"));
}

#[test]
fn a_sheet_without_exercises_still_says_when_to_get_help() {
    let mut sheet = samples::sheet(0);
    sheet.goal = None;
    sheet.next_visit = None;
    sheet.pain_guide = None;
    let text = paper::text(&paper::pages(
        &home_sheet(&sheet, Paper::A4, Size::Standard).unwrap(),
    ));
    assert!(text.contains(&sheet.emergency.heading) && text.contains(&sheet.same_day.heading));
    assert!(!text.contains("Tick each time"));
}

#[test]
fn screen_readers_find_title_language_and_structure() {
    let bytes = home_sheet(&samples::sheet(6), Paper::A4, Size::Standard).unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en-GB");
    let marked = catalog.get(b"MarkInfo").unwrap().as_dict().unwrap();
    assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
    let metadata = document
        .get_object(catalog.get(b"Metadata").unwrap().as_reference().unwrap())
        .unwrap();
    let metadata = String::from_utf8(metadata.as_stream().unwrap().content.clone()).unwrap();
    assert!(metadata.contains("<pdfuaid:part>1</pdfuaid:part>"));
    assert!(metadata.contains("Nguyễn Thị Ánh"));

    let kinds = |kind: &[u8]| {
        let is_kind = |object: &&Object| {
            let dictionary = object.as_dict().ok();
            dictionary.and_then(|dictionary| dictionary.get(b"S").ok()?.as_name().ok())
                == Some(kind)
        };
        document.objects.values().filter(is_kind).count()
    };
    assert_eq!(kinds(b"H1"), 1);
    // Six exercises, pain, advice, emergency, same day; this dense diary has its heading in its corner.
    assert_eq!(kinds(b"H2"), 10);
    // Six exercises and the check code.
    assert_eq!(kinds(b"Figure"), 7);
    assert_eq!(kinds(b"Table"), 1);
    assert_eq!(kinds(b"TR"), 7);
    assert_eq!(kinds(b"TH"), 15 + 6);
    assert_eq!(kinds(b"TD"), 6 * 14);
    let outlines = catalog.get(b"Outlines").unwrap().as_reference().unwrap();
    assert_eq!(
        document
            .get_dictionary(outlines)
            .unwrap()
            .get(b"Count")
            .unwrap()
            .as_i64()
            .unwrap(),
        11
    );
}

#[test]
fn a_figure_kept_with_its_sheet_is_drawn_again_exactly() {
    for exercise in &ninefold::builtin::knowledge().exercises {
        for pose in [exercise.pose.clone(), exercise.pose.mirrored()] {
            let kept = serde_json::to_string(&pose).unwrap();
            let read: ninefold::care::pose::Pose = serde_json::from_str(&kept).unwrap();
            assert_eq!(read, pose, "{}", exercise.key);
        }
    }
}
