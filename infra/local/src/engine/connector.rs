//! The AWS client's way into the embedded database: a connector that makes a function call where
//! others open a connection.

use std::fmt;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use dynoxide::Database;

use super::dispatch::dispatch;
use super::hook::{Hook, Target, Verdict};
use super::meter::Meter;

/// Calls the database, through the hook if there is one, and tells the meter.
#[derive(Clone)]
pub(super) struct InProcess {
    pub database: Database,
    pub meter: Meter,
    pub hook: Arc<RwLock<Option<Hook>>>,
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcess")
    }
}

impl InProcess {
    /// A client for AWS service clients that uses this connector.
    pub fn client(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(self.clone());
        http_client_fn(move |_, _| connector.clone())
    }

    async fn answer(self, target: Target) -> Result<HttpResponse, ConnectorError> {
        let hook = self.hook.read().unwrap_or_else(PoisonError::into_inner).clone();
        let verdict = hook.map_or(Verdict::Pass, |hook| hook(&target));
        let mut lose_answer = false;
        match verdict {
            Verdict::Pass => {}
            Verdict::LoseAnswer => lose_answer = true,
            Verdict::After(first) => first.await,
            Verdict::Refuse(refusal) => {
                self.meter.record(&target.operation, true, &[]);
                let (status, body) = refusal.answer(&target).ok_or_else(broken)?;
                return response(status, body);
            }
        }
        // On this thread: a call takes well under a millisecond, less than handing it to another.
        let (status, body, capacity) = match dispatch(&self.database, &target.operation, &target.body) {
            Ok((body, capacity)) => (200, body, capacity),
            Err(error) => (error.status_code(), error.to_json(), Vec::new()),
        };
        self.meter.record(&target.operation, status != 200 || lose_answer, &capacity);
        if lose_answer {
            return Err(broken());
        }
        response(status, body)
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").and_then(|target| target.split_once('.'));
        let body = request.body().bytes().map(Bytes::copy_from_slice);
        let (Some((_, operation)), Some(body)) = (target, body) else {
            let error = io::Error::other("not a DynamoDB request with a body in memory");
            return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into())));
        };
        let target = Target { operation: operation.to_owned(), body };
        HttpConnectorFuture::new(self.clone().answer(target))
    }
}

fn broken() -> ConnectorError {
    ConnectorError::io(io::Error::from(io::ErrorKind::ConnectionReset).into())
}

fn response(status: u16, body: String) -> Result<HttpResponse, ConnectorError> {
    let status = status.try_into().map_err(|error| ConnectorError::other(Box::new(error), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(body));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    Ok(response)
}
