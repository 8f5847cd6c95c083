use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::values::Date;

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

    /// Compare what two versions of a policy do to the same applicants
    #[command(after_help = "\
Examples:
  visado diff old.visado new.visado --applicants people.csv
  visado diff old.visado new.visado --applicants people.csv \\
      --by nationality --out changed.csv")]
    Diff(DiffArguments),

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

    /// List the clauses, cases, lines of scores and table rows that no test reaches
    #[arg(long)]
    pub coverage: bool,

    /// How to write the results
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    pub format: TestFormat,
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

#[derive(Debug, Args)]
pub struct RunArguments {
    /// The policy
    #[arg(value_name = "POLICY")]
    pub policy: PathBuf,

    #[command(flatten)]
    pub applicants: ApplicantsArguments,

    /// Where to write the determinations: a .csv or .jsonl file
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Where to write records that were set aside [default: beside --out]
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,

    /// End with exit code 3 if any record was rejected
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The policy
    #[arg(value_name = "POLICY")]
    pub policy: PathBuf,

    #[command(flatten)]
    pub applicants: ApplicantsArguments,

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
pub struct ErrorArguments {
    /// The code, as in E0201
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|why| why.to_string())
}
