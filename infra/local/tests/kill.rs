//! A server that is killed (SIGKILL) while patients check in: whatever it accepted is there after the
//! restart, with its alert, and the centre is told.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use reqwest::Client;
use reqwest::redirect::Policy;
use serde_json::{Value, json};

/// A running server, killed when it is dropped.
struct Server {
    process: Child,
    origin: String,
    client: Client,
}

impl Server {
    /// Starts it on a data folder and waits until it says that it is ready.
    fn start(folder: &Path, port: u16) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_local"))
            .args(["--empty", "--port", &port.to_string(), "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        assert!(
            lines.map_while(Result::ok).any(|line| line.starts_with("Ready.")),
            "the server did not start"
        );
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { process, origin: format!("http://127.0.0.1:{port}"), client }
    }

    /// Signs a nurse in as a browser does.
    async fn sign_in(&self) -> String {
        let verifier = "a-verifier-of-at-least-forty-three-characters-0";
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(hash);
        let back = format!("{}/console/signed-in", self.origin);
        let form = [
            ("client_id", "mimamori-console"),
            ("redirect_uri", &back),
            ("response_type", "code"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("name", "aoba-nurse-1"),
            ("password", "demo-aoba-nurse-1"),
        ];
        let answer = self.form("/oidc/sign-in", &form).await;
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        let code = location.split_once("code=").unwrap().1;
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", "mimamori-console"),
            ("redirect_uri", &back),
            ("code", code),
            ("code_verifier", verifier),
        ];
        let answer: Value = self.form("/oidc/token", &form).await.json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    async fn form(&self, path: &str, form: &[(&str, &str)]) -> reqwest::Response {
        let body = serde_urlencoded::to_string(form).unwrap();
        let request = self.client.post(format!("{}{path}", self.origin)).body(body);
        request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap()
    }

    async fn post(&self, operation: &str, token: &str, body: &Value) -> Option<Value> {
        let request = self.client.post(format!("{}/api/{operation}", self.origin)).json(body);
        let answer = request.bearer_auth(token).send().await.ok()?;
        assert_eq!(answer.status(), 200, "{operation}");
        answer.json().await.ok()
    }

    async fn get(&self, path: &str, token: &str) -> Value {
        let request = self.client.get(format!("{}{path}", self.origin)).bearer_auth(token);
        request.send().await.unwrap().json().await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn id(n: u32) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

fn now() -> String {
    domain::time::Time::from_seconds(
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs().cast_signed(),
    )
    .to_string()
}

fn notification(case: &str) -> Value {
    let today = &now()[..10];
    json!({
        "request_id": case,
        "organisation": "aoba-hc",
        "notification": {
            "form": "covid-19/light-2020-05-29",
            "answers": {
                "values": {
                    "report_date": today, "case_type": "confirmed_patient",
                    "name": "青木 明", "name_kana": "アオキ アキラ", "sex": "male",
                    "birth_date": "1980-02-29", "municipality": "青波市", "phone": "000-1000-0001",
                },
                "unknown": ["onset_date"],
            },
        },
        "placement": { "care_status": "home_isolation", "risk": "standard", "channel": "app" },
    })
}

/// Values that open or join an urgent alert.
fn check_in(n: u32, case: &str, measured_at: &str) -> Value {
    json!({
        "id": id(n), "case": case, "measured_at": measured_at, "client_now": measured_at,
        "answers": { "body_temperature": 37.9, "spo2": 92.0, "symptoms": ["cough"] },
    })
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn a_killed_server_loses_nothing_that_it_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let case = id(1);
    let mut accepted: Vec<(Value, Value)> = Vec::new();
    for round in 0..3_u32 {
        let server = Server::start(folder.path(), port);
        let token = server.sign_in().await;
        server.post("file-notification", &token, &notification(&case)).await.unwrap();
        let until = Instant::now() + Duration::from_millis(150 + 220 * u64::from(round));
        let mut n = 1000 * (round + 1);
        let killer = std::thread::spawn({
            let process = server.process.id();
            move || {
                std::thread::sleep(until - Instant::now());
                assert!(Command::new("kill").args(["-9", &process.to_string()]).status().unwrap().success());
            }
        });
        // Until the connection breaks in the middle of something.
        loop {
            n += 1;
            let body = check_in(n, &case, &now());
            match server.post("submit-check-in", &token, &body).await {
                Some(answer) => accepted.push((body, answer)),
                None => break,
            }
        }
        killer.join().unwrap();
    }
    assert!(accepted.len() > 3, "only {} check-ins were accepted", accepted.len());

    let server = Server::start(folder.path(), port);
    let token = server.sign_in().await;
    for (body, answer) in &accepted {
        let again = server.post("submit-check-in", &token, body).await.unwrap();
        assert_eq!(&again, answer, "the same check-in gets the same answer");
    }
    let story = server.get(&format!("/api/get-case?case={case}"), &token).await;
    let told =
        story["timeline"].as_array().unwrap().iter().filter(|entry| entry["what"] == "checked_in").count();
    // One more a round may have been stored without its answer coming back.
    assert!((accepted.len()..=accepted.len() + 3).contains(&told), "{told} of {}", accepted.len());
    let alerts: Vec<_> =
        story["work"].as_array().unwrap().iter().filter(|row| row["family"] == "health").collect();
    assert_eq!((alerts.len(), &alerts[0]["level"]), (1, &json!("urgent")));
    rung(&server).await;
}

/// The centre was told, before a kill or after it.
async fn rung(server: &Server) {
    for _ in 0..100 {
        let page = server.client.get(format!("{}/outbox", server.origin)).send().await.unwrap();
        if page.text().await.unwrap().contains("mimamori-local-aoba-hc") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the centre was not told");
}
