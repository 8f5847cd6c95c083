//! JSON as text: on one line, or laid out for people.

use super::json::Json;

/// What fits on one line stands on one.
const WIDTH: usize = 80;

impl Json {
    /// On one line, as a record of JSON Lines is.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            Json::Null => "null".to_owned(),
            Json::Boolean(truth) => truth.to_string(),
            Json::Number(digits) => digits.clone(),
            Json::Text(text) => quoted(text),
            Json::List(items) => {
                let items: Vec<String> = items.iter().map(Json::line).collect();
                format!("[{}]", items.join(", "))
            }
            Json::Object(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{}: {}", quoted(name), value.line())).collect();
                format!("{{{}}}", fields.join(", "))
            }
        }
    }

    /// Over several lines, where one is too short.
    #[must_use]
    pub fn pretty(&self) -> String {
        self.laid_out(0, 0)
    }

    /// `before` is what stands before it on its line.
    fn laid_out(&self, depth: usize, before: usize) -> String {
        let line = self.line();
        let inner = depth.saturating_add(1);
        let (indent, end) = ("  ".repeat(inner), "  ".repeat(depth));
        let used = indent.len().saturating_add(before);
        match self {
            _ if depth > 0 && line.chars().count().saturating_add(used) <= WIDTH => line,
            Json::List(items) if !items.is_empty() => {
                let items: Vec<String> =
                    items.iter().map(|item| format!("{indent}{}", item.laid_out(inner, 0))).collect();
                format!("[\n{}\n{end}]", items.join(",\n"))
            }
            Json::Object(fields) if !fields.is_empty() => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| {
                        let name = quoted(name);
                        let before = name.chars().count().saturating_add(2);
                        format!("{indent}{name}: {}", value.laid_out(inner, before))
                    })
                    .collect();
                format!("{{\n{}\n{end}}}", fields.join(",\n"))
            }
            _ => line,
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}
