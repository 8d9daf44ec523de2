//! The files around the wasm: one script, one style sheet, icons, page, manifest and service
//! worker. esbuild joins, shrinks and names them by their content; this file writes the names
//! into what must keep its own name.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::web::{App, files};
use crate::{npm, shell};

/// Source name (`app.css`) to the path under which the app finds it (`/assets/app-X7.css`).
type Names = BTreeMap<String, String>;

/// Puts together what is served, beside the old result, and then takes its place.
///
/// # Errors
/// If esbuild fails or a page names an asset that does not exist.
pub fn assemble(app: &App, work: &Path) -> Result<()> {
    let new = work.join("served");
    let names = bundle(app, work, &new)?;
    write_pages(app, &names, &new)?;
    compress(&new)?;
    if app.output().exists() {
        fs::remove_dir_all(app.output())?;
    }
    Ok(fs::rename(new, app.output())?)
}

/// Runs esbuild over script, style sheet and icons.
fn bundle(app: &App, work: &Path, output: &Path) -> Result<Names> {
    fs::copy(shared().join("boot.js"), work.join("boot.js"))?;
    fs::write(work.join("app.css"), style_sheet(app)?)?;
    let meta = work.join("esbuild.json");
    let mut esbuild = npm::program("esbuild");
    esbuild.args([work.join("boot.js"), work.join("app.css")]).args(icons(app)?).args([
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--log-level=warning",
        "--legal-comments=none",
        "--entry-names=[name]-[hash]",
        "--asset-names=[name]-[hash]",
        "--loader:.wasm=file",
        "--loader:.png=copy",
        "--loader:.svg=copy",
    ]);
    esbuild.arg(format!("--define:BASE=\"{}\"", app.base));
    esbuild.arg(format!("--public-path={}assets", app.base));
    esbuild.arg(format!("--outdir={}", output.join("assets").display()));
    esbuild.arg(format!("--metafile={}", meta.display()));
    shell::run(&mut esbuild)?;
    names(app, &meta)
}

/// A style sheet that imports the shared ones and then the app's own, each in order of names.
fn style_sheet(app: &App) -> Result<String> {
    let mut sheets = files(&shell::root().join("ui/assets"))?;
    sheets.extend(files(&app.source().join("assets"))?);
    sheets.retain(|file| file.extension().is_some_and(|kind| kind == "css"));
    Ok(sheets.iter().map(|file| format!("@import {:?};\n", file.display().to_string())).collect())
}

fn icons(app: &App) -> Result<Vec<PathBuf>> {
    let mut icons = files(&app.source().join("public"))?;
    icons.retain(|file| file.extension().is_some_and(|kind| kind == "svg" || kind == "png"));
    Ok(icons)
}

/// Reads from esbuild's report which file became which.
fn names(app: &App, meta: &Path) -> Result<Names> {
    let meta: Value = serde_json::from_slice(&fs::read(meta)?)?;
    let outputs = meta["outputs"].as_object().context("esbuild's report has no outputs")?;
    let mut names = Names::new();
    for (output, about) in outputs {
        // A file that was only copied has itself as its one input.
        let source = about["entryPoint"]
            .as_str()
            .or_else(|| about["inputs"].as_object()?.keys().next().map(String::as_str))
            .with_context(|| format!("esbuild does not say where {output} comes from"))?;
        let asset = format!("{}assets/{}", app.base, file_name(output));
        names.insert(file_name(source).to_owned(), asset);
    }
    Ok(names)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Writes page, manifest and service worker, the real names in them.
fn write_pages(app: &App, names: &Names, output: &Path) -> Result<()> {
    let read =
        |path: PathBuf| fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()));
    let page = with_names(app, &read(app.source().join("index.html"))?, names)?;
    let manifest = read(app.source().join("public/manifest.webmanifest"))?;
    let manifest = with_names(app, &manifest, names)?;
    let worker = read(shared().join("sw.js"))?;

    let mut hasher = DefaultHasher::new();
    (&page, &manifest, &worker).hash(&mut hasher);
    let build = format!("{:016x}", hasher.finish());

    let page = put(&page, "BUILD", &build)?;
    // Offline, the app needs its page and what that loads; sizes of icons are the launcher's.
    let precache: Vec<_> = names.values().filter(|name| !name.ends_with(".png")).collect();
    let settings = json!({ "app": app.name, "base": app.base, "build": build, "files": precache });
    let worker = put(&worker, "\"SETTINGS\"", &settings.to_string())?;

    fs::write(output.join("index.html"), page)?;
    fs::write(output.join("manifest.webmanifest"), manifest)?;
    Ok(fs::write(output.join("sw.js"), worker)?)
}

/// Replaces every path of an asset (`/assets/app.css`) by that of the built file.
fn with_names(app: &App, text: &str, names: &Names) -> Result<String> {
    let start = format!("\"{}assets/", app.base);
    let mut parts = text.split(&start);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (source, rest) = part.split_once('"').context("a path of an asset has no end")?;
        let Some(name) = names.get(source) else {
            bail!("{start}{source}\" is named in {}, but there is no such file", app.package);
        };
        result.extend(["\"", name, "\"", rest]);
    }
    Ok(result)
}

fn put(text: &str, place: &str, value: &str) -> Result<String> {
    if text.matches(place).count() != 1 {
        bail!("{place} must stand exactly once in {:.60}…", text);
    }
    Ok(text.replace(place, value))
}

/// Writes a `.br` beside every file that gets smaller by it.
fn compress(folder: &Path) -> Result<()> {
    shell::run(shell::program("node").arg(shared().join("compress.mjs")).arg(folder))
}

/// Files that both apps get from here.
fn shared() -> PathBuf {
    shell::root().join("infra/xtask/web")
}
