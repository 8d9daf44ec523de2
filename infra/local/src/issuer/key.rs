//! The issuer's signing key, kept in the data folder, and what it signs.

use std::io;
use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::folder::secret_file;

/// The name of the key's file in the data folder (PKCS#8).
const FILE: &str = "issuer-key.p8";

/// A key on P-256, for ES256.
pub(super) struct SigningKey {
    id: String,
    private: EncodingKey,
    public: DecodingKey,
    x: String,
    y: String,
}

impl SigningKey {
    /// Reads the folder's key, or makes one and keeps it there, readable for its owner only.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let file = folder.join(FILE);
        let pkcs8 = secret_file(&file, create)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8)
            .map_err(|error| invalid(&file, &error.to_string()))?;
        // An uncompressed point: 4, then x and y of 32 bytes each.
        let point = pair.public_key().as_ref();
        let (Some(x), Some(y)) = (point.get(1..33), point.get(33..65)) else {
            return Err(invalid(&file, "not a point of P-256"));
        };
        let (x, y) = (BASE64_URL_SAFE_NO_PAD.encode(x), BASE64_URL_SAFE_NO_PAD.encode(y));
        let public = DecodingKey::from_ec_components(&x, &y).map_err(|e| invalid(&file, &e.to_string()))?;
        let id = BASE64_URL_SAFE_NO_PAD.encode(&digest(&SHA256, point).as_ref()[..12]);
        Ok(Self { id, private: EncodingKey::from_ec_der(&pkcs8), public, x, y })
    }

    /// The public key as a JSON Web Key Set.
    pub fn jwks(&self) -> Value {
        json!({"keys": [{
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig",
            "kid": self.id, "x": self.x, "y": self.y,
        }]})
    }

    /// A signed token with these claims.
    pub fn sign(&self, claims: &impl Serialize) -> Result<String, jsonwebtoken::errors::Error> {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.id.clone());
        jsonwebtoken::encode(&header, claims, &self.private)
    }

    /// The claims of a token that this key signed for `audience`. Times are not looked at: they are
    /// the demo clock's, not the machine's.
    pub fn read<T: DeserializeOwned + Clone>(&self, token: &str, audience: &str) -> Option<T> {
        let mut validation = Validation::new(Algorithm::ES256);
        validation.validate_exp = false;
        validation.set_audience(&[audience]);
        jsonwebtoken::decode::<T>(token, &self.public, &validation).ok().map(|token| token.claims)
    }
}

fn create() -> io::Result<Vec<u8>> {
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    key.map(|key| key.as_ref().to_vec()).map_err(|_| io::Error::other("no key can be made"))
}

fn invalid(file: &Path, reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {reason}", file.display()))
}
