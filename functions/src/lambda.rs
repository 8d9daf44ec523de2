//! Running an operation as a Lambda function: everything is built before the first event.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use aws_lambda_events::event::dynamodb::Event as StreamEvent;
use aws_lambda_events::event::sqs::SqsEvent;
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use bytes::Bytes;
use domain::operation::Operation;
use domain::time::Time;
use lambda_http::{Body, Error, Request, RequestExt, Response};
use lambda_runtime::{LambdaEvent, service_fn, tracing};
use serde_json::Value;

use crate::App;
use crate::config;
use crate::http::answer;
use crate::operations::hear_canary::hear_canary;
use crate::operations::notify_health_centre::{Rung, notify_health_centre};
use crate::operations::remind_patient::remind_patient;
use crate::operations::sweep_due::sweep_due;
use crate::operations::watch_sweep::watch_sweep;

/// Left at the end of a sweep's time for its last answer.
const RESERVE: Duration = Duration::from_secs(5);

/// Runs an operation behind the API.
pub async fn serve(operation: Operation) -> Result<(), Error> {
    tracing::init_default_subscriber();
    let app = config::from_env().await?;
    let app = &app;
    lambda_http::run(service_fn(move |request: Request| async move {
        let request = plain(request);
        let response = answer(app, operation, request, now()).await;
        Ok::<Response<Body>, Error>(response.map(|body| Body::from(body.to_vec())))
    }))
    .await
}

/// Runs the sweep. It stops before its time is up and tells if anything was skipped.
pub async fn serve_sweep() -> Result<(), Error> {
    tracing::init_default_subscriber();
    let app = config::from_env().await?;
    let app = &app;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| async move {
        let left = event.context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
        let stop = Instant::now() + left.saturating_sub(RESERVE);
        let swept = sweep_due(app, now(), stop).await?;
        tracing::info!(?swept, "swept");
        // An error after everything else is done raises the alarm without holding anything up.
        if swept.skipped > 0 {
            return Err(Error::from(format!("{} cases were skipped", swept.skipped)));
        }
        Ok(())
    }))
    .await
}

/// Runs the dead man's switch.
pub async fn serve_watch() -> Result<(), Error> {
    tracing::init_default_subscriber();
    let app = config::from_env().await?;
    let app = &app;
    lambda_runtime::run(service_fn(move |_: LambdaEvent<Value>| async move {
        Box::pin(watch_sweep(app, now())).await.map_err(Error::from)
    }))
    .await
}

/// Runs what hears the canaries: messages of the organisations' topics, out of a queue.
pub async fn serve_canary() -> Result<(), Error> {
    tracing::init_default_subscriber();
    let app = config::from_env().await?;
    let app = &app;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| async move {
        for record in event.payload.records {
            let told: Option<Value> = record.body.and_then(|body| serde_json::from_str(&body).ok());
            let topic = told.as_ref().and_then(|told| told["TopicArn"].as_str());
            // `…:mimamori-<stage>-<organisation>`
            let name = topic.and_then(|arn| arn.rsplit(':').next()).unwrap_or_default();
            let organisation = name.splitn(3, '-').nth(2).and_then(|id| id.parse().ok());
            match organisation {
                Some(organisation) => Box::pin(hear_canary(app, &organisation, now())).await?,
                None => tracing::error!("a canary's message names no organisation"),
            }
        }
        Ok::<_, Error>(())
    }))
    .await
}

/// Runs the telling of what rings.
pub async fn serve_notify() -> Result<(), Error> {
    serve_stream(async |app, batch| notify_health_centre(app, batch, now()).await).await
}

/// Runs the reminding of patients.
pub async fn serve_remind() -> Result<(), Error> {
    serve_stream(async |app, batch| remind_patient(app, batch, now()).await).await
}

/// Runs what the table's stream calls, with batches of keys; it answers the places that failed.
async fn serve_stream(run: impl AsyncFn(&App, &[Rung]) -> Vec<usize>) -> Result<(), Error> {
    tracing::init_default_subscriber();
    let app = config::from_env().await?;
    let (app, run) = (&app, &run);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<StreamEvent>| async move {
        let records = event.payload.records;
        let batch: Vec<Rung> = records.iter().map(|record| rung(&record.change.keys)).collect();
        // In a box, because the compiler lays out no future that is nested as deeply as this one.
        let failed = Box::pin(run(app, &batch)).await;
        let failures = failed.into_iter().filter_map(|place| {
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = records.get(place)?.change.sequence_number.clone();
            Some(failure)
        });
        let mut response = DynamoDbEventResponse::default();
        response.batch_item_failures = failures.collect();
        Ok::<_, Error>(response)
    }))
    .await
}

fn rung(keys: &serde_dynamo::Item) -> Rung {
    let text = |name: &str| match keys.get(name) {
        Some(serde_dynamo::AttributeValue::S(text)) => text.clone(),
        _ => String::new(),
    };
    Rung { pk: text("pk"), sk: text("sk") }
}

fn plain(request: Request) -> http::Request<Bytes> {
    let path = request.raw_http_path().to_owned();
    let (mut parts, body) = request.into_parts();
    // The gateway's stage is in front of the path; only the query matters to an operation.
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    if let Ok(uri) = format!("{path}{query}").parse() {
        parts.uri = uri;
    }
    let body = match body {
        Body::Text(text) => Bytes::from(text),
        Body::Binary(bytes) => Bytes::from(bytes),
        _ => Bytes::new(),
    };
    http::Request::from_parts(parts, body)
}

fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
