//! The topics of organisations: who has one, and what is missing of it.

use anyhow::{Result, anyhow};
use aws_sdk_sns::error::{DisplayErrorContext, SdkError};
use aws_sdk_sns::types::Tag;
use domain::ids::OrganisationId;
use functions::store::organisations::Organisation;

/// Which messages the canary's queue takes; everything else is for people.
const FILTER: &str = r#"{"audience":["canary"]}"#;

/// A topic that has to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Whose.
    pub organisation: OrganisationId,
    /// Whether the canary's queue listens to it.
    pub canary: bool,
}

/// What is found of a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Found {
    is_there: bool,
    key: Option<String>,
    /// The subscription of the canary's queue, and its filter.
    canary: Option<(String, Option<String>)>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Create,
    Encrypt,
    Subscribe,
    Filter(String),
}

impl Step {
    const fn told(&self) -> &'static str {
        match self {
            Self::Create => "topic created",
            Self::Encrypt => "topic encrypted with the stack's key",
            Self::Subscribe => "the canary's queue subscribed",
            Self::Filter(_) => "the filter of the canary's queue set",
        }
    }
}

/// The topics of whoever watches. A canary is begun for health centres only.
pub fn wanted(all: &[Organisation]) -> Vec<Wanted> {
    let watching = all.iter().filter(|organisation| organisation.watches);
    let topic =
        |one: &Organisation| Wanted { organisation: one.id.clone(), canary: one.kind == "health_centre" };
    watching.map(topic).collect()
}

/// What is missing of a topic, in the order in which it is done.
fn plan(wanted: &Wanted, found: &Found, key: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    if !found.is_there {
        steps.push(Step::Create);
    } else if found.key.as_deref() != Some(key) {
        steps.push(Step::Encrypt);
    }
    match &found.canary {
        None if wanted.canary => steps.push(Step::Subscribe),
        Some((subscription, filter)) if !is_filter(filter.as_deref()) => {
            steps.push(Step::Filter(subscription.clone()));
        }
        _ => {}
    }
    steps
}

fn is_filter(found: Option<&str>) -> bool {
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    found.and_then(read) == read(FILTER)
}

/// The topics of a stack.
pub struct Topics {
    /// SNS.
    pub client: aws_sdk_sns::Client,
    /// What their ARNs begin with; the organisation's id follows.
    pub prefix: String,
    /// The key with which they are encrypted.
    pub key: String,
    /// The queue out of which `hear-canary` reads.
    pub canary_queue: String,
}

