//! All parts of one machine, wired as the cloud wires them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use aws_lc_rs::rand;
use aws_smithy_types::retry::RetryConfig;
use axum::Router;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::time::Time;
use functions::App;
use functions::operations::hear_canary::hear_canary;
use functions::operations::notify_health_centre::{Rung, notify_health_centre};
use functions::operations::remind_patient::remind_patient;
use functions::secrets::Secrets;
use functions::staff::StaffKeys;
use functions::store::Store;
use functions::store::organisations;

use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::clock::Clock;
use crate::demo_page::{self, DemoPage};
use crate::engine::Engine;
use crate::folder::secret_file;
use crate::issuer::{CLIENT_ID, Issuer};
use crate::outbox::{Outbox, Post};
use crate::staff::Staff;
use crate::stream::{Key, Reader};
use crate::template::Template;
use crate::{api, apps, schedule, server};

/// The organisations that every installation starts with.
const ORGANISATIONS: &str = include_str!("../../data/organisations.json");

/// The table's file in the data folder.
pub(crate) const TABLE_FILE: &str = "table.db";

/// The file in the data folder that holds the secret from which all keys are derived.
const SECRET_FILE: &str = "secret";

/// The parts.
pub struct Machine {
    /// What the operations work with.
    pub app: App,
    /// The embedded DynamoDB under it.
    pub engine: Engine,
    /// The demo's clock.
    pub clock: Arc<Clock>,
    /// Signs staff in.
    pub issuer: Arc<Issuer>,
    /// Who can sign in.
    pub staff: Vec<Staff>,
    outbox: Arc<Outbox>,
    ringing: Reader,
    reminding: Reader,
    heard: Mutex<UnboundedReceiver<OrganisationId>>,
    template: Template,
    folder: PathBuf,
    origin: String,
}

impl Machine {
    /// Opens what is in a data folder, or makes it, and loads the organisations. `origin` is the
    /// server's address without a path. Without `sent_at`, messages carry the clock's time.
    ///
    /// # Errors
    /// If a part of the folder cannot be read or written.
    pub async fn open(
        folder: &Path,
        origin: &str,
        sent_at: Option<Box<dyn Fn() -> Time + Send + Sync>>,
    ) -> Result<Self> {
        let template = Template::embedded()?;
        let clock = Arc::new(Clock::open(folder)?);
        let engine = Engine::open(&folder.join(TABLE_FILE), &template).await?;
        let staff = Staff::read(ORGANISATIONS)?;
        let issuer = Arc::new(Issuer::open(folder, origin, clock.clone(), staff.clone())?);
        let outbox = Arc::new(Outbox::open(folder)?);
        let now = sent_at.unwrap_or_else(|| {
            let clock = clock.clone();
            Box::new(move || clock.now())
        });
        let (canaries, heard) = unbounded_channel();
        let secret = secret_file(&folder.join(SECRET_FILE), new_secret)?;
        let keys = serde_json::from_value(issuer.jwks())?;
        let app = App {
            store: Store::new(engine.client(RetryConfig::standard()), engine.table().to_owned()),
            secrets: Arc::new(Secrets::new(&secret).map_err(|error| anyhow!(error))?),
            staff: Arc::new(StaffKeys::fixed(issuer.url(), CLIENT_ID.to_owned(), keys)),
            rules: Arc::default(),
            notifier: Arc::new(Post { outbox: outbox.clone(), now, canaries }),
            duties: Arc::new(functions::duty::Duties::default()),
            console_url: format!("{origin}/console/"),
            app_url: format!("{origin}/"),
        };
        app.store.load_organisations(&issuer.url(), &organisations::read_file(ORGANISATIONS)?).await?;
        let reader = |operation: Operation| {
            let mapping = template.stream_mapping(operation).context("the template maps no stream")?;
            anyhow::Ok(Reader::new(&engine, mapping.clone(), folder))
        };
        let (ringing, reminding) =
            (reader(Operation::NotifyHealthCentre)?, reader(Operation::RemindPatient)?);
        let (folder, origin) = (folder.to_owned(), origin.to_owned());
        Ok(Self {
            app,
            engine,
            clock,
            issuer,
            staff,
            outbox,
            ringing,
            reminding,
            heard: Mutex::new(heard),
            template,
            folder,
            origin,
        })
    }

    /// Everything that is served; the built apps lie in `web`.
    ///
    /// # Errors
    /// If the template has a route that no operation answers.
    pub fn router(&self, web: &Path) -> Result<Router> {
        let page = Arc::new(DemoPage {
            origin: self.origin.clone(),
            clock: self.clock.clone(),
            staff: self.staff.clone(),
            patients: demo_page::patients(&self.folder),
        });
        let api = api::router(&self.template.routes, self.app.clone(), self.clock.clone());
        let parts = apps::router(web)
            .merge(api.map_err(|error| anyhow!(error))?)
            .merge(self.issuer.router())
            .merge(self.outbox.router())
            .merge(page.router());
        Ok(server::router(parts, self.issuer.url(), &self.origin, self.clock.clone()))
    }

    /// Drives the stream and the schedule for ever.
    pub async fn drive(&self) {
        let notify = async |keys| notify_health_centre(&self.app, &rung(keys), self.clock.now()).await;
        let remind = async |keys| remind_patient(&self.app, &rung(keys), self.clock.now()).await;
        tokio::join!(
            self.ringing.run(&notify),
            self.reminding.run(&remind),
            schedule::run(&self.app, &self.clock),
            self.hear_canaries()
        );
    }

    /// The subscription at the end of the way that alarms go.
    async fn hear_canaries(&self) {
        let mut heard = self.heard.lock().await;
        while let Some(organisation) = heard.recv().await {
            if let Err(error) = hear_canary(&self.app, &organisation, self.clock.now()).await {
                eprintln!("hear-canary: {error}");
            }
        }
    }

    /// Tells the organisations what is in the stream now.
    ///
    /// # Errors
    /// If the stream cannot be read.
    pub async fn tell(&self) -> Result<()> {
        let now = self.clock.now();
        self.ringing.drain(&async |keys| notify_health_centre(&self.app, &rung(keys), now).await).await?;
        self.reminding.drain(&async |keys| remind_patient(&self.app, &rung(keys), now).await).await?;
        Ok(())
    }
}

fn rung(keys: Vec<Key>) -> Vec<Rung> {
    keys.into_iter().map(|(pk, sk)| Rung { pk, sk }).collect()
}

fn new_secret() -> std::io::Result<Vec<u8>> {
    let mut random = [0; 48];
    rand::fill(&mut random).map_err(|_| std::io::Error::other("no random numbers"))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(random).into_bytes())
}
