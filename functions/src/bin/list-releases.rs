//! The function `list-releases`.

use domain::operation::Operation;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    functions::lambda::serve(Operation::ListReleases).await
}
