//! Encryption with what the browser has: AES-256-GCM, the key from a passphrase.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesDerivedKeyParams, AesGcmParams, Crypto, CryptoKey, Pbkdf2Params};

/// Rounds of PBKDF2 with SHA-256: what is asked of a passphrase that lies beside what it protects.
pub const ROUNDS: u32 = 600_000;
const SALT: usize = 16;
const NONCE: usize = 12;

/// What is encrypted, with what is needed beside the passphrase to read it; in base64.
pub struct Sealed {
    /// Salt of the key.
    pub salt: String,
    /// Nonce of the text.
    pub nonce: String,
    /// The text, with its tag.
    pub text: String,
}

/// Encrypts a text. None if the browser cannot: it does so only for pages that came safely.
pub async fn seal(text: &str, passphrase: &str) -> Option<Sealed> {
    let crypto = web_sys::window()?.crypto().ok()?;
    let (salt, nonce) = (random(&crypto, SALT)?, random(&crypto, NONCE)?);
    let key = key(&crypto, passphrase, &salt).await.ok()?;
    let how = AesGcmParams::new("AES-GCM", &Uint8Array::from(nonce.as_slice()));
    let plain = Uint8Array::from(text.as_bytes());
    let sealed = crypto.subtle().encrypt_with_object_and_js_u8_array(&how, &key, &plain).ok()?;
    let sealed = Uint8Array::new(&JsFuture::from(sealed).await.ok()?).to_vec();
    let encode = |bytes: &[u8]| STANDARD.encode(bytes);
    Some(Sealed { salt: encode(&salt), nonce: encode(&nonce), text: encode(&sealed) })
}

fn random(crypto: &Crypto, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

async fn key(crypto: &Crypto, passphrase: &str, salt: &[u8]) -> Result<CryptoKey, JsValue> {
    let subtle = crypto.subtle();
    let typed: Object = Uint8Array::from(passphrase.as_bytes()).into();
    let derive = Array::of1(&"deriveKey".into());
    let base = subtle.import_key_with_str("raw", &typed, "PBKDF2", false, &derive)?;
    let base: CryptoKey = JsFuture::from(base).await?.unchecked_into();
    let how = Pbkdf2Params::new("PBKDF2", &"SHA-256".into(), ROUNDS, &Uint8Array::from(salt));
    let what = AesDerivedKeyParams::new("AES-GCM", 256);
    let encrypt = Array::of1(&"encrypt".into());
    let key = subtle.derive_key_with_object_and_object(&how, &base, &what, false, &encrypt)?;
    Ok(JsFuture::from(key).await?.unchecked_into())
}
