//! The bytes of a PDF file: streams as they are, everything else deflated together in one object
//! stream, which is a fraction of the size and the time of writing objects one by one.

use lopdf::{Dictionary, Object, StringFormat};
use sha2::{Digest, Sha256};

/// Deflates `bytes` in zlib's form.
pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
    let mut out = vec![0; compressor.zlib_compress_bound(bytes.len())];
    match compressor.zlib_compress(bytes, &mut out) {
        Ok(length) => out.truncate(length),
        // The bound above is the library's own promise that the space is enough.
        Err(libdeflater::CompressionError::InsufficientSpace) => out.clear(),
    }
    out
}

/// A stream: what stands in its dictionary besides the length, and its data.
pub(super) struct Stream {
    pub entries: String,
    pub data: Vec<u8>,
}

/// The objects of a file by number.
#[derive(Default)]
pub(super) struct File {
    objects: Vec<(u32, Vec<u8>)>,
    streams: Vec<(u32, Stream)>,
}

impl File {
    pub fn object(&mut self, number: u32, bytes: Vec<u8>) {
        self.objects.push((number, bytes));
    }

    pub fn stream(&mut self, number: u32, entries: String, data: Vec<u8>) {
        self.streams.push((number, Stream { entries, data }));
    }

    /// The whole file. `trailer` is what the trailer says besides the file's own identity, which is
    /// made from the content: the same content, the same bytes.
    pub fn bytes(mut self, next: u32, trailer: &str) -> Vec<u8> {
        self.objects.sort_by_key(|(number, _)| *number);
        self.streams.sort_by_key(|(number, _)| *number);
        let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        // For each object: kind, then offset and 0, or the object stream and the place in it.
        let mut places = vec![(0u8, 0u32, u16::MAX); next as usize + 2];
        for (number, stream) in &self.streams {
            places[*number as usize] = (1, out.len() as u32, 0);
            write_stream(&mut out, *number, stream);
        }
        let (mut directory, mut bodies) = (String::new(), Vec::new());
        for (place, (number, bytes)) in self.objects.iter().enumerate() {
            places[*number as usize] = (2, next, place as u16);
            directory.push_str(&format!("{number} {} ", bodies.len()));
            bodies.extend_from_slice(bytes);
            bodies.push(b'\n');
        }
        let entries = format!(
            "/Type/ObjStm/N {}/First {}/Filter/FlateDecode",
            self.objects.len(),
            directory.len()
        );
        let together = [directory.as_bytes(), &bodies].concat();
        places[next as usize] = (1, out.len() as u32, 0);
        write_stream(
            &mut out,
            next,
            &Stream {
                entries,
                data: deflated(&together),
            },
        );
        let identity: String = Sha256::digest(&out)
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02X}"))
            .collect();
        let start = out.len();
        places[next as usize + 1] = (1, start as u32, 0);
        let mut table = Vec::with_capacity(places.len() * 7);
        for (kind, field, place) in &places {
            table.push(*kind);
            table.extend(field.to_be_bytes());
            table.extend(place.to_be_bytes());
        }
        let entries = format!(
            "/Type/XRef/Size {}/W[1 4 2]/ID[<{identity}><{identity}>]{trailer}/Filter/FlateDecode",
            places.len()
        );
        write_stream(
            &mut out,
            next + 1,
            &Stream {
                entries,
                data: deflated(&table),
            },
        );
        out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        out
    }
}

fn write_stream(out: &mut Vec<u8>, number: u32, stream: &Stream) {
    let head = format!(
        "{number} 0 obj\n<<{}/Length {}>>\nstream\n",
        stream.entries,
        stream.data.len()
    );
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(&stream.data);
    out.extend_from_slice(b"\nendstream\nendobj\n");
}

/// An object of lopdf's as it stands in a file.
pub(super) fn written(object: &Object) -> Vec<u8> {
    let mut out = Vec::new();
    write_object(&mut out, object);
    out
}

fn write_object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(value) => {
            out.extend_from_slice(((value * 100.0).round() / 100.0).to_string().as_bytes())
        }
        Object::Name(name) => write_name(out, name),
        Object::String(bytes, format) => write_string(out, bytes, *format),
        Object::Array(items) => {
            out.push(b'[');
            for item in items {
                write_object(out, item);
                out.push(b' ');
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => write_dictionary(out, dictionary),
        Object::Reference((number, generation)) => {
            out.extend_from_slice(format!("{number} {generation} R").as_bytes());
        }
        // Streams are written whole, never inside another object.
        Object::Stream(stream) => write_dictionary(out, &stream.dict),
    }
}

fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in dictionary {
        write_name(out, key);
        out.push(b' ');
        write_object(out, value);
    }
    out.extend_from_slice(b">>");
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_alphanumeric() || b"-_.+*".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

fn write_string(out: &mut Vec<u8>, bytes: &[u8], format: StringFormat) {
    let is_plain = bytes
        .iter()
        .all(|byte| (b' '..=b'~').contains(byte) && !b"()\\".contains(byte));
    if is_plain && format == StringFormat::Literal {
        out.push(b'(');
        out.extend_from_slice(bytes);
        out.push(b')');
    } else {
        out.push(b'<');
        out.extend_from_slice(
            bytes
                .iter()
                .map(|byte| format!("{byte:02X}"))
                .collect::<String>()
                .as_bytes(),
        );
        out.push(b'>');
    }
}

/// Text as a PDF string: plain where it can be, UTF-16 where it must.
pub(super) fn text_string(text: &str) -> String {
    let is_plain = text
        .bytes()
        .all(|byte| (b' '..=b'~').contains(&byte) && !b"()\\".contains(&byte));
    if is_plain {
        return format!("({text})");
    }
    let units: String = text
        .encode_utf16()
        .map(|unit| format!("{unit:04X}"))
        .collect();
    format!("<FEFF{units}>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_plain_where_they_can_be() {
        assert_eq!(text_string("Home sheet"), "(Home sheet)");
        assert_eq!(text_string("a)b"), "<FEFF006100290062>");
        assert_eq!(text_string("Ž"), "<FEFF017D>");
    }

    #[test]
    fn a_file_reads_back() {
        let mut file = File::default();
        file.object(1, b"<</Type/Catalog/Pages 2 0 R>>".to_vec());
        file.object(2, b"<</Type/Pages/Kids[]/Count 0>>".to_vec());
        file.stream(3, "/Filter/FlateDecode".into(), deflated(b"hello"));
        let document = lopdf::Document::load_mem(&file.bytes(4, "/Root 1 0 R")).unwrap();
        assert_eq!(
            document
                .catalog()
                .unwrap()
                .get(b"Type")
                .unwrap()
                .as_name()
                .unwrap(),
            b"Catalog"
        );
        let stream = document.get_object((3, 0)).unwrap().as_stream().unwrap();
        assert_eq!(stream.decompressed_content().unwrap(), b"hello");
    }
}
