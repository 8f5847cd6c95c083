use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::records::{Encoding, ListFile};
use crate::sample::PARTS;
use crate::values::{Date, Number, Rounding};

/// Checks, runs, explains and compares immigration policies
///
/// A policy is a text file that says who is eligible, how many places there are, and why.
/// Start with `visado check`, then `visado run`, then `visado explain`.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 80,
    after_help = "\
Examples:
  visado check policies
  visado run policies/usa/venezuela_parole.visado \\
      --applicants policies/usa/venezuela_parole.applicants.csv --out results.csv
  visado explain policies/usa/venezuela_parole.visado \\
      --applicants policies/usa/venezuela_parole.applicants.csv --id VP-000001
  visado error E0201

Exit codes: 0 done; 1 findings, such as a policy error; 2 wrong usage;
3 input data that could not be read."
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check policy files: names, types, tables, quotas
    #[command(after_help = "\
Examples:
  visado check policies/usa/venezuela_parole.visado
  visado check policies              all .visado files in a folder and below
  visado check policies --format sarif > visado.sarif

A file's dotted name is its path under the project's root: the nearest folder
upwards with a visado.toml, else the folder named here.")]
    Check(CheckArguments),

    /// Format policy files: one layout, aligned, comments kept
    #[command(after_help = "\
Examples:
  visado fmt policies            all .visado files in a folder and below
  visado fmt --check policies    write nothing; exit code 1 if any would change
  visado fmt - < draft.visado    from the standard input to the standard output

Only the layout is changed: a file says afterwards what it said before. Single
blank lines, and which facts of an example share a line, are left to the writer.")]
    Fmt(FmtArguments),

    /// Run the tests and assertions that stand in policy files
    #[command(after_help = "\
Examples:
  visado test policies
  visado test policy.visado --filter passport
  visado test policies --format junit
  visado test policy.visado --coverage
  visado test policies --coverage html --coverage-out coverage.html
  visado test policies --min-coverage 90

An assertion is held against the applicants of all tests of its file, and against
applicants at the edges of the policy's conditions: a search, not a proof.")]
    Test(TestArguments),

    /// Decide a file of applicants
    #[command(after_help = "\
Examples:
  visado run policy.visado --applicants people.csv
  visado run policy.visado --applicants people.jsonl --out results.csv
  visado run policy.visado --applicants people.csv --on 2025-04-01 --out results.jsonl

Columns are matched to facts by name. A blank cell is a fact that nobody knows;
`none` says that the applicant is known to have none. A record with a value that
does not fit goes to the rejects file with its line and reason; the rest go on.
Where the policy has a quota, its places are given out once all are determined.")]
    Run(RunArguments),

    /// Explain one applicant's outcome, clause by clause
    #[command(after_help = "\
Examples:
  visado explain policy.visado --applicants people.csv --id A-17
  visado explain policy.visado --applicants people.csv --id A-17 --format json")]
    Explain(ExplainArguments),

    /// Write a policy as numbered prose, for those who read no code
    #[command(after_help = "\
Examples:
  visado paraphrase policies/usa/venezuela_parole.visado
  visado paraphrase policy.visado --format html --out policy.html

The prose is read off the checked policy and leaves nothing out but tests: clauses,
tables, sources and notes, with references by number.")]
    Paraphrase(ParaphraseArguments),

    /// Print what a record of a policy may hold: a schema, a header, an example
    #[command(after_help = "\
Examples:
  visado schema policy.visado > record.schema.json
  visado schema policy.visado --format csv --out people.csv
  visado schema policy.visado --format example

The example lists each fact with a value that fits and what else may stand there;
`--format record` gives the same values as a line that `visado run` reads.")]
    Schema(SchemaArguments),

    /// Compare what two versions of a policy do to the same applicants
    #[command(after_help = "\
Examples:
  visado diff old.visado new.visado --applicants people.csv
  visado diff old.visado new.visado --applicants people.csv \\
      --by nationality --out changed.csv")]
    Diff(DiffArguments),

    /// Draw invented applicants who between them reach all of a policy
    #[command(after_help = "\
Examples:
  visado sample policy.visado -n 2000 --seed 7 --out people.csv
  visado sample policy.visado -n 100000 --marginals ages.csv --unknown 5% \\
      --out people.jsonl

