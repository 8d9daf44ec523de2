//! Who gets in (design 7): entry codes, devices, access tokens of patients and of staff.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use domain::api::error::Code;
use domain::api::filing::NotificationFiled;
use domain::api::isolation::MyIsolation;
use domain::api::session::Session;
use domain::entry_code::EntryCode;
use domain::operation::Operation;
use domain::time::{Span, Time};
use functions::staff::StaffKeys;
use functions::store::item::number_of;
use http::Response;
use http::header::SET_COOKIE;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use local::engine::{Refusal, Verdict};
use local::issuer::CLIENT_ID;
use serde_json::{Value, json};
use tests::people::{Filing, activation, check_in, date, id, jst, well};
use tests::{As, NURSE, World};

use crate::scene::{Scene, assert_same, bytes, now, raw, refused};
use crate::table;

async fn file(world: &World) -> NotificationFiled {
    let nurse = world.staff(NURSE, now());
    world.post(&nurse, Operation::FileNotification, &Filing::default().request(), now()).await.ok()
}

/// Tries a code and a birth date on a phone that has this cookie.
async fn tries(world: &World, code: &str, birth_date: &str, cookie: Option<String>) -> Response<Bytes> {
    let who = As { token: None, cookie };
    let body = serde_json::to_vec(&activation(code, date(birth_date))).unwrap();
    raw(world, &who, Operation::ActivatePatient, "", body, now()).await
}

async fn refreshes(world: &World, cookie: &str, at: Time) -> Response<Bytes> {
    let who = As { token: None, cookie: Some(cookie.to_owned()) };
    raw(world, &who, Operation::RefreshSession, "", b"{}".to_vec(), at).await
}

