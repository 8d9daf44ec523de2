//! The command line of the one-machine server.

use std::path::PathBuf;

/// What `--help` says.
pub const HELP: &str = "\
Mimamori on one machine: for trying it, not for production.

  --port N     listen on 127.0.0.1:N (8787)
  --data DIR   keep everything in DIR between runs (a fresh temporary folder)
  --empty      no demo cases in a new folder, only organisations and staff
  --web DIR    the built apps (target/web)

`local load-organisations --help` is about a deployed stack.
";

/// What the command line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The port on loopback.
    pub port: u16,
    /// The data folder; a temporary one if absent.
    pub data: Option<PathBuf>,
    /// No demo cases.
    pub empty: bool,
    /// The folder of the built apps.
    pub web: PathBuf,
}

impl Options {
    /// Reads the arguments after the program's name; none asks for help.
    ///
    /// # Errors
    /// The argument that is not known or lacks its value.
    pub fn read(arguments: impl IntoIterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self { port: 8787, data: None, empty: false, web: "target/web".into() };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--port" => {
                    let text = value()?;
                    let port = text.parse().ok().filter(|port| *port > 0);
                    options.port = port.ok_or_else(|| format!("--port: {text} is not a port"))?;
                }
                "--data" => options.data = Some(value()?.into()),
                "--web" => options.web = value()?.into(),
                "--empty" => options.empty = true,
                "--help" | "-h" => return Ok(None),
                _ => return Err(format!("{argument} is not an option; see --help")),
            }
        }
        Ok(Some(options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Option<Options>, String> {
        Options::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn reads_every_option_and_names_what_is_wrong() {
        let all = read("--port 9000 --data /tmp/d --empty --web w").unwrap().unwrap();
        assert_eq!(all, Options { port: 9000, data: Some("/tmp/d".into()), empty: true, web: "w".into() });
        assert_eq!(read("").unwrap().unwrap().port, 8787);
        assert_eq!(read("--port 1 --help"), Ok(None));
        for (line, named) in
            [("--port 70000", "70000"), ("--port 0", "0"), ("--data", "--data"), ("--what", "--what")]
        {
            assert!(read(line).unwrap_err().contains(named), "{line}");
        }
    }
}