The first applicants are chosen: each requirement is met and missed, each case and
table row hit, each threshold met and missed by one. The others are drawn. The same
policy, seed and options give the same file on every machine. Nobody in it exists.")]
    Sample(SampleArguments),

    /// Start a project: a policy with its tests, a sample, a build file
    #[command(after_help = "\
Example:
  visado new borders
  cd borders
  visado test policies --coverage")]
    New(NewArguments),

    /// Print the page that explains an error code, or list the codes
    #[command(after_help = "\
Examples:
  visado error E0201
  visado error")]
    Error(ErrorArguments),

    /// Print a completion script for a shell
    #[command(after_help = "\
Example:
  visado completions bash > ~/.local/share/bash-completion/completions/visado")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Policy files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// How to write the findings
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For the terminal
    Text,
    /// For editors and other programs; docs/reference/check-results.md describes the fields
    Json,
    /// For code hosts: SARIF 2.1.0
    Sarif,
}

#[derive(Debug, Args)]
pub struct FmtArguments {
    /// Policy files, or folders of them; `-` for the standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Write nothing; name the files that would change
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct TestArguments {
    /// Policy files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Run only tests whose name contains this
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub filter: String,

    #[command(flatten)]
    pub coverage: CoverageArguments,

    /// How to write the results
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    pub format: TestFormat,
}

/// What is reached of the policies.
#[derive(Debug, Args)]
pub struct CoverageArguments {
    /// List what of the policies is not reached; stands behind the paths
    #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, default_missing_value = "text")]
    pub coverage: Option<CoverageFormat>,

    /// Where to write what --coverage lists
    #[arg(long, value_name = "FILE", requires = "coverage")]
    pub coverage_out: Option<PathBuf>,

    /// End with exit code 1 if less than this percentage is reached
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min_coverage: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CoverageFormat {
    /// For the terminal: what is not reached
    Text,
    /// A page with the text of the policies, marked
    Html,
    /// For programs; docs/reference/results.md describes the fields
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// For the terminal
    Text,
    /// For programs
    Json,
    /// For build servers
    Junit,
}

#[derive(Debug, Args)]
pub struct ApplicantsArguments {
    /// The applicants: a .csv or .jsonl file
    #[arg(long, value_name = "FILE")]
    pub applicants: PathBuf,

    /// The day whose law applies, where the policy names no fact for it
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,

    /// The evidence is closed: what is unknown counts against whoever has the burden
    #[arg(long)]
    pub close: bool,
}

/// How the records of a run are read.
#[derive(Debug, Args)]
pub struct InputArguments {
    /// The format of the records, where the file's name does not say it: csv, jsonl, parquet,
    /// arrow, csv.gz, …
    #[arg(long, value_name = "FORMAT", value_parser = super::limits::encoding)]
    pub input_format: Option<Encoding>,

    /// The entries of a list in a file of their own, with the applicant's id in each row
    #[arg(long = "list", value_name = "NAME=FILE", value_parser = super::limits::list_file)]
    pub lists: Vec<ListFile>,
}

#[derive(Debug, Args)]
pub struct RunArguments {
    /// The policy
    #[arg(value_name = "POLICY")]
    pub policy: PathBuf,

    #[command(flatten)]
    pub applicants: ApplicantsArguments,

    #[command(flatten)]
    pub input: InputArguments,

    /// Where to write the determinations: a file that ends in .csv or .jsonl (also with .gz or
    /// .zst after it), .parquet or .arrow
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Where to write records that were set aside [default: beside --out]
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,

    /// End with exit code 3 if any record was rejected
    #[arg(long)]
    pub strict: bool,

    /// Go on with a run that was interrupted, after what it has done
    #[arg(long, requires = "out", conflicts_with_all = ["coverage", "min_coverage"])]
    pub resume: bool,

    /// How many threads decide [default: one for each core]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

    /// About the most memory to use, as in 512M or 2G [default: a quarter of the machine's]
    #[arg(long, value_name = "SIZE", value_parser = super::limits::size)]
    pub memory: Option<u64>,

    /// Tell nothing of the progress
    #[arg(long)]
    pub quiet: bool,

    /// Print the run in numbers for a program, in place of the summary
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "coverage")]
    pub stats: Option<StatsFormat>,

    #[command(flatten)]
    pub coverage: CoverageArguments,
}

