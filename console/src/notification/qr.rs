//! A QR code as SVG elements.

use dioxus::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

/// Light modules around a code; less and phones do not find it (ISO/IEC 18004: four).
const QUIET: usize = 4;

/// A QR code of a text; nothing if the text is too long for one.
#[component]
pub fn Qr(
    /// What a phone reads.
    text: String,
    /// What it is, for who cannot see it.
    label: String,
) -> Element {
    // The level that still reads with a crease across the paper.
    let Ok(code) = QrCode::with_error_correction_level(&text, EcLevel::M) else { return rsx! {} };
    let size = code.width() + 2 * QUIET;
    rsx! {
        svg { class: "qr", view_box: "0 0 {size} {size}", role: "img", "aria-label": "{label}",
            // Dark on light also in the dark scheme: phones expect it so.
            rect { class: "qr-paper", width: "{size}", height: "{size}" }
            path { class: "qr-ink", d: path(&code.to_colors(), code.width()) }
        }
    }
}

/// Runs of dark modules, row by row.
fn path(modules: &[Color], width: usize) -> String {
    let mut d = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|module| **module == Color::Dark).count();
            if run > 0 {
                d.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_dark_modules_become_boxes() {
        let (d, l) = (Color::Dark, Color::Light);
        assert_eq!(path(&[d, d, l, l, d, l, l, l, d], 3), "M4 4h2v1h-2zM5 5h1v1h-1zM6 6h1v1h-1z");
    }
}
