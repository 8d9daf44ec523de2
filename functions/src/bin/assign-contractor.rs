//! The function `assign-contractor`.

use domain::operation::Operation;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    functions::lambda::serve(Operation::AssignContractor).await
}
