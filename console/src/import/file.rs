//! A file of the device, read here and sent nowhere; and one that is made here.

use dioxus::prelude::*;
use domain::form::Form;
use domain::import::{BYTES_AT_MOST, DryRun, Encoding, FileProblem, Setting, Table, decode};
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use sha2::{Digest as _, Sha256};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement, TextDecoder, TextDecoderOptions};

use crate::paper::save_as;

/// So many rows are looked at before the page may draw itself again.
const AT_ONCE: usize = 250;

/// A file that was read and looked at.
#[derive(Clone, PartialEq)]
pub struct Checked {
    /// Its name on the device.
    pub name: String,
    /// A hash of its bytes: under it the device keeps which rows are filed.
    pub hash: String,
    /// How it was written.
    pub encoding: Encoding,
    /// How many rows it has.
    pub count: usize,
    /// What was found.
    pub run: DryRun,
}

/// Reads a file and looks at every row.
///
/// # Errors
/// Why it cannot be read.
pub async fn check(
    file: &File,
    form: &'static Form,
    setting: &Setting,
    mut progress: Signal<usize>,
) -> Result<Checked, Vec<FileProblem>> {
    #[allow(clippy::cast_precision_loss)] // ten million is exact
    if file.size() > BYTES_AT_MOST as f64 {
        return Err(vec![FileProblem::TooLarge]);
    }
    // Gone or changed since it was chosen.
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| vec![FileProblem::NotText])?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    let (text, encoding) = decode(&bytes, shift_jis).map_err(|problem| vec![problem])?;
    let table = Table::read(&text, form)?;
    let mut run = DryRun::default();
    for (i, line) in table.lines.iter().enumerate() {
        if i % AT_ONCE == 0 {
            progress.set(i);
            TimeoutFuture::new(0).await;
        }
        run.take(&table, line, setting);
    }
    let hash = Sha256::digest(&bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Ok(Checked { name: file.name(), hash, encoding, count: table.lines.len(), run })
}

/// Decodes with the browser's own decoder; none if a byte does not fit.
fn shift_jis(bytes: &[u8]) -> Option<String> {
    let options = TextDecoderOptions::new();
    options.set_fatal(true);
    TextDecoder::new_with_label_and_options("shift_jis", &options).ok()?.decode_with_u8_array(bytes).ok()
}

/// The file that is chosen in the input with this id.
pub fn chosen(id: &str) -> Option<File> {
    let input = web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into::<HtmlInputElement>().ok()?;
    let file = input.files()?.get(0);
    // So that the same file can be chosen again once it is mended.
    input.set_value("");
    file
}

/// Hands a table to the person as a file.
pub fn download(name: &str, text: &str) {
    save_as(name, "text/csv;charset=utf-8", text);
}