/// How a run in numbers is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatsFormat {
    Json,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The policy
    #[arg(value_name = "POLICY")]
    pub policy: PathBuf,

    #[command(flatten)]
    pub applicants: ApplicantsArguments,

    #[command(flatten)]
    pub input: InputArguments,

    /// The applicant's id
    #[arg(long, value_name = "ID")]
    pub id: String,

    /// How to write the explanation
    #[arg(long, value_enum, default_value_t = ExplanationFormat::Text)]
    pub format: ExplanationFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplanationFormat {
    /// For the terminal
    Text,
    /// For programs; docs/reference/explanation.md describes the fields
    Json,
}

#[derive(Debug, Args)]
pub struct ParaphraseArguments {
    /// The policy, or a library
    #[arg(value_name = "POLICY")]
    pub policy: PathBuf,

    /// How to write the prose
    #[arg(long, value_enum, default_value_t = ProseFormat::Markdown)]
    pub format: ProseFormat,

    /// Where to write it [default: the standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProseFormat {
    /// For editors and repositories
    Markdown,
    /// One page for the browser and for paper
    Html,
}

#[derive(Debug, Args)]
pub struct SchemaArguments {
    /// The policy, or a library with facts
    #[arg(value_name = "POLICY")]
    pub policy: PathBuf,

    /// What to print
    #[arg(long, value_enum, default_value_t = SchemaFormat::JsonSchema)]
    pub format: SchemaFormat,

    /// Where to write it [default: the standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaFormat {
    /// JSON Schema of one record, draft 2020-12
    JsonSchema,
    /// The header of a CSV file
    Csv,
    /// One record that fits, fact by fact, with what each is
    Example,
    /// One record that fits, as a line of JSON Lines
    Record,
}

#[derive(Debug, Args)]
pub struct DiffArguments {
    /// The version before
    #[arg(value_name = "OLD")]
    pub old: PathBuf,

    /// The version after
    #[arg(value_name = "NEW")]
    pub new: PathBuf,

    #[command(flatten)]
    pub applicants: ApplicantsArguments,

    /// Count the changes by the values of these facts
    #[arg(long, value_name = "FACT,…", value_delimiter = ',')]
    pub by: Vec<String>,

    /// Where to write every changed applicant: a .csv or .jsonl file
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Where to write records that were set aside [default: beside --out]
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,

    /// How many changed applicants to show
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub samples: usize,
}

#[derive(Debug, Args)]
pub struct SampleArguments {
    /// The policy
    #[arg(value_name = "POLICY")]
    pub policy: PathBuf,

    /// How many applicants
    #[arg(short = 'n', long, value_name = "N", default_value_t = 1_000)]
    pub applicants: usize,

    /// A whole number; another one gives other people
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,

    /// How often each value is drawn: a .csv file with the columns fact, value, weight
    #[arg(long, value_name = "FILE")]
    pub marginals: Option<PathBuf>,

    /// How many of the facts are left unknown, as in 5% or 0.05
    #[arg(long, value_name = "RATE", default_value = "0", value_parser = rate)]
    pub unknown: u64,

    /// The day whose law applies, where the policy names no fact for it
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,

    /// Where to write: a .csv or .jsonl file [default: JSON Lines to the standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct NewArguments {
    /// The folder to make; one that is there must be empty
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// What the README calls the project [default: the folder's name]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

#[derive(Debug, Args)]
pub struct ErrorArguments {
    /// The code, as in E0201
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|why| why.to_string())
}

/// A share, in the parts that samples count in.
fn rate(text: &str) -> Result<u64, String> {
    let wrong = || "a rate is written 5% or 0.05, and is at most 100%".to_owned();
    let (digits, whole) = text.strip_suffix('%').map_or((text, 1), |digits| (digits.trim_end(), 100));
    let number = Number::parse(digits).and_then(|number| number.divide(Number::integer(whole)));
    let share = number.filter(|number| !number.is_negative() && *number <= Number::ONE).ok_or_else(wrong)?;
    let parts = share.multiply(Number::integer(i64::try_from(PARTS).unwrap_or(i64::MAX)));
    let parts = parts.and_then(|parts| parts.round(Rounding::HalfUp, 0)?.to_i64());
    parts.and_then(|parts| u64::try_from(parts).ok()).ok_or_else(wrong)
}
