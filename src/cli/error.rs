use super::Ending;
use super::arguments::ErrorArguments;
use super::terminal::Terminal;
use crate::diagnostics::{Code, PAGES, nearest};

pub fn error(arguments: &ErrorArguments, terminal: &mut Terminal) -> Ending {
    let Some(wanted) = &arguments.code else {
        for (code, page) in PAGES {
            let title = page.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default();
            let title = title.strip_prefix(&format!("{code}: ")).unwrap_or(title);
            terminal.print(&format!("{code}  {title}\n"));
        }
        return Ending::Done;
    };
    match Code::parse(wanted) {
        Some(code) => {
            terminal.print(code.page());
            Ending::Done
        }
        None => {
            let codes: Vec<String> = PAGES.iter().map(|(code, _)| code.to_string()).collect();
            let near = nearest(&wanted.to_ascii_uppercase(), codes.iter().map(String::as_str));
            let help =
                near.map_or_else(|| "`visado error` lists them".to_owned(), |near| format!("did you mean {near}?"));
            terminal.say(&format!("error: there is no code `{wanted}`\n  help: {help}\n"));
            Ending::WrongUsage
        }
    }
}