impl Topics {
    /// Makes what is missing of a topic; what was done, in words.
    ///
    /// # Errors
    /// If SNS refuses.
    pub async fn ensure(&self, wanted: &Wanted) -> Result<Vec<&'static str>> {
        let arn = [self.prefix.as_str(), wanted.organisation.as_str()].concat();
        let steps = plan(wanted, &self.find(&arn).await?, &self.key);
        for step in &steps {
            self.carry_out(wanted, &arn, step).await?;
        }
        let told: Vec<_> = steps.iter().map(Step::told).collect();
        Ok(if told.is_empty() { vec!["topic is there"] } else { told })
    }

    async fn find(&self, arn: &str) -> Result<Found> {
        let asked = self.client.get_topic_attributes().topic_arn(arn).send().await;
        let attributes = match asked {
            Ok(answer) => answer.attributes.unwrap_or_default(),
            Err(error) if error.as_service_error().is_some_and(|error| error.is_not_found_exception()) => {
                return Ok(Found::default());
            }
            Err(error) => return Err(told(&error)),
        };
        let key = attributes.get("KmsMasterKeyId").cloned().filter(|key| !key.is_empty());
        Ok(Found { is_there: true, key, canary: self.subscription(arn).await? })
    }

    async fn subscription(&self, arn: &str) -> Result<Option<(String, Option<String>)>> {
        let mut pages = self.client.list_subscriptions_by_topic().topic_arn(arn).into_paginator().send();
        while let Some(page) = pages.next().await {
            let all = page.map_err(|error| told(&error))?.subscriptions.unwrap_or_default();
            let is_it = |endpoint: Option<&str>| endpoint == Some(self.canary_queue.as_str());
            let Some(found) = all.into_iter().find(|one| is_it(one.endpoint())) else { continue };
            let Some(id) = found.subscription_arn else { continue };
            let asked = self.client.get_subscription_attributes().subscription_arn(&id).send().await;
            let attributes = asked.map_err(|error| told(&error))?.attributes.unwrap_or_default();
            return Ok(Some((id, attributes.get("FilterPolicy").cloned())));
        }
        Ok(None)
    }

    async fn carry_out(&self, wanted: &Wanted, arn: &str, step: &Step) -> Result<()> {
        let client = &self.client;
        match step {
            Step::Create => {
                let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
                let name = arn.rsplit(':').next().unwrap_or_default();
                let create = client.create_topic().name(name).attributes("KmsMasterKeyId", &self.key);
                let create = create.tags(tag("application", "mimamori")?);
                let create = create.tags(tag("organisation", wanted.organisation.as_str())?);
                let made = create.send().await.map_err(|error| told(&error))?;
                // Another region or account than the stack's would ring nobody.
                if made.topic_arn() != Some(arn) {
                    return Err(anyhow!(
                        "{} was made instead of {arn}",
                        made.topic_arn().unwrap_or("nothing")
                    ));
                }
            }
            Step::Encrypt => {
                let set = client.set_topic_attributes().topic_arn(arn).attribute_name("KmsMasterKeyId");
                set.attribute_value(&self.key).send().await.map_err(|error| told(&error))?;
            }
            Step::Subscribe => {
                let subscribe =
                    client.subscribe().topic_arn(arn).protocol("sqs").endpoint(&self.canary_queue);
                let subscribe = subscribe.attributes("FilterPolicy", FILTER);
                subscribe.send().await.map_err(|error| told(&error))?;
            }
            Step::Filter(subscription) => {
                let set = client.set_subscription_attributes().subscription_arn(subscription);
                let set = set.attribute_name("FilterPolicy").attribute_value(FILTER);
                set.send().await.map_err(|error| told(&error))?;
            }
        }
        Ok(())
    }
}

fn told<E: std::error::Error + Send + Sync + 'static, R: std::fmt::Debug + Send + Sync + 'static>(
    error: &SdkError<E, R>,
) -> anyhow::Error {
    anyhow!("{}", DisplayErrorContext(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "arn:aws:kms:ap-northeast-1:000000000000:key/1";

    fn topic(canary: bool) -> Wanted {
        Wanted { organisation: "aoba-hc".parse().unwrap(), canary }
    }

    #[test]
    fn whoever_watches_has_a_topic_and_a_health_centre_a_canary() {
        let all = functions::store::organisations::read_file(include_str!("../../data/organisations.json"));
        let wanted: Vec<_> =
            wanted(&all.unwrap()).into_iter().map(|one| (one.organisation.to_string(), one.canary)).collect();
        let wanted: Vec<_> = wanted.iter().map(|(id, canary)| (id.as_str(), *canary)).collect();
        let (health_centres, others): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|(_, canary)| *canary);
        assert_eq!(health_centres, [("aoba-hc", true), ("wakakusa-hc", true)]);
        let others: Vec<_> = others.into_iter().map(|(id, _)| id).collect();
        assert_eq!(others, ["mizuho-pref", "minato-hotel", "hidamari-support"]);
    }

    #[test]
    fn only_what_is_missing_is_done() {
        let whole = Found {
            is_there: true,
            key: Some(KEY.to_owned()),
            canary: Some(("s".to_owned(), Some(r#"{ "audience": [ "canary" ] }"#.to_owned()))),
        };
        let unfiltered = Found { canary: Some(("s".to_owned(), None)), ..whole.clone() };
        for (canary, found, steps) in [
            (true, Found::default(), vec![Step::Create, Step::Subscribe]),
            (false, Found::default(), vec![Step::Create]),
            (true, whole.clone(), vec![]),
            (true, Found { key: None, ..whole.clone() }, vec![Step::Encrypt]),
            (true, Found { canary: None, ..whole }, vec![Step::Subscribe]),
            // A queue that hears everything would take every alarm for the canary.
            (true, unfiltered, vec![Step::Filter("s".to_owned())]),
        ] {
            assert_eq!(plan(&topic(canary), &found, KEY), steps, "{found:?}");
        }
    }
}