/// The cookie that an answer sets, as the browser sends it back.
#[track_caller]
fn cookie(response: &Response<Bytes>) -> String {
    assert_eq!(response.status(), 200);
    let set = response.headers()[SET_COOKIE].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

fn session(response: &Response<Bytes>) -> Session {
    serde_json::from_slice(response.body()).unwrap()
}

const BORN: &str = "1985-04-12";

#[tokio::test]
async fn a_code_opens_however_it_is_typed() {
    let world = World::new().await;
    let filed = file(&world).await;
    let code = EntryCode::parse(&filed.entry_code).unwrap();
    let wide: String =
        code.digits().chars().map(|c| char::from_u32(u32::from(c) - 0x30 + 0xFF10).unwrap()).collect();
    for typed in [code.grouped(), wide, code.grouped().replace(' ', "-")] {
        assert_eq!(
            session(&tries(&world, &typed, BORN, None).await).cases,
            std::slice::from_ref(&filed.case),
            "{typed}"
        );
    }
}

#[tokio::test]
async fn five_wrong_birth_dates_lock_a_code_and_nobody_sees_which_it_was() {
    let world = World::new().await;
    let filed = file(&world).await;
    let unknown = tries(&world, EntryCode::from_number(4711).digits(), BORN, None).await;
    assert_eq!(refused(Operation::ActivatePatient, &unknown).0, Code::ActivationRefused);

    let counted = async || number_of(&table::begins(&world, "ENTRY#").await[0], "tries");
    // The right one forgets the wrong ones.
    for n in 1..=4 {
        assert_same(&unknown, &tries(&world, &filed.entry_code, "1985-12-04", None).await);
        assert_eq!(counted().await, Some(n));
    }
    cookie(&tries(&world, &filed.entry_code, BORN, None).await);
    assert_eq!(counted().await, Some(0));

    for _ in 0..5 {
        assert_same(&unknown, &tries(&world, &filed.entry_code, "1985-12-04", None).await);
    }
    assert_same(&unknown, &tries(&world, &filed.entry_code, BORN, None).await);
    assert_eq!(counted().await, Some(5));
}

#[tokio::test]
async fn a_try_that_cannot_be_counted_opens_nothing() {
    let world = World::new().await;
    let filed = file(&world).await;
    world.engine.set_hook(|target| match target.operation.as_str() {
        "UpdateItem" => Verdict::Refuse(Refusal::Throttled),
        _ => Verdict::Pass,
    });
    let refusal = tries(&world, &filed.entry_code, BORN, None).await;
    assert_eq!(refused(Operation::ActivatePatient, &refusal).0, Code::Busy);
    assert!(!refusal.headers().contains_key(SET_COOKIE));
    assert!(table::begins(&world, "DEVICE#").await.is_empty());
}

#[tokio::test]
async fn a_code_is_good_for_five_devices_and_a_retry_is_not_a_sixth() {
    let world = World::new().await;
    let filed = file(&world).await;
    for _ in 0..4 {
        cookie(&tries(&world, &filed.entry_code, BORN, None).await);
    }
    let fifth = serde_json::to_vec(&activation(&filed.entry_code, date(BORN))).unwrap();
    let send =
        async || raw(&world, &As::default(), Operation::ActivatePatient, "", fifth.clone(), now()).await;
    let first = send().await;
    // The answer was lost; the same request is the same device.
    assert_same(&first, &send().await);
    assert_eq!(world.case(&filed.case, now()).await.devices, 5);
    let sixth = tries(&world, &filed.entry_code, BORN, None).await;
    assert_eq!(refused(Operation::ActivatePatient, &sixth).0, Code::TooManyDevices);
    // On a phone that has the case already the code opens again.
    assert_eq!(session(&tries(&world, &filed.entry_code, BORN, Some(cookie(&first))).await).cases.len(), 1);
}

#[tokio::test]
async fn a_phone_opens_up_to_eight_cases() {
    let world = World::new().await;
    let (mut device, mut all) = (None, Vec::new());
    for _ in 0..8 {
        let filed = file(&world).await;
        all.push(filed.case);
        let answer = tries(&world, &filed.entry_code, BORN, device).await;
        assert_eq!(session(&answer).cases, all);
        device = Some(cookie(&answer));
    }
    assert_eq!(table::begins(&world, "DEVICE#").await.len(), 1);
    let refreshed = refreshes(&world, device.as_ref().unwrap(), now()).await;
    let phone = As { token: Some(session(&refreshed).access_token), cookie: None };
    let mine: MyIsolation = world.get(&phone, Operation::GetMyIsolation, "", now()).await.ok();
    assert_eq!(mine.cases.iter().map(|my| my.case.clone()).collect::<Vec<_>>(), all);

    let ninth = tries(&world, &file(&world).await.entry_code, BORN, device).await;
    assert_eq!(refused(Operation::ActivatePatient, &ninth).0, Code::TooManyDevices);
}

#[tokio::test]
async fn a_code_is_good_until_the_case_ends() {
    let world = World::new().await;
    let filed = file(&world).await;
    let mut stored = world.app.store.card(&filed.case).await.unwrap().unwrap();
    stored.card.ended_at = Some(now());
    table::put_card(&world, &stored).await;
    let refusal = tries(&world, &filed.entry_code, BORN, None).await;
    assert_eq!(refused(Operation::ActivatePatient, &refusal).0, Code::ActivationRefused);
}

#[tokio::test]
async fn a_lost_answer_and_a_second_tab_cost_nothing() {
    let world = World::new().await;
    let filed = file(&world).await;
    let first = cookie(&tries(&world, &filed.entry_code, BORN, None).await);
    let second = cookie(&refreshes(&world, &first, now()).await);
    assert_ne!(first, second);
    // The answer was lost, or another tab was as quick: the same successor again.
    assert_eq!(cookie(&refreshes(&world, &first, now()).await), second);
    let (one, other) = tokio::join!(refreshes(&world, &first, now()), refreshes(&world, &first, now()));
    assert_eq!((cookie(&one), cookie(&other)), (second.clone(), second.clone()));
    let third = cookie(&refreshes(&world, &second, now()).await);
    assert_eq!(
        cookie(&refreshes(&world, &third, now()).await),
        cookie(&refreshes(&world, &third, now()).await)
    );
}

#[tokio::test]
async fn an_old_token_that_returns_after_its_successor_was_used_ends_the_device() {
    let world = World::new().await;
    let filed = file(&world).await;
    let first = cookie(&tries(&world, &filed.entry_code, BORN, None).await);
    let second = cookie(&refreshes(&world, &first, now()).await);
    let third = cookie(&refreshes(&world, &second, now()).await);
    for stolen in [&first, &third, &second] {
        let refusal = refreshes(&world, stolen, now()).await;
        assert_eq!(refused(Operation::RefreshSession, &refusal).0, Code::Unauthenticated);
        assert!(!refusal.headers().contains_key(SET_COOKIE));
    }
    // The code opens the phone again, as another device.
    let again = cookie(&tries(&world, &filed.entry_code, BORN, Some(third)).await);
    cookie(&refreshes(&world, &again, now()).await);
    assert_eq!(world.case(&filed.case, now()).await.devices, 2);
}

#[tokio::test]
async fn a_device_is_remembered_for_sixty_days_without_use() {
    let world = World::new().await;
    let filed = file(&world).await;
    let sixty = Span::hours(60 * 24);
    let first = cookie(&tries(&world, &filed.entry_code, BORN, None).await);
    let last = now() + sixty - Span::seconds(1);
    let second = cookie(&refreshes(&world, &first, last).await);
    let too_late = refreshes(&world, &second, last + sixty).await;
    assert_eq!(refused(Operation::RefreshSession, &too_late).0, Code::Unauthenticated);
    cookie(&refreshes(&world, &second, last + sixty - Span::seconds(1)).await);
}

#[tokio::test]
async fn a_changed_cookie_opens_nothing() {
    let world = World::new().await;
    let filed = file(&world).await;
    let real = cookie(&tries(&world, &filed.entry_code, BORN, None).await);
    let (name, value) = real.split_once('=').unwrap();
    let parts: Vec<&str> = value.split('.').collect();
    let [family, _, signature] = parts[..] else { panic!("{value}") };
    for forged in [
        format!("{family}.2.{signature}"),
        format!("{family}.1."),
        format!("{}.1.{signature}", id::<domain::ids::CaseId>()),
        format!("{value}.more"),
        family.to_owned(),
        String::new(),
    ] {
        let refusal = refreshes(&world, &format!("{name}={forged}"), now()).await;
        assert_eq!(refused(Operation::RefreshSession, &refusal).0, Code::Unauthenticated, "{forged}");
    }
    cookie(&refreshes(&world, &format!("theme=dark; {real}"), now()).await);
}

#[tokio::test]
async fn the_cookie_is_for_this_host_and_no_script() {
    let world = World::new().await;
    let filed = file(&world).await;
    let activated = tries(&world, &filed.entry_code, BORN, None).await;
    let refreshed = refreshes(&world, &cookie(&activated), now()).await;
    for answer in [activated, refreshed] {
        let set = answer.headers()[SET_COOKIE].to_str().unwrap();
        assert!(set.starts_with("__Host-"), "{set}");
        let mut flags: Vec<&str> = set.split("; ").skip(1).collect();
        flags.sort_unstable();
        assert_eq!(flags, ["HttpOnly", "Max-Age=5184000", "Path=/", "SameSite=Strict", "Secure"]);
        // The token for scripts is in the body, the one for the cookie is not.
        let secret = set.split(['=', ';']).nth(1).unwrap();
        assert!(!String::from_utf8_lossy(answer.body()).contains(secret));
    }
}

#[tokio::test]
async fn an_access_token_lives_for_fifteen_minutes() {
    let scene = Scene::new().await;
    let refreshed = refreshes(&scene.world, scene.phone.cookie.as_ref().unwrap(), now()).await;
    let session = session(&refreshed);
    assert_eq!(session.expires_at, now() + Span::minutes(15));
    let phone = As { token: Some(session.access_token), cookie: None };
    let last = session.expires_at - Span::seconds(1);
    scene.world.get(&phone, Operation::GetMyIsolation, "", last).await.ok::<MyIsolation>();
    for (operation, body) in [
        (Operation::GetMyIsolation, Vec::new()),
        (Operation::SubmitCheckIn, bytes(&json!(check_in(&scene.case, well(), last)))),
    ] {
        let late = raw(&scene.world, &phone, operation, "", body, session.expires_at).await;
        assert_eq!(refused(operation, &late).0, Code::Unauthenticated);
    }
}

#[tokio::test]
async fn a_raised_access_version_revokes_every_token_at_once() {
    let scene = Scene::new().await;
    let mut stored = scene.world.app.store.card(&scene.case).await.unwrap().unwrap();
    stored.card.access_version += 1;
    table::put_card(&scene.world, &stored).await;
    let (who, body) = scene.request(Operation::SubmitCheckIn);
    assert_eq!(scene.refusal(&who, Operation::SubmitCheckIn, &bytes(&body)).await.0, Code::NotFound);
    let (code, _) = scene.refusal(&scene.phone, Operation::GetMyIsolation, b"").await;
    assert_eq!(code, Code::Unauthenticated);
}

#[tokio::test]
async fn forged_tokens_of_patients_open_nothing() {
    let scene = Scene::new().await;
    let real = scene.phone.token.clone().unwrap();
    let mut parts = real.split('.');
    let (_, claims, signature) = (parts.next(), parts.next().unwrap(), parts.next().unwrap());
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let none = part(&json!({ "alg": "none", "typ": "JWT" }));
    let shared = Header::new(Algorithm::HS256);
    let forged = [
        format!("{none}.{}.", part(&claims)),
        format!("{none}.{}.{signature}", part(&claims)),
        encode(&shared, &claims, &EncodingKey::from_secret(b"")).unwrap(),
        encode(&shared, &claims, &EncodingKey::from_secret(&[42; 32])).unwrap(),
        real[..real.len() - 2].to_owned(),
        String::new(),
    ];
    for token in forged {
        let who = As { token: Some(token.clone()), cookie: None };
        let (code, _) = scene.refusal(&who, Operation::GetMyIsolation, b"").await;
        assert_eq!(code, Code::Unauthenticated, "{token}");
    }
}

/// An OpenID provider of our own, which signs whatever a test wants.
struct Provider {
    private: EncodingKey,
    point: Vec<u8>,
}

impl Provider {
    fn new() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).unwrap();
        let point = pair.public_key().as_ref().to_vec();
        Self { private: EncodingKey::from_ec_der(pkcs8.as_ref()), point }
    }

    fn keys(&self) -> Value {
        let part = |range| URL_SAFE_NO_PAD.encode(&self.point[range]);
        json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "right",
            "x": part(1..33), "y": part(33..65),
        }] })
    }

    fn signed(&self, kid: Option<&str>, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = kid.map(str::to_owned);
        encode(&header, claims, &self.private).unwrap()
    }
}

