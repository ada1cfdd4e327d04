//! The check of the server's certificate: by a private authority, the host's name and the clock, and by the key itself.
//!
//! What embedded-tls 0.19 checks alone is not enough. Its [`CertVerifier`] follows signatures up to the authority, and takes any
//! certificate of that authority for a signer, also that of a server (CA:FALSE). And its handshake ends well if a server shows no
//! certificate at all, or one without the proof that it has its key. So the key is pinned, and whoever opens a connection has to ask
//! [`Pinned::is_proven`] before a byte is sent.

use boards::wall_clock;
use der::{Reader, SliceReader, Tag, TagNumber};
use embedded_tls::pki::CertVerifier;
use embedded_tls::{
    Aes128GcmSha256, Certificate, CertificateEntryRef, CertificateRef, CertificateVerifyRef, TlsClock,
    TlsError, TlsVerifier,
};
use sha2::{Digest, Sha256};

/// Bytes of the longest certificate that is taken.
const LONGEST: usize = 1024;
/// The tag of a certificate's version.
const VERSION: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };

/// The clock by which certificates expire.
struct Clock;

impl TlsClock for Clock {
    fn now() -> Option<u64> {
        Some(wall_clock::unix_seconds())
    }
}

/// Who the server has to be.
#[derive(Clone, Copy)]
pub(crate) struct Trust<'a> {
    /// The certificate of the authority, DER.
    pub(crate) authority: &'a [u8],
    /// SHA-256 of the SubjectPublicKeyInfo of the server's certificate.
    pub(crate) key: [u8; 32],
}

/// A verifier that takes one key.
pub(crate) struct Pinned<'a> {
    chain: CertVerifier<'a, Aes128GcmSha256, Clock, LONGEST>,
    key: [u8; 32],
    is_known: bool,
    is_proven: bool,
}

impl<'a> Pinned<'a> {
    /// A verifier for one handshake.
    pub(crate) fn new(trust: Trust<'a>) -> Self {
        let chain = CertVerifier::new(Certificate::X509(trust.authority));
        Self { chain, key: trust.key, is_known: false, is_proven: false }
    }

    /// Whether the server showed the certificate that was asked for, and proved that it has the key.
    pub(crate) fn is_proven(&self) -> bool {
        self.is_proven
    }
}

impl TlsVerifier<Aes128GcmSha256> for Pinned<'_> {
    fn set_hostname_verification(&mut self, hostname: &str) -> Result<(), TlsError> {
        self.chain.set_hostname_verification(hostname)
    }

    fn verify_certificate(&mut self, transcript: &Sha256, shown: CertificateRef) -> Result<(), TlsError> {
        // A second certificate takes the place of the first, and its proof with it.
        self.is_known = false;
        self.is_proven = false;
        let Some(CertificateEntryRef::X509(server)) = shown.entries.first() else {
            return Err(TlsError::InvalidCertificate);
        };
        if key_hash(server) != Ok(self.key) {
            return Err(TlsError::InvalidCertificate);
        }
        self.chain.verify_certificate(transcript, shown).map_err(|_| TlsError::InvalidCertificate)?;
        self.is_known = true;
        Ok(())
    }

    fn verify_signature(&mut self, proof: CertificateVerifyRef) -> Result<(), TlsError> {
        // Taken: the verifier behind panics at a proof without a certificate, and at a second one.
        if !core::mem::take(&mut self.is_known) {
            return Err(TlsError::InvalidCertificate);
        }
        self.chain.verify_signature(proof).map_err(|_| TlsError::InvalidCertificate)?;
        self.is_proven = true;
        Ok(())
    }
}

/// SHA-256 of the SubjectPublicKeyInfo of a certificate: what stands behind version, serial number, algorithm, issuer, validity
/// and subject.
fn key_hash(certificate: &[u8]) -> Result<[u8; 32], der::Error> {
    let key = SliceReader::new(certificate)?.sequence(|certificate| {
        let key = certificate.sequence(|parts| {
            // Only the first version leaves its number out; then the key would be sought in the wrong place.
            Tag::peek(parts)?.assert_eq(VERSION)?;
            for _ in 0..6 {
                parts.tlv_bytes()?;
            }
            let key = parts.tlv_bytes()?;
            skip_rest(parts)?;
            Ok::<_, der::Error>(key)
        })?;
        skip_rest(certificate)?;
        Ok::<_, der::Error>(key)
    })?;
    Ok(Sha256::digest(key).into())
}

fn skip_rest<'r>(reader: &mut impl Reader<'r>) -> Result<(), der::Error> {
    reader.read_slice(reader.remaining_len()).map(drop)
}
