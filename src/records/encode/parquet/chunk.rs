//! One column of one row group.

use std::io;

use parquet::basic::Encoding;
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use serde::{Deserialize, Serialize};

use crate::records::encode::format::Compression;

/// What the footer says of a column of a row group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    pub compression: Packed,
    /// Where it starts in its row group: with the dictionary, if there is one.
    pub start: u64,
    pub data: u64,
    pub dictionary: bool,
    pub values: u64,
    pub nulls: u64,
    pub packed: u64,
    pub unpacked: u64,
    /// The least and the greatest value, if there is one and it is not long.
    pub ends: Option<(Bound, Bound)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Packed {
    None,
    Snappy,
    Zstd,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bound {
    Text(String),
    Number(i64),
    Day(i32),
}

/// The pages of a column before they are compressed.
pub struct Pages {
    /// Values by number, and how many.
    pub dictionary: Option<(Vec<u8>, usize)>,
    pub data: Vec<u8>,
    pub encoding: Encoding,
    /// Nulls and empty lists among them.
    pub values: usize,
    pub nulls: usize,
    pub ends: Option<(Bound, Bound)>,
}

const ZSTD_LEVEL: i32 = 1;

impl Pages {
    /// Appends the pages to the bytes of a row group.
    pub fn append(self, compression: Compression, out: &mut Vec<u8>) -> io::Result<Chunk> {
        let (dictionary, entries) = self.dictionary.map_or((None, 0), |(bytes, entries)| (Some(bytes), entries));
        let all = dictionary.as_ref().map_or(0, Vec::len).saturating_add(self.data.len());
        let squeezed =
            (squeeze(dictionary.as_deref().unwrap_or_default(), compression)?, squeeze(&self.data, compression)?);
        // What hardly gets smaller is not worth the time of everybody who reads it.
        let (kind, dictionary_bytes, data_bytes) = match squeezed {
            (Some(dictionary), Some(data))
                if dictionary.len().saturating_add(data.len()) < all.saturating_sub(all / 8) =>
            {
                (Packed::of(compression), dictionary, data)
            }
            _ => (Packed::None, dictionary.clone().unwrap_or_default(), self.data.clone()),
        };
        let start = count(out.len());
        let mut sink = TrackedWrite::new(&mut *out);
        let mut writer = SerializedPageWriter::new(&mut sink);
        let (mut ahead, mut unpacked): (u64, u64) = (0, 0);
        if let Some(plain) = &dictionary {
            let page = Page::DictionaryPage {
                buf: dictionary_bytes.into(),
                num_values: small(entries)?,
                encoding: Encoding::PLAIN,
                is_sorted: true,
            };
            let spec = writer.write_page(CompressedPage::new(page, plain.len())).map_err(io::Error::other)?;
            ahead = spec.bytes_written;
            unpacked = unpacked.saturating_add(count(spec.uncompressed_size));
        }
        let page = Page::DataPage {
            buf: data_bytes.into(),
            num_values: small(self.values)?,
            encoding: self.encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let spec = writer.write_page(CompressedPage::new(page, self.data.len())).map_err(io::Error::other)?;
        unpacked = unpacked.saturating_add(count(spec.uncompressed_size));
        writer.close().map_err(io::Error::other)?;
        Ok(Chunk {
            compression: kind,
            start,
            data: start.saturating_add(ahead),
            dictionary: dictionary.is_some(),
            values: count(self.values),
            nulls: count(self.nulls),
            packed: ahead.saturating_add(spec.bytes_written),
            unpacked,
            ends: self.ends,
        })
    }
}

impl Packed {
    fn of(compression: Compression) -> Packed {
        match compression {
            Compression::None => Packed::None,
            Compression::Snappy => Packed::Snappy,
            Compression::Zstd => Packed::Zstd,
        }
    }
}

fn squeeze(bytes: &[u8], compression: Compression) -> io::Result<Option<Vec<u8>>> {
    match compression {
        Compression::None => Ok(None),
        Compression::Snappy => snap::raw::Encoder::new().compress_vec(bytes).map(Some).map_err(io::Error::other),
        Compression::Zstd => zstd::bulk::compress(bytes, ZSTD_LEVEL).map(Some),
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn small(length: usize) -> io::Result<u32> {
    u32::try_from(length).map_err(|_| io::Error::other("a part of the results is too large for a page of Parquet"))
}
