//! Compression of a whole part. Parts of `.gz` and `.zst` files are compressed each by itself: both
//! formats say that what stands one after another is read as one.

use std::io::{self, Write};

use super::format::Packing;

/// Fast, as `gzip -3` and `zstd -1`: results compress well at any level.
const GZIP_LEVEL: u32 = 3;
const ZSTD_LEVEL: i32 = 1;

pub fn packed(bytes: Vec<u8>, packing: Packing) -> io::Result<Vec<u8>> {
    match packing {
        Packing::Plain => Ok(bytes),
        Packing::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP_LEVEL));
            encoder.write_all(&bytes)?;
            encoder.finish()
        }
        Packing::Zstd => {
            let mut encoder = zstd::Encoder::new(Vec::new(), ZSTD_LEVEL)?;
            encoder.include_checksum(true)?;
            encoder.write_all(&bytes)?;
            encoder.finish()
        }
    }
}