const ISSUER: &str = "http://issuer.invalid/oidc";

/// Claims that are right, with one of them changed (null: left out).
fn claims(name: &str, value: Value) -> Value {
    let at = now().seconds();
    let mut claims = json!({
        "iss": ISSUER, "aud": CLIENT_ID, "sub": NURSE, "iat": at, "nbf": at, "exp": at + 3600,
    });
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    claims
}

#[tokio::test]
async fn forged_and_expired_tokens_of_staff_are_answered_alike() {
    let mut world = World::new().await;
    let provider = Provider::new();
    let keys = serde_json::from_value(provider.keys()).unwrap();
    world.app.staff = std::sync::Arc::new(StaffKeys::fixed(ISSUER.to_owned(), CLIENT_ID.to_owned(), keys));
    let ask = async |token: String| {
        let who = As { token: Some(token), cookie: None };
        raw(&world, &who, Operation::ListWorklist, "", Vec::new(), now()).await
    };
    let right = claims("iss", json!(ISSUER));
    let good = provider.signed(Some("right"), &right);
    assert_eq!(ask(good.clone()).await.status(), 200);
    let at = now().seconds();
    assert_eq!(ask(provider.signed(Some("right"), &claims("exp", json!(at + 1)))).await.status(), 200);
    // Clocks may differ by a minute at the beginning of a token.
    assert_eq!(ask(provider.signed(Some("right"), &claims("nbf", json!(at + 60)))).await.status(), 200);

    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let none = part(&json!({ "alg": "none", "typ": "JWT", "kid": "right" }));
    let mut shared = Header::new(Algorithm::HS256);
    shared.kid = Some("right".to_owned());
    let public = EncodingKey::from_secret(&provider.point);
    let json_public = EncodingKey::from_secret(provider.keys().to_string().as_bytes());
    let payload_swapped = {
        let parts: Vec<&str> = good.split('.').collect();
        format!("{}.{}.{}", parts[0], part(&claims("sub", json!("aoba-manager-1"))), parts[2])
    };
    let forged = [
        ("alg none", format!("{none}.{}.", part(&right))),
        (
            "alg none with a signature",
            format!("{none}.{}.{}", part(&right), good.rsplit('.').next().unwrap()),
        ),
        ("the public key as a shared one", encode(&shared, &right, &public).unwrap()),
        ("the key set as a shared one", encode(&shared, &right, &json_public).unwrap()),
        ("another key", Provider::new().signed(Some("right"), &right)),
        ("wrong issuer", provider.signed(Some("right"), &claims("iss", json!("https://evil.invalid")))),
        ("wrong audience", provider.signed(Some("right"), &claims("aud", json!("another-client")))),
        ("no audience", provider.signed(Some("right"), &claims("aud", Value::Null))),
        ("expired this second", provider.signed(Some("right"), &claims("exp", json!(at)))),
        ("no expiry", provider.signed(Some("right"), &claims("exp", Value::Null))),
        ("expiry as a text", provider.signed(Some("right"), &claims("exp", json!("9999999999")))),
        ("not yet", provider.signed(Some("right"), &claims("nbf", json!(at + 61)))),
        ("no subject", provider.signed(Some("right"), &claims("sub", json!("")))),
        ("unknown key id", provider.signed(Some("left"), &right)),
        ("no key id", provider.signed(None, &right)),
        ("another's payload", payload_swapped),
        ("truncated", good[..good.len() - 1].to_owned()),
        ("without its signature", good.rsplit_once('.').unwrap().0.to_owned()),
        ("no token at all", "x".to_owned()),
    ];
    let no_token = raw(&world, &As::default(), Operation::ListWorklist, "", Vec::new(), now()).await;
    assert_eq!(refused(Operation::ListWorklist, &no_token).0, Code::Unauthenticated);
    for (what, token) in forged {
        let answer = ask(token).await;
        assert_eq!(answer.status(), 401, "{what}");
        assert_same(&no_token, &answer);
    }
}

#[tokio::test]
async fn somebody_who_is_signed_in_and_belongs_nowhere_sees_nothing() {
    let mut world = World::new().await;
    let filed = file(&world).await;
    let provider = Provider::new();
    let keys = serde_json::from_value(provider.keys()).unwrap();
    world.app.staff = std::sync::Arc::new(StaffKeys::fixed(ISSUER.to_owned(), CLIENT_ID.to_owned(), keys));
    let token = provider.signed(Some("right"), &claims("sub", json!("nobody-we-know")));
    let who = As { token: Some(token), cookie: None };
    let query = format!("case={}", filed.case);
    for (operation, query) in [(Operation::ListWorklist, ""), (Operation::GetCase, query.as_str())] {
        let answer = raw(&world, &who, operation, query, Vec::new(), jst("2026-01-05 08:06")).await;
        assert_eq!(refused(operation, &answer).0, Code::NotFound);
    }
}
