use super::super::binding::Binding;
use super::super::json_lines::object;
use super::growing::Growing;
use super::text::{TextPiece, too_long};
use super::{BATCH, Decoded, RECORD};

/// The records of a piece of a file of JSON Lines, batch by batch.
pub struct JsonRows<'c, 'p> {
    /// What was seen of columns in this piece.
    pub binding: Binding<'p>,
    growing: Growing,
    file: &'c str,
    rest: &'c [u8],
    line: u64,
}

impl<'c, 'p> JsonRows<'c, 'p> {
    pub fn new(binding: &Binding<'p>, piece: &'c TextPiece, file: &'c str) -> JsonRows<'c, 'p> {
        let facts = (0..binding.facts().len()).collect();
        JsonRows {
            binding: binding.clone(),
            growing: Growing::new(binding, facts).fresh(),
            file,
            rest: &piece.bytes,
            line: piece.line,
        }
    }

    pub fn next_batch(&mut self) -> Option<Decoded> {
        let mut rejected = Vec::new();
        let (mut records, mut set_aside) = (0_usize, 0_u64);
        while records < BATCH && !self.rest.is_empty() {
            let end = memchr::memchr(b'\n', self.rest).map_or(self.rest.len(), |place| place.wrapping_add(1));
            let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, &[]));
            let line = self.line;
            self.rest = rest;
            self.line = line.wrapping_add(1);
            if text.trim_ascii().is_empty() {
                continue;
            }
            records = records.wrapping_add(1);
            let raw = if text.len() > RECORD { Err(too_long(line)) } else { object(line, text) };
            match raw.map_err(|rejection| vec![rejection]).and_then(|raw| self.binding.read(&raw)) {
                Ok(record) => self.growing.push(&record),
                Err(rejections) => {
                    rejected.extend(rejections);
                    set_aside = set_aside.saturating_add(1);
                }
            }
        }
        (records > 0).then(|| Decoded { batch: self.growing.take(), rejected, set_aside, file: self.file.into() })
    }
}
