//! What the system knows of itself: when a sweep last ran to its end, and which centres' canaries of the
//! day have been heard.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::OrganisationId;
use domain::time::{Date, Time, seconds};
use serde::{Deserialize, Serialize};

use super::item::{self, Item, number};
use super::{Store, StoreError, keys, read_failed};

/// Name of the sweep's heartbeat.
const SWEEP: &str = "sweep";
/// Name of the list of canaries.
const CANARIES: &str = "canaries";
/// Name of the list of the health centres that watch.
const CENTRES: &str = "centres";

#[derive(Deserialize)]
struct Heartbeat {
    #[serde(with = "seconds")]
    finished_at: Time,
}

/// The canaries of a day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Canaries {
    /// The day.
    pub day: Date,
    /// The centres whose canary was not heard yet.
    #[serde(default, with = "serde_dynamo::string_set", skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<OrganisationId>,
}

/// A health centre that watches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Centre {
    /// The centre.
    pub id: OrganisationId,
    /// Its prefecture.
    pub prefecture: OrganisationId,
}

#[derive(Serialize, Deserialize)]
struct Centres {
    centres: Vec<Centre>,
}

impl Store {
    /// Keeps that a sweep looked at every shard.
    pub async fn swept(&self, now: Time) -> Result<(), StoreError> {
        let item = Item::from([("finished_at".to_owned(), number(now.seconds()))]);
        self.put(keys::system(SWEEP), item).await
    }

    /// When a sweep last looked at every shard; none if none ever did.
    pub async fn last_sweep(&self) -> Result<Option<Time>, StoreError> {
        let heartbeat = self.get_settled(keys::system(SWEEP)).await?;
        let heartbeat = heartbeat.map(item::read::<Heartbeat>).transpose()?;
        Ok(heartbeat.map(|heartbeat| heartbeat.finished_at))
    }

    /// The canaries of the last day that had some. Strong.
    pub async fn canaries(&self) -> Result<Option<Canaries>, StoreError> {
        self.get(keys::system(CANARIES)).await?.map(item::read).transpose()
    }

    /// Keeps which canaries are to be heard on a day.
    pub async fn expect_canaries(&self, canaries: &Canaries) -> Result<(), StoreError> {
        self.put(keys::system(CANARIES), item::write(canaries)?).await
    }

    /// The canary of a centre was heard.
    pub async fn heard_canary(&self, centre: &OrganisationId) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::system(CANARIES).into_item(Item::new())))
            .update_expression("DELETE waiting :centre")
            .expression_attribute_values(":centre", AttributeValue::Ss(vec![centre.to_string()]))
            .send()
            .await
            .map_err(read_failed)?;
        Ok(())
    }

    /// The health centres that watch.
    pub async fn centres(&self) -> Result<Vec<Centre>, StoreError> {
        let found = self.get(keys::system(CENTRES)).await?.map(item::read::<Centres>).transpose()?;
        Ok(found.map_or(Vec::new(), |found| found.centres))
    }

    /// Keeps which health centres watch.
    pub(super) async fn set_centres(&self, centres: Vec<Centre>) -> Result<(), StoreError> {
        self.put(keys::system(CENTRES), item::write(&Centres { centres })?).await
    }
}
