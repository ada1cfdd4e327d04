//! Certificates made for one run: P-256, as embedded-tls takes them.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SigningKey};
use ring::digest;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;

use crate::scenario::Error;

/// The years from the first one's beginning to the last one's, in which a certificate is valid.
type Years = (i32, i32);
const VALID: Years = (2020, 2100);
const EXPIRED: Years = (2020, 2021);

/// An authority.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    der: Vec<u8>,
}

impl Authority {
    /// A new one, with a key of its own.
    pub(crate) fn new() -> Result<Self, Error> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate()?;
        let der = params.self_signed(&key)?.der().to_vec();
        Ok(Self { issuer: Issuer::new(params, key), der })
    }

    /// Its certificate.
    pub(crate) fn der(&self) -> &[u8] {
        &self.der
    }

    /// A certificate of a server with this name.
    pub(crate) fn server(&self, name: &str) -> Result<Identity, Error> {
        Identity::new(name, VALID, KeyPair::generate()?, &self.issuer, &[])
    }

    /// A certificate for the key of this server that is no longer valid.
    pub(crate) fn expired(&self, server: &Identity) -> Result<Identity, Error> {
        Identity::new(&server.name, EXPIRED, server.same_key()?, &self.issuer, &[])
    }

    /// A certificate for the key of this server, with another name.
    pub(crate) fn renamed(&self, server: &Identity, name: &str) -> Result<Identity, Error> {
        Identity::new(name, VALID, server.same_key()?, &self.issuer, &[])
    }
}

/// What a server shows, and the key that it has.
pub(crate) struct Identity {
    name: String,
    params: CertificateParams,
    key: KeyPair,
    chain: Vec<CertificateDer<'static>>,
}

impl Identity {
    fn new(
        name: &str,
        years: Years,
        key: KeyPair,
        issuer: &Issuer<'_, impl SigningKey>,
        above: &[CertificateDer<'static>],
    ) -> Result<Self, Error> {
        let mut params = CertificateParams::new([name.to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::ExplicitNoCa;
        params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
        let mut chain = vec![params.signed_by(&key, issuer)?.der().clone()];
        chain.extend_from_slice(above);
        Ok(Self { name: name.to_owned(), params, key, chain })
    }

    /// A certificate for this name that a mere server has signed (CA:FALSE), with its own behind it.
    pub(crate) fn sign(&self, name: &str) -> Result<Self, Error> {
        let issuer = Issuer::from_params(&self.params, &self.key);
        Self::new(name, VALID, KeyPair::generate()?, &issuer, &self.chain)
    }

    /// What this server has shown, in the hands of one who has another key.
    pub(crate) fn stolen(&self) -> Result<Self, Error> {
        let (name, params, chain) = (self.name.clone(), self.params.clone(), self.chain.clone());
        Ok(Self { name, params, key: KeyPair::generate()?, chain })
    }

    fn same_key(&self) -> Result<KeyPair, Error> {
        Ok(KeyPair::try_from(self.key.serialize_der())?)
    }

    /// SHA-256 of its SubjectPublicKeyInfo.
    pub(crate) fn pin(&self) -> Vec<u8> {
        use rcgen::PublicKeyData as _;
        digest::digest(&digest::SHA256, &self.key.subject_public_key_info()).as_ref().to_vec()
    }

    /// The certificate itself, which anybody sees.
    pub(crate) fn certificate(&self) -> Vec<u8> {
        self.chain.first().map(|certificate| certificate.to_vec()).unwrap_or_default()
    }

    /// For a server, which may lie: nobody looks whether the key is that of the certificate.
    pub(crate) fn certified_key(&self) -> Result<Arc<CertifiedKey>, Error> {
        let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        let key = rustls::crypto::ring::sign::any_supported_type(&der)?;
        Ok(Arc::new(CertifiedKey::new(self.chain.clone(), key)))
    }
}
