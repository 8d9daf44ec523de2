//! What the environment says, read once before the first event. Without the default
//! configuration chain: a function has its region and credentials in its environment, and
//! looking further costs start-up (the template sets every variable that is read here).

use std::env;
use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::Region;

use crate::App;
use crate::notify::Topics;
use crate::secrets::Secrets;
use crate::staff::StaffKeys;
use crate::store::Store;

/// A variable that is missing or wrong.
#[derive(Debug, thiserror::Error)]
#[error("environment: {0}")]
pub struct ConfigError(String);

fn required(name: &str) -> Result<String, ConfigError> {
    env::var(name).map_err(|_| ConfigError(format!("{name} is not set")))
}

fn optional(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

fn credentials() -> Result<Credentials, ConfigError> {
    Ok(Credentials::new(
        required("AWS_ACCESS_KEY_ID")?,
        required("AWS_SECRET_ACCESS_KEY")?,
        env::var("AWS_SESSION_TOKEN").ok(),
        None,
        "environment",
    ))
}

/// Builds the app of a Lambda function. Functions that need no secret get a useless one.
pub async fn from_env() -> Result<App, ConfigError> {
    let region = Region::new(required("AWS_REGION")?);
    let credentials = credentials()?;
    let endpoint = env::var("AWS_ENDPOINT_URL").ok();

    let mut dynamodb = aws_sdk_dynamodb::Config::builder()
        .behavior_version_latest()
        .region(region.clone())
        .credentials_provider(credentials.clone());
    let mut sns = aws_sdk_sns::Config::builder()
        .behavior_version_latest()
        .region(region)
        .credentials_provider(credentials);
    if let Some(url) = endpoint {
        dynamodb = dynamodb.endpoint_url(&url);
        sns = sns.endpoint_url(url);
    }

    let secret = env::var("MIMAMORI_SECRET").unwrap_or_else(|_| uuid::Uuid::new_v4().to_string());
    let staff = StaffKeys::fetched(optional("OIDC_ISSUER"), optional("OIDC_CLIENT_ID"));
    staff.prepare().await;
    Ok(App {
        store: Store::new(aws_sdk_dynamodb::Client::from_conf(dynamodb.build()), required("TABLE_NAME")?),
        secrets: Arc::new(Secrets::new(secret.as_bytes()).map_err(ConfigError)?),
        staff: Arc::new(staff),
        rules: Arc::default(),
        notifier: Arc::new(Topics::new(
            aws_sdk_sns::Client::from_conf(sns.build()),
            optional("TOPIC_PREFIX"),
            optional("ALARM_TOPIC"),
        )),
        duties: Arc::new(crate::duty::Duties::default()),
        console_url: optional("CONSOLE_URL"),
        app_url: optional("APP_URL"),
    })
}
