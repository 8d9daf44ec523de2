//! What the topics of the organisations would have sent: a file in the data folder, and a page that
//! shows it, newest first.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::ids::OrganisationId;
use domain::ringing::Audience;
use domain::time::Time;
use functions::notify::{Alarm, NotPublished, Notice, Notifier, TextMessage};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::UnboundedSender;

use crate::pages::{Language, escape, page};

/// The name of the file in the data folder, one JSON object a line.
const FILE: &str = "outbox.jsonl";

/// The page shows so many at most.
const SHOWN: usize = 200;

/// One message that a topic would have sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// When it was handed over, by the demo's clock.
    pub at: Time,
    /// The topic's name; the telephone number of a text message.
    pub topic: String,
    /// The subject of an e-mail.
    pub subject: String,
    /// The text.
    pub message: String,
    /// Attributes by which subscribers filter.
    pub attributes: Vec<(String, String)>,
}

/// Hands notices to the outbox, as the functions hand them to SNS in the cloud.
pub struct Post {
    /// Where they go.
    pub outbox: Arc<Outbox>,
    /// The clock that says when.
    pub now: Box<dyn Fn() -> Time + Send + Sync>,
    /// The subscription that listens for the canaries of these organisations.
    pub canaries: UnboundedSender<OrganisationId>,
}

#[async_trait]
impl Notifier for Post {
    async fn publish(&self, notice: &Notice) -> Result<(), NotPublished> {
        let level = serde_json::to_value(notice.level()).unwrap_or_default();
        let attribute = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let message = Message {
            at: (self.now)(),
            topic: format!("mimamori-local-{}", notice.organisation),
            subject: notice.subject(),
            message: notice.message(),
            attributes: vec![
                attribute("level", level.as_str().unwrap_or_default()),
                attribute("audience", notice.audience.code()),
            ],
        };
        self.outbox.send(&message).map_err(|error| NotPublished(error.to_string()))?;
        if notice.audience == Audience::Canary {
            // Nobody listens while demo cases are loaded, and then nobody has to.
            let _ = self.canaries.send(notice.organisation.clone());
        }
        Ok(())
    }

    async fn text(&self, message: &TextMessage) -> Result<(), NotPublished> {
        let message = Message {
            at: (self.now)(),
            topic: message.phone.clone(),
            subject: "SMS".to_owned(),
            message: message.text.clone(),
            attributes: Vec::new(),
        };
        self.outbox.send(&message).map_err(|error| NotPublished(error.to_string()))
    }

    async fn alarm(&self, alarm: &Alarm) -> Result<(), NotPublished> {
        let message = Message {
            at: (self.now)(),
            topic: "mimamori-alarms-local".to_owned(),
            subject: "[Mimamori] alarm".to_owned(),
            message: alarm.message(),
            attributes: Vec::new(),
        };
        self.outbox.send(&message).map_err(|error| NotPublished(error.to_string()))
    }
}

/// The file of sent messages.
#[derive(Debug)]
pub struct Outbox {
    path: PathBuf,
    file: Mutex<File>,
}

impl Outbox {
    /// The outbox of a data folder.
    ///
    /// # Errors
    /// If its file cannot be opened for writing.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        Ok(Self { path, file: Mutex::new(file) })
    }

    /// Adds a message; it survives a killed process as soon as this returns.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn send(&self, message: &Message) -> io::Result<()> {
        let mut line = serde_json::to_vec(message)?;
        line.push(b'\n');
        self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
    }

    /// Every message, oldest first. A line that a kill cut short is left out.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn messages(&self) -> io::Result<Vec<Message>> {
        let lines = BufReader::new(File::open(&self.path)?).lines();
        lines.filter_map(|line| line.map(|line| serde_json::from_str(&line).ok()).transpose()).collect()
    }

    /// The page `/outbox`, which loads itself anew every five seconds.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new().route("/outbox", get(show)).with_state(self.clone())
    }
}

async fn show(State(outbox): State<Arc<Outbox>>, headers: HeaderMap) -> Response {
    let language = Language::of(&headers, None);
    let Ok(messages) = outbox.messages() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let rows: String = messages.iter().rev().take(SHOWN).map(row).collect();
    let main = if rows.is_empty() {
        let empty = language.pick("まだ何も送られていません。", "Nothing has been sent yet.");
        format!("<p>{empty}</p>")
    } else {
        let [time, topic, subject, message] = match language {
            Language::Ja => ["日時（日本時間）", "宛先", "件名", "本文"],
            Language::En => ["Time (Japan)", "Topic", "Subject", "Message"],
        };
        format!(
            "<div class=\"wide\"><table><thead><tr><th>{time}<th>{topic}<th>{subject}<th>{message}</tr></thead>\
             <tbody>{rows}</tbody></table></div>"
        )
    };
    let about = language.pick(
        "本番ではSNSが電子メールやSMSで各機関や患者へ送る通知です。5秒ごとに読み込み直します。",
        "In production these go to organisations and patients by e-mail or SMS. The page loads anew every five seconds.",
    );
    let title = language.pick("送信箱", "Outbox");
    let back = format!("<p><a href=\"/demo\">{}</a></p>", language.pick("デモの案内へ", "To the demo page"));
    ([("refresh", "5")], page(language, title, &format!("<p>{about}</p>{main}{back}"))).into_response()
}

/// Japan's offset: the demo's organisations lie there.
const JST_MINUTES: i32 = 540;

fn row(message: &Message) -> String {
    let time = message.at.local(JST_MINUTES);
    let attributes = message.attributes.iter().map(|(name, value)| format!("{name}: {value}"));
    format!(
        "<tr><td>{time}<td>{}<td>{}<br>{}<td><pre>{}</pre></tr>",
        escape(&message.topic),
        escape(&message.subject),
        escape(&attributes.collect::<Vec<_>>().join(", ")),
        escape(&message.message),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_messages_in_order_and_ignores_a_torn_line() {
        let folder = tempfile::tempdir().unwrap();
        let message = |text: &str| Message {
            at: Time::from_seconds(1_600_000_000),
            topic: "mimamori-local-aoba-hc".into(),
            subject: "[Mimamori] urgent".into(),
            message: text.into(),
            attributes: vec![("level".into(), "urgent".into())],
        };
        let outbox = Outbox::open(folder.path()).unwrap();
        outbox.send(&message("first\n<b>")).unwrap();
        outbox.send(&message("second")).unwrap();
        outbox.file.lock().unwrap().write_all(b"{\"at\":\"2020").unwrap();
        let again = Outbox::open(folder.path()).unwrap();
        assert_eq!(again.messages().unwrap(), [message("first\n<b>"), message("second")]);
        assert!(row(&message("<b>")).contains("&lt;b&gt;"));
    }
}
