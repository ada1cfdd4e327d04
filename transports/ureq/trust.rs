//! Which servers to believe: certificate authorities and pinned keys.

use std::sync::Arc;
use std::vec::Vec;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use super::UreqError;

/// Which certificate authorities to believe, beside those of
/// [`with_ca_pem`](super::UreqBuilder::with_ca_pem).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Roots {
    /// Those of the operating system, by its own rules where it has some. The default as long as no certificate was
    /// given. They are read at the first connection; if there are none, it fails with
    /// [`Certificate`](crate::transport::TransportErrorKind::Certificate).
    Platform,
    /// Those of Mozilla, as they were when the `webpki-roots` crate was released. They age with the program.
    Bundled,
    /// None: only the certificates that were given. The default as soon as there is one.
    Given,
}

/// The SHA-256 of the public key (the whole `SubjectPublicKeyInfo`) in a server's certificate. It stays the same when the
/// certificate is renewed for the same key.
///
/// ```text
/// openssl x509 -in server.pem -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PinnedKey([u8; 32]);

impl PinnedKey {
    /// From the hash itself.
    #[must_use]
    pub const fn from_sha256(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// From the hash in 64 hexadecimal digits, as `openssl` prints it.
    ///
    /// # Errors
    /// [`UreqError::PinnedKey`] if it is anything else.
    pub fn from_hex(text: &str) -> Result<Self, UreqError> {
        let digits = text.as_bytes().chunks_exact(2);
        if text.len() != 64 {
            return Err(UreqError::PinnedKey);
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits) {
            for &digit in pair {
                let value = char::from(digit).to_digit(16).ok_or(UreqError::PinnedKey)?;
                // Four bits of `value` are in use.
                *byte = (*byte << 4) | value as u8;
            }
        }
        Ok(Self(hash))
    }

    /// Of the key in this certificate, in DER.
    ///
    /// # Errors
    /// [`UreqError::Certificate`] if it cannot be read.
    pub fn of_certificate(der: &[u8]) -> Result<Self, UreqError> {
        Self::of(&CertificateDer::from(der)).ok_or(UreqError::Certificate)
    }

    fn of(certificate: &CertificateDer<'_>) -> Option<Self> {
        let parsed = ParsedCertificate::try_from(certificate).ok()?;
        // Any suite with SHA-256 lends its hash.
        let suite = ring::cipher_suite::TLS13_AES_128_GCM_SHA256.tls13()?;
        let hash = suite.common.hash_provider.hash(parsed.subject_public_key_info().as_ref());
        hash.as_ref().try_into().ok().map(Self)
    }
}

/// What a user has said about whom to believe.
#[derive(Default)]
pub(super) struct Trust {
    pub(super) roots: Option<Roots>,
    pub(super) pins: Vec<PinnedKey>,
    given: Vec<CertificateDer<'static>>,
}

impl Trust {
    pub(super) fn add_der(&mut self, der: &[u8]) -> Result<(), UreqError> {
        let certificate = CertificateDer::from(der).into_owned();
        // Read here once, so that a bad one does not show at the first connection only.
        RootCertStore::empty().add(certificate.clone()).map_err(|_| UreqError::Certificate)?;
        self.given.push(certificate);
        Ok(())
    }

    pub(super) fn add_pem(&mut self, pem: &[u8]) -> Result<(), UreqError> {
        let before = self.given.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            self.add_der(certificate.map_err(|_| UreqError::Certificate)?.as_ref())?;
        }
        if self.given.len() == before { Err(UreqError::Certificate) } else { Ok(()) }
    }

    /// What rustls needs to know. Reads the platform's certificates if they are to be believed.
    pub(super) fn client_config(&self) -> Result<ClientConfig, Error> {
        let provider = Arc::new(ring::default_provider());
        let mut verifier = self.verifier(Arc::clone(&provider))?;
        if !self.pins.is_empty() {
            verifier = Arc::new(PinVerifier { usual: verifier, pins: self.pins.clone() });
        }
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        // "Dangerous" because the check is ours to choose: rustls' own or the platform's, and the pin after it.
        Ok(config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
    }

    fn verifier(&self, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, Error> {
        let default = if self.given.is_empty() { Roots::Platform } else { Roots::Given };
        let mut store = RootCertStore::empty();
        match self.roots.unwrap_or(default) {
            Roots::Platform => return self.platform(provider),
            Roots::Bundled => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            Roots::Given => {}
        }
        for certificate in &self.given {
            store.add(certificate.clone())?;
        }
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider);
        match verifier.build() {
            Ok(verifier) => Ok(verifier),
            Err(_) => Err(no_roots()),
        }
    }

    #[cfg(not(target_os = "android"))]
    fn platform(&self, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, Error> {
        let given = self.given.iter().cloned();
        match rustls_platform_verifier::Verifier::new_with_extra_roots(given, provider) {
            Ok(verifier) => Ok(Arc::new(verifier)),
            Err(Error::General(_)) => Err(no_roots()),
            Err(error) => Err(error),
        }
    }

    /// Android's check takes no certificates beside its own.
    #[cfg(target_os = "android")]
    fn platform(&self, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, Error> {
        if !self.given.is_empty() {
            return Err(no_roots());
        }
        Ok(Arc::new(rustls_platform_verifier::Verifier::new(provider)?))
    }
}

/// Without a single authority every certificate is unknown.
fn no_roots() -> Error {
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(UreqError::Certificate))))
}

/// The usual check, and after it the pinned keys.
#[derive(Debug)]
struct PinVerifier {
    usual: Arc<dyn ServerCertVerifier>,
    pins: Vec<PinnedKey>,
}

impl ServerCertVerifier for PinVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified =
            self.usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)?;
        match PinnedKey::of(end_entity) {
            Some(key) if self.pins.contains(&key) => Ok(verified),
            _ => Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure)),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}
