//! `load-organisations`: loads organisations and members into a deployed stack, and gives whoever watches a
//! topic of their own. Safe to repeat: what is there stays, and what was done is told.
//!
//! Which stack it is, its outputs say (`sam list stack-outputs`); region and credentials come from the
//! environment, as the functions read them.

use std::collections::HashMap;
use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::Region;
use functions::store::{Store, organisations};
use serde::Deserialize;

use crate::topics::{Topics, wanted};

/// What `load-organisations --help` says.
pub const HELP: &str = "\
Loads organisations and members into a deployed stack and makes the topics of those who watch.

  --outputs FILE   the stack's outputs:
                   sam list stack-outputs --stack-name NAME --output json > FILE
  --file FILE      the organisations (infra/data/organisations.json)

Region and credentials are read from AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
AWS_SESSION_TOKEN: `eval \"$(aws configure export-credentials --format env)\"` sets them.
Loading again replaces organisations and members and leaves topics and subscriptions as they are.
";

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    outputs: PathBuf,
    file: PathBuf,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    output_key: String,
    output_value: String,
}

/// What is needed of the stack's outputs.
#[derive(Debug, PartialEq, Eq)]
struct Stack {
    table: String,
    issuer: String,
    topic_prefix: String,
    key: String,
    canary_queue: String,
}

/// Reads the arguments after the command's name; none asks for help.
fn read(arguments: impl IntoIterator<Item = String>) -> Result<Option<Asked>> {
    let (mut outputs, mut file) = (None, PathBuf::from("infra/data/organisations.json"));
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--outputs" => outputs = Some(PathBuf::from(value()?)),
            "--file" => file = value()?.into(),
            "--help" | "-h" => return Ok(None),
            _ => bail!("{argument} is not an option; see --help"),
        }
    }
    let outputs = outputs.context("which stack? --outputs FILE says it; see --help")?;
    Ok(Some(Asked { outputs, file }))
}

impl Stack {
    fn read(json: &str) -> Result<Self> {
        let all: Vec<Output> = serde_json::from_str(json).context("a list of outputs is expected")?;
        let mut all: HashMap<String, String> =
            all.into_iter().map(|output| (output.output_key, output.output_value)).collect();
        let mut output = |name: &str| all.remove(name).with_context(|| format!("there is no output {name}"));
        Ok(Self {
            table: output("TableName")?,
            issuer: output("OidcIssuer")?,
            topic_prefix: output("TopicPrefix")?,
            key: output("DataKeyArn")?,
            canary_queue: output("CanaryQueueArn")?,
        })
    }
}

/// Loads them.
///
/// # Errors
/// If an argument, the outputs or the file are wrong, or AWS refuses.
pub async fn load(arguments: impl IntoIterator<Item = String>) -> Result<()> {
    let Some(asked) = read(arguments)? else {
        print!("{HELP}");
        return Ok(());
    };
    let text = |path: &PathBuf| {
        std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
    };
    let stack = Stack::read(&text(&asked.outputs)?)?;
    let all = organisations::read_file(&text(&asked.file)?).context("the organisations")?;

    let variable = |name: &str| env::var(name).with_context(|| format!("{name} is not set; see --help"));
    let region = Region::new(variable("AWS_REGION")?);
    let (id, secret) = (variable("AWS_ACCESS_KEY_ID")?, variable("AWS_SECRET_ACCESS_KEY")?);
    let session = env::var("AWS_SESSION_TOKEN").ok();
    let credentials = Credentials::new(id, secret, session, None, "environment");
    let mut dynamodb = aws_sdk_dynamodb::Config::builder()
        .behavior_version_latest()
        .region(region.clone())
        .credentials_provider(credentials.clone());
    let mut sns = aws_sdk_sns::Config::builder()
        .behavior_version_latest()
        .region(region)
        .credentials_provider(credentials);
    if let Ok(url) = env::var("AWS_ENDPOINT_URL") {
        dynamodb = dynamodb.endpoint_url(&url);
        sns = sns.endpoint_url(url);
    }
    let topics = Topics {
        client: aws_sdk_sns::Client::from_conf(sns.build()),
        prefix: stack.topic_prefix,
        key: stack.key,
        canary_queue: stack.canary_queue,
    };
    // Topics first: a centre that is loaded gets canaries, which need somewhere to go.
    for topic in wanted(&all) {
        for done in
            topics.ensure(&topic).await.with_context(|| format!("the topic of {}", topic.organisation))?
        {
            println!("{:<24} {done}", topic.organisation.as_str());
        }
    }
    let store = Store::new(aws_sdk_dynamodb::Client::from_conf(dynamodb.build()), stack.table);
    store.load_organisations(&stack.issuer, &all).await.context("the table")?;
    let members: usize = all.iter().map(|organisation| organisation.members.len()).sum();
    println!("loaded {} organisations with {members} members", all.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Result<Option<Asked>> {
        read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn the_arguments_name_the_stack() {
        let found = asked("--outputs o.json --file f.json").unwrap();
        assert_eq!(found, Some(Asked { outputs: "o.json".into(), file: "f.json".into() }));
        assert_eq!(asked("--help").unwrap(), None);
        for (line, named) in [("", "--outputs"), ("--outputs", "--outputs"), ("--what", "--what")] {
            assert!(asked(line).unwrap_err().to_string().contains(named), "{line}");
        }
    }

    #[test]
    fn an_output_that_is_missing_is_named() {
        let json = r#"[{ "OutputKey": "TableName", "OutputValue": "t", "Description": "…" }]"#;
        assert_eq!(Stack::read(json).unwrap_err().to_string(), "there is no output OidcIssuer");
        assert!(Stack::read("{}").is_err());
    }
}
