//! Telling organisations through SNS, one topic each. A message says how many and how bad, and
//! where to look: no personal data (design 4). And text messages to a patient's own phone.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_sns::error::ProvideErrorMetadata;
use aws_sdk_sns::types::MessageAttributeValue;
use domain::ids::OrganisationId;
use domain::level::Level;
use domain::ringing::Audience;
use domain::time::Time;

/// What an organisation is told about work that rings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Who is told.
    pub organisation: OrganisationId,
    /// For whom of it.
    pub audience: Audience,
    /// How many items ring, by level, worst first.
    pub counts: BTreeMap<std::cmp::Reverse<Level>, usize>,
    /// Where to look.
    pub link: String,
}

/// Something is wrong with the system itself; whoever runs it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// No sweep has come to its end since then, or ever.
    SweepStopped {
        /// When the last one did.
        last: Option<Time>,
    },
    /// Alarms of these centres do not arrive.
    CanaryNotHeard {
        /// Which centres.
        centres: Vec<OrganisationId>,
    },
}

impl Alarm {
    /// What it says.
    pub fn message(&self) -> String {
        match self {
            Self::SweepStopped { last: None } => {
                "sweep-due has never come to its end. Nobody is looking for who is overdue.".to_owned()
            }
            Self::SweepStopped { last: Some(last) } => {
                format!(
                    "sweep-due has not come to its end since {last}. Nobody is looking for who is overdue."
                )
            }
            Self::CanaryNotHeard { centres } => {
                let names: Vec<&str> = centres.iter().map(OrganisationId::as_str).collect();
                format!("The canary of {} was not heard: alarms may not arrive.", names.join(", "))
            }
        }
    }
}

/// The message could not be handed over; it is tried again.
#[derive(Debug, thiserror::Error)]
#[error("publishing failed: {0}")]
pub struct NotPublished(pub String);

/// A text message to a mobile phone. Its number identifies a person and its text may hold a secret, so
/// neither is ever written to a log.
#[derive(Clone, PartialEq, Eq)]
pub struct TextMessage {
    /// The number, with `+` and the country's code.
    pub phone: String,
    /// What it says.
    pub text: String,
}

impl std::fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TextMessage(…)")
    }
}

/// Publishes notices. A trait because SNS cannot run everywhere the functions do.
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Hands one notice over.
    async fn publish(&self, notice: &Notice) -> Result<(), NotPublished>;

    /// Hands a text message over to the telephone network.
    async fn text(&self, message: &TextMessage) -> Result<(), NotPublished>;

    /// Tells whoever runs the system.
    async fn alarm(&self, alarm: &Alarm) -> Result<(), NotPublished>;
}

impl Notice {
    /// The worst level.
    pub fn level(&self) -> Level {
        self.counts.keys().next().map_or(Level::Ok, |level| level.0)
    }

    /// The subject of an e-mail; ASCII and short, as SNS demands.
    pub fn subject(&self) -> String {
        format!("[Mimamori] {}", word(self.level()).1)
    }

    /// The message in Japanese and English.
    pub fn message(&self) -> String {
        let list = |japanese: bool| {
            let one = |(level, count): (&std::cmp::Reverse<Level>, &usize)| {
                let (ja, en) = word(level.0);
                if japanese { format!("{ja} {count}件") } else { format!("{count} {en}") }
            };
            self.counts.iter().map(one).collect::<Vec<_>>().join(if japanese { "、" } else { ", " })
        };
        format!("対応が必要です：{}\nNeeds attention: {}\n{}\n", list(true), list(false), self.link)
    }
}

const fn word(level: Level) -> (&'static str, &'static str) {
    match level {
        Level::Emergency | Level::Unknown => ("緊急", "emergency"),
        Level::Urgent => ("至急", "urgent"),
        Level::Caution => ("注意", "caution"),
        Level::Ok => ("なし", "none"),
    }
}

/// The topics of the organisations: `<prefix><organisation>`.
pub struct Topics {
    client: aws_sdk_sns::Client,
    prefix: String,
    alarms: String,
}

impl Topics {
    /// Topics whose ARNs begin with this prefix, and the topic of alarms.
    pub const fn new(client: aws_sdk_sns::Client, prefix: String, alarms: String) -> Self {
        Self { client, prefix, alarms }
    }
}

#[async_trait]
impl Notifier for Topics {
    async fn publish(&self, notice: &Notice) -> Result<(), NotPublished> {
        let failed = |error: &dyn std::fmt::Display| NotPublished(error.to_string());
        let attribute = |value: &str| {
            MessageAttributeValue::builder()
                .data_type("String")
                .string_value(value)
                .build()
                .map_err(|error| failed(&error))
        };
        let level = serde_json::to_value(notice.level()).map_err(|error| failed(&error))?;
        self.client
            .publish()
            .topic_arn(format!("{}{}", self.prefix, notice.organisation))
            .subject(notice.subject())
            .message(notice.message())
            .message_attributes("level", attribute(level.as_str().unwrap_or_default())?)
            .message_attributes("audience", attribute(notice.audience.code())?)
            .send()
            .await
            .map_err(|error| failed(&aws_sdk_sns::error::DisplayErrorContext(&error)))?;
        Ok(())
    }

    async fn text(&self, message: &TextMessage) -> Result<(), NotPublished> {
        let transactional = MessageAttributeValue::builder()
            .data_type("String")
            .string_value("Transactional")
            .build()
            .map_err(|error| NotPublished(error.to_string()))?;
        let sent = self
            .client
            .publish()
            .phone_number(&message.phone)
            .message(&message.text)
            .message_attributes("AWS.SNS.SMS.SMSType", transactional)
            .send()
            .await;
        // The code alone: what SNS says in words repeats the number.
        sent.map(|_| ()).map_err(|error| NotPublished(error.code().unwrap_or("no answer").to_owned()))
    }

    async fn alarm(&self, alarm: &Alarm) -> Result<(), NotPublished> {
        let sent = self
            .client
            .publish()
            .topic_arn(&self.alarms)
            .subject("[Mimamori] alarm")
            .message(alarm.message())
            .send()
            .await;
        sent.map(|_| ())
            .map_err(|error| NotPublished(aws_sdk_sns::error::DisplayErrorContext(&error).to_string()))
    }
}
