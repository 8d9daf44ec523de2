//! `build`: from the two apps' sources to folders that any web server can serve.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use walrus::{FunctionKind, ModuleConfig};
use wasm_bindgen_cli_support::Bindgen;

use crate::wasm::{self, Toolchain};
use crate::{bundle, npm, shell, sizes, tools};

/// One of the two apps.
pub struct App {
    /// Package and folder of its source.
    pub package: &'static str,
    /// Folder of the result under `target/web`.
    pub name: &'static str,
    /// Path at which it is served, with a slash at both ends.
    pub base: &'static str,
    /// Most bytes that its first screen may cost in brotli.
    pub budget: u64,
}

/// The apps. The patient's phone may be on a bad line; the staff's browser has a desk.
pub const APPS: [App; 2] = [
    App { package: "mobile", name: "patient", base: "/", budget: 200_000 },
    App { package: "console", name: "console", base: "/console/", budget: 960_000 },
];

impl App {
    /// Folder of the app's sources.
    pub fn source(&self) -> PathBuf {
        shell::root().join(self.package)
    }

    /// Folder that is served.
    pub fn output(&self) -> PathBuf {
        shell::root().join("target/web").join(self.name)
    }
}

/// Builds both apps and prints what they weigh.
///
/// # Errors
/// If a tool is missing or fails, or an app is over its budget.
pub fn build() -> Result<()> {
    // Two builds at once would write into each other's folders.
    let lock = tools::folder().join("web-build.lock");
    fs::create_dir_all(tools::folder())?;
    let lock = fs::File::create(lock)?;
    lock.lock()?;
    npm::install()?;
    let toolchain = Toolchain::find()?;
    for app in &APPS {
        shell::step(&format!("building the app in {}/ for browsers", app.package), || {
            build_app(app, &toolchain)
        })?;
    }
    // Both tables first: whoever has to save bytes wants to see them all.
    let over: Vec<String> =
        APPS.iter().filter_map(|app| sizes::over_budget(app).transpose()).collect::<Result<_>>()?;
    if over.is_empty() { Ok(()) } else { bail!("{}", over.join("; ")) }
}

fn build_app(app: &App, toolchain: &Toolchain) -> Result<()> {
    // One app at a time: together, each would get the other's features of shared crates.
    let mut cargo = toolchain.cargo_build()?;
    shell::run(cargo.args(["--profile", "web", "--package", app.package]))?;
    let compiled = wasm::target_folder().join(wasm::TARGET).join("web").join(app.package);
    let compiled = compiled.with_extension("wasm");

    let work = shell::root().join("target/web/work").join(app.name);
    let stamp = work.join("stamp");
    let inputs = fingerprint(app, &compiled)?;
    if app.output().is_dir() && fs::read_to_string(&stamp).is_ok_and(|old| old == inputs) {
        return Ok(());
    }
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&work)?;
    bind(&compiled, &work)?;
    optimise(&work)?;
    bundle::assemble(app, &work)?;
    Ok(fs::write(stamp, inputs)?)
}

/// Writes `app.js`, the glue between browser and wasm, and `app_bg.wasm`.
fn bind(compiled: &Path, work: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes("app", without_demangler(compiled)?).web(true)?;
    bindgen.typescript(false).remove_name_section(true).remove_producers_section(true);
    bindgen.generate(work).context("wasm-bindgen")
}

/// Empties the functions that make names in a backtrace readable. The standard library asks the
/// environment whether to print one, and a browser has none; yet they are 4 % of what a phone
/// downloads. Only what is its own is touched: generic code that it merely was the first to use belongs
/// to everybody after linking.
fn without_demangler(compiled: &Path) -> Result<Vec<u8>> {
    let mut module = ModuleConfig::new().strict_validate(false).parse_file(compiled)?;
    for function in module.funcs.iter_mut() {
        let is_demangler = function.name.as_ref().is_some_and(|name| name.contains("14rustc_demangle2v0"));
        if let (true, FunctionKind::Local(local)) = (is_demangler, &mut function.kind) {
            let mut body = local.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
        }
    }
    Ok(module.emit_wasm())
}

/// Writes `app.wasm`, made smaller.
fn optimise(work: &Path) -> Result<()> {
    let (input, output) = (work.join("app_bg.wasm"), work.join("app.wasm"));
    let mut wasm_opt = npm::program("wasm-opt");
    wasm_opt.args(["-Oz", "--strip-debug", "--strip-producers"]).args([
        // What rustc's default target features may use.
        "--enable-bulk-memory",
        "--enable-multivalue",
        "--enable-mutable-globals",
        "--enable-nontrapping-float-to-int",
        "--enable-reference-types",
        "--enable-sign-ext",
    ]);
    shell::run(wasm_opt.arg(&input).arg("--output").arg(&output))?;
    // It has been known to end with status 0 after doing nothing.
    let (before, after) = (fs::metadata(&input)?.len(), fs::metadata(&output)?.len());
    if after == 0 || after >= before {
        bail!("wasm-opt made {after} bytes of {before}: it did not work");
    }
    Ok(())
}

/// A hash of everything that the steps after cargo read.
fn fingerprint(app: &App, compiled: &Path) -> Result<String> {
    let root = shell::root();
    let mut hasher = DefaultHasher::new();
    fs::read(compiled)?.hash(&mut hasher);
    fs::read(std::env::current_exe()?)?.hash(&mut hasher);
    for place in ["index.html", "public", "assets"] {
        hash_files(&app.source().join(place), &mut hasher)?;
    }
    for place in ["ui/assets", "infra/xtask/web", "tests/browser/package-lock.json"] {
        hash_files(&root.join(place), &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash_files(place: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    for file in files(place)? {
        file.hash(hasher);
        fs::read(file)?.hash(hasher);
    }
    Ok(())
}

/// All files in a folder and its folders, in order of their paths; the file itself if it is
/// one; none if there is no such place.
pub fn files(place: &Path) -> Result<Vec<PathBuf>> {
    if place.is_file() {
        return Ok(vec![place.to_path_buf()]);
    }
    let mut found = Vec::new();
    if place.is_dir() {
        for entry in fs::read_dir(place)? {
            found.extend(files(&entry?.path())?);
        }
    }
    found.sort();
    Ok(found)
}
