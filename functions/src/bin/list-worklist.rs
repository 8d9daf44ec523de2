//! The function `list-worklist`.

use domain::operation::Operation;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    functions::lambda::serve(Operation::ListWorklist).await
}
