//! A TLS 1.3 server that proves nothing: its handshake ends without a certificate, or without a proof that it has the key of the one
//! that it shows. Anybody in the network can be it. No library makes one, so this is as much of RFC 8446 as it takes.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{self, ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use ring::{digest, hmac, rand};

const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;

/// Starts one, in a thread that ends with this process. It shows this certificate, or none, to whoever comes.
pub(crate) fn start(certificate: Option<Vec<u8>>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            // What breaks off here is seen by the program.
            let _ = serve(stream, certificate.as_deref());
        }
    });
    Ok(address)
}

/// `None` when the connection breaks off.
fn serve(mut stream: TcpStream, certificate: Option<&[u8]>) -> Option<()> {
    let mut head = [0; 5];
    stream.read_exact(&mut head).ok()?;
    let mut client_hello = vec![0; u16::from_be_bytes([head[3], head[4]]).into()];
    stream.read_exact(&mut client_hello).ok()?;
    let (session, share) = parse(&client_hello)?;

    let random = rand::SystemRandom::new();
    let key = EphemeralPrivateKey::generate(&ECDH_P256, &random).ok()?;
    let server_hello = server_hello(session, key.compute_public_key().ok()?.as_ref());
    let mut transcript = digest::Context::new(&digest::SHA256);
    transcript.update(&client_hello);
    transcript.update(&server_hello);
    let hello_hash = transcript.clone().finish();
    let share = UnparsedPublicKey::new(&ECDH_P256, share);
    let traffic = agreement::agree_ephemeral(key, &share, |shared| {
        let early = Salt::new(HKDF_SHA256, &[0; 32]).extract(&[0; 32]);
        let empty = digest::digest(&digest::SHA256, b"");
        let derived = expand(&early, "derived", empty.as_ref(), 32);
        let handshake = Salt::new(HKDF_SHA256, &derived).extract(shared);
        Prk::new_less_safe(HKDF_SHA256, &expand(&handshake, "s hs traffic", hello_hash.as_ref(), 32))
    })
    .ok()?;

    // The encrypted extensions, none; the certificate, perhaps; and the end.
    let mut messages = message(8, &[0, 0]);
    if let Some(certificate) = certificate {
        let entry = [&length24(certificate), certificate, &[0, 0]].concat();
        messages.extend(message(11, &[&[0], length24(&entry).as_slice(), &entry].concat()));
    }
    transcript.update(&messages);
    let finished = hmac::Key::new(hmac::HMAC_SHA256, &expand(&traffic, "finished", b"", 32));
    messages.extend(message(20, hmac::sign(&finished, transcript.finish().as_ref()).as_ref()));
    messages.push(HANDSHAKE);

    let key = UnboundKey::new(&AES_128_GCM, &expand(&traffic, "key", b"", 16)).ok()?;
    let nonce = Nonce::try_assume_unique_for_key(&expand(&traffic, "iv", b"", 12)).ok()?;
    let head = record_head(APPLICATION_DATA, messages.len() + AES_128_GCM.tag_len());
    LessSafeKey::new(key).seal_in_place_append_tag(nonce, Aad::from(head), &mut messages).ok()?;

    stream
        .write_all(&[&record_head(HANDSHAKE, server_hello.len()), server_hello.as_slice()].concat())
        .ok()?;
    stream.write_all(&[&head, messages.as_slice()].concat()).ok()?;
    // What the client says to that, until it hangs up.
    io::copy(&mut stream, &mut io::sink()).ok().map(drop)
}

/// The session id of a ClientHello, and the client's share of P-256.
fn parse(hello: &[u8]) -> Option<(&[u8], &[u8])> {
    // Type, length, version and random number.
    let (session, rest) = vector::<1>(hello.get(38..)?)?;
    let (_ciphers, rest) = vector::<2>(rest)?;
    let (_compressions, rest) = vector::<1>(rest)?;
    let (mut extensions, _) = vector::<2>(rest)?;
    loop {
        let (kind, rest) = extensions.split_at_checked(2)?;
        let (extension, rest) = vector::<2>(rest)?;
        if kind == [0, 51] {
            let (shares, _) = vector::<2>(extension)?;
            let (share, _) = vector::<2>(shares.strip_prefix(&[0, 23])?)?;
            return Some((session, share));
        }
        extensions = rest;
    }
}

/// A vector whose length has so many bytes, and what stands behind it.
fn vector<const LENGTH: usize>(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_at_checked(LENGTH)?;
    rest.split_at_checked(length.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte)))
}

fn server_hello(session: &[u8], share: &[u8]) -> Vec<u8> {
    let share_length = share.len() as u8;
    let extensions = [
        &[0, 43, 0, 2, 3, 4], // TLS 1.3
        [0, 51, 0, share_length + 4, 0, 23, 0, share_length].as_slice(),
        share,
    ]
    .concat();
    let body = [
        &[3, 3],
        [7; 32].as_slice(), // "random"
        &[session.len() as u8],
        session,
        &[0x13, 0x01, 0], // TLS_AES_128_GCM_SHA256, not compressed
        &[0, extensions.len() as u8],
        &extensions,
    ];
    message(2, &body.concat())
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind], length24(body).as_slice(), body].concat()
}

fn length24(bytes: &[u8]) -> [u8; 3] {
    let [_, length @ ..] = (bytes.len() as u32).to_be_bytes();
    length
}

fn record_head(kind: u8, length: usize) -> [u8; 5] {
    let [high, low] = (length as u16).to_be_bytes();
    [kind, 3, 3, high, low]
}

/// HKDF-Expand-Label.
fn expand(secret: &Prk, label: &str, context: &[u8], length: usize) -> Vec<u8> {
    struct Length(usize);

    impl KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }

    let mut key = vec![0; length];
    let label_length = [label.len() as u8 + 6];
    let info: [&[u8]; 6] =
        [&[0, length as u8], &label_length, b"tls13 ", label.as_bytes(), &[context.len() as u8], context];
    secret
        .expand(&info, Length(length))
        .and_then(|material| material.fill(&mut key))
        .expect("a key that is no longer than the hash allows");
    key
}
