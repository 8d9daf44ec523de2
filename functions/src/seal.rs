//! Encryption of single attributes with AES-256-GCM, bound to where they belong: a sealed value
//! that is copied to another key or attribute does not open there (design 7).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::secrets::Secrets;

/// Version of the key and of this format, the first byte of every sealed value.
const VERSION: u8 = 1;

/// Where a sealed value belongs: the logical key of an item and an attribute of it.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// For example `CASE#…` or `PERSON#…/IDENTITY#000001`.
    pub key: &'a str,
    /// For example `label`.
    pub attribute: &'a str,
}

impl Place<'_> {
    fn aad(self) -> Aad<Vec<u8>> {
        Aad::from(format!("mimamori\n{}\n{}\n{VERSION}", self.key, self.attribute).into_bytes())
    }
}

impl Secrets {
    /// Seals a value for this place.
    pub fn seal<T: Serialize>(&self, place: Place<'_>, value: &T) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::Internal("sealing failed".to_owned());
        let mut text = serde_json::to_vec(value).map_err(|error| Error::Internal(error.to_string()))?;
        let nonce: [u8; NONCE_LEN] = rand::random();
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &self.seal).map_err(failed)?);
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), place.aad(), &mut text)
            .map_err(failed)?;
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + text.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.append(&mut text);
        Ok(sealed)
    }

    /// Opens what was sealed for this place. Errors if it was changed or belongs elsewhere.
    pub fn open<T: DeserializeOwned>(&self, place: Place<'_>, sealed: &[u8]) -> Result<T, Error> {
        let broken = || Error::Internal(format!("a sealed {} does not open", place.attribute));
        let rest = sealed.strip_prefix(&[VERSION]).ok_or_else(broken)?;
        let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>().ok_or_else(broken)?;
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &self.seal).map_err(|_| broken())?);
        let mut text = text.to_vec();
        let open = key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), place.aad(), &mut text)
            .map_err(|_| broken())?;
        serde_json::from_slice(open).map_err(|_| broken())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_where_it_belongs() {
        let secrets = Secrets::new(&[7; 32]).unwrap();
        let here = Place { key: "CASE#1", attribute: "label" };
        let sealed = secrets.seal(here, &"アオキ").unwrap();
        assert_eq!(secrets.open::<String>(here, &sealed).unwrap(), "アオキ");
        for elsewhere in [Place { key: "CASE#2", ..here }, Place { attribute: "note", ..here }] {
            assert!(secrets.open::<String>(elsewhere, &sealed).is_err());
        }
        for i in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[i] ^= 1;
            assert!(secrets.open::<String>(here, &changed).is_err(), "byte {i}");
        }
    }
}
