//! `zip` DEF: raw DEFLATE (RFC 1951), inflated into a buffer that cannot grow.

use super::Octets;
use super::error::DecryptError;
use super::limits::MAX_INFLATED_BYTES;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use zeroize::Zeroizing;

/// Inflates a whole stream. What would grow beyond [`MAX_INFLATED_BYTES`] is left at that size, whatever it claims to be.
pub fn inflate(compressed: &[u8]) -> Result<Octets, DecryptError> {
    let broken = |problem| Err(DecryptError::ZipBroken { problem });
    let mut out = Zeroizing::new(Vec::with_capacity(MAX_INFLATED_BYTES + 1));
    let mut stream = Decompress::new(false);
    let status = stream.decompress_vec(compressed, &mut out, FlushDecompress::Finish);
    let taken = usize::try_from(stream.total_in()).unwrap_or(usize::MAX);
    match status {
        _ if out.len() > MAX_INFLATED_BYTES => Err(DecryptError::ZIP_LIMIT),
        Err(_) => broken("it is damaged, or wrapped in something"),
        Ok(Status::StreamEnd) if taken < compressed.len() => broken("something follows its end"),
        Ok(Status::StreamEnd) => Ok(Zeroizing::new(out.to_vec())),
        Ok(_) => broken("its end is missing"),
    }
}

/// Compresses at the usual level.
pub fn deflate(plaintext: &[u8]) -> Octets {
    let mut stream = Compress::new(Compression::default(), false);
    // a stored block every 64 KiB is the most that incompressible data costs
    let mut out = Zeroizing::new(Vec::with_capacity(plaintext.len() + plaintext.len() / 1024 + 64));
    loop {
        let taken = usize::try_from(stream.total_in()).unwrap_or(usize::MAX);
        let rest = plaintext.get(taken..).unwrap_or_default();
        match stream.compress_vec(rest, &mut out, FlushCompress::Finish) {
            Ok(Status::StreamEnd) | Err(_) => return out,
            Ok(_) => out.reserve(1024),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deflated_is_inflated_again() {
        let random = crate::crypto::random(100_000).unwrap();
        for plaintext in [&b""[..], b"a", &[7; MAX_INFLATED_BYTES], &random] {
            assert_eq!(inflate(&deflate(plaintext)).as_deref().map(Vec::as_slice), Ok(plaintext));
        }
    }

    #[test]
    fn the_limit_is_exact_and_costs_no_memory() {
        assert_eq!(inflate(&deflate(&[0; MAX_INFLATED_BYTES + 1])), Err(DecryptError::ZIP_LIMIT));
        let bomb = deflate(&vec![0; 64 << 20]);
        assert!(bomb.len() < 100_000);
        assert_eq!(inflate(&bomb), Err(DecryptError::ZIP_LIMIT));
    }

    #[test]
    fn only_one_whole_raw_stream_is_taken() {
        let whole = deflate(b"one two three one two three");
        for end in 0..whole.len() {
            assert!(matches!(inflate(&whole[..end]), Err(DecryptError::ZipBroken { .. })), "cut at {end}");
        }
        let longer = [&whole[..], b"x"].concat();
        assert_eq!(inflate(&longer), Err(DecryptError::ZipBroken { problem: "something follows its end" }));
        let wrapped = [&[0x78, 0x9c][..], &whole, &[0; 4]].concat();
        assert!(matches!(inflate(&wrapped), Err(DecryptError::ZipBroken { .. })));
    }
}
