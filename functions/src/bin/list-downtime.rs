//! The function `list-downtime`.

use domain::operation::Operation;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    functions::lambda::serve(Operation::ListDowntime).await
}
