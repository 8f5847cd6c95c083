use super::Ending;
use super::arguments::{SchemaArguments, SchemaFormat};
use super::paraphrase::{give, policy_of};
use super::roll::not_over_input;
use super::terminal::Terminal;
use crate::records;

pub fn schema(arguments: &SchemaArguments, terminal: &mut Terminal) -> Ending {
    match try_schema(arguments, terminal) {
        Ok(ending) | Err(ending) => ending,
    }
}

fn try_schema(arguments: &SchemaArguments, terminal: &mut Terminal) -> Result<Ending, Ending> {
    not_over_input(&[arguments.out.as_deref()], &[&arguments.policy], terminal)?;
    let (_, policy) = policy_of(&arguments.policy, terminal)?;
    if policy.facts.is_empty() {
        terminal.say(&format!("error: {} has no facts: no record is read\n", arguments.policy.display()));
        return Err(Ending::WrongUsage);
    }
    let text = match arguments.format {
        SchemaFormat::JsonSchema => records::json_schema(&policy),
        SchemaFormat::Csv => records::csv_header(&policy),
        SchemaFormat::Record => records::example_record(&policy),
        SchemaFormat::Example => records::example_listing(&policy),
    };
    give(&text, arguments.out.as_deref(), terminal)
}
