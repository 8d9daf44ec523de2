//! One master secret; every key is derived from it by name, so that no key serves two purposes.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::entry_code::EntryCode;
use domain::ids::CaseId;

/// The shortest master secret that is accepted, in bytes.
const AT_LEAST: usize = 32;

/// The derived keys.
pub struct Secrets {
    entry: hmac::Key,
    lookup: hmac::Key,
    device: hmac::Key,
    ids: hmac::Key,
    /// Signs the access tokens of patients.
    pub(crate) token: [u8; 32],
    /// Seals identities and free text.
    pub(crate) seal: [u8; 32],
}

impl Secrets {
    /// Derives every key. Errors if the master secret is shorter than 32 bytes.
    pub fn new(master: &[u8]) -> Result<Self, String> {
        if master.len() < AT_LEAST {
            return Err(format!("the master secret needs at least {AT_LEAST} bytes"));
        }
        let master = hmac::Key::new(hmac::HMAC_SHA256, master);
        let derive = |purpose: &str| mac(&master, &["mimamori", purpose]);
        let key = |purpose: &str| hmac::Key::new(hmac::HMAC_SHA256, &derive(purpose));
        Ok(Self {
            entry: key("entry"),
            lookup: key("lookup"),
            device: key("device"),
            ids: key("ids"),
            token: derive("token"),
            seal: derive("seal"),
        })
    }

    /// The entry code of a case; never stored, always computed (design 7).
    pub fn entry_code(&self, case: &CaseId, issue: u32) -> EntryCode {
        let hash = mac(&self.entry, &[case.as_str(), &issue.to_string()]);
        let (number, _) = hash.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
        EntryCode::from_number(u128::from_be_bytes(*number))
    }

    /// A keyed hash by which a value is found without being stored.
    pub fn lookup(&self, scope: &str, value: &str) -> String {
        URL_SAFE_NO_PAD.encode(mac(&self.lookup, &[scope, value]))
    }

    /// The signature of a device token.
    pub fn device(&self, family: &str, turn: u32) -> String {
        URL_SAFE_NO_PAD.encode(mac(&self.device, &[family, &turn.to_string()]))
    }

    /// A UUID that follows from a request, so that a retry makes the same one.
    pub fn uuid(&self, scope: &str, request: &str) -> String {
        let hash = mac(&self.ids, &[scope, request]);
        let (bytes, _) = hash.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
        uuid::Builder::from_random_bytes(*bytes).into_uuid().to_string()
    }
}

/// HMAC-SHA-256 over the parts, each with its length before it so that no two lists collide.
fn mac(key: &hmac::Key, parts: &[&str]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.sign().as_ref());
    hash
}

/// Compares two secrets without telling by the time it takes where they differ.
pub fn same(a: &str, b: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
}
