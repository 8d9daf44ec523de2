//! Writes the OpenAPI document to standard output.

#[allow(clippy::print_stdout)] // that is its work
fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(&functions::openapi::document())?);
    Ok(())
}
