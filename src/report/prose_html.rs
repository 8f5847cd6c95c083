//! A policy as prose, as one page of HTML that needs nothing else.

use crate::paraphrase::{Article, Block, Document, Footing, Grid, Item, List, Section};

/// The page: contents, articles, references as links; light and dark, and for paper.
#[must_use]
pub fn prose_html(document: &Document) -> String {
    let mut page = Page { text: String::new(), numbers: numbers(document) };
    page.document(document);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        escaped(&document.title),
        page.text
    )
}

const STYLE: &str = include_str!("prose.css");

/// The numbers that a reference may lead to.
fn numbers(document: &Document) -> Vec<String> {
    document.articles.iter().flat_map(|article| article.sections.iter().map(|part| part.number.clone())).collect()
}

struct Page {
    text: String,
    numbers: Vec<String>,
}

impl Page {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn document(&mut self, document: &Document) {
        self.put("<header>");
        self.put(&format!("<h1>{}</h1>", escaped(&document.title)));
        self.put(&format!("<p class=\"name\"><code>{}</code></p>", escaped(&document.name)));
        document.front.iter().for_each(|block| self.block(block));
        self.footing(&document.footing);
        self.put("</header>");
        self.contents(document);
        self.put("<main>");
        document.articles.iter().for_each(|article| self.article(article));
        self.put("</main>");
        self.put(&format!("<footer><p>{}</p></footer>", escaped(&document.closing)));
    }

    fn contents(&mut self, document: &Document) {
        self.put("<nav aria-label=\"Contents\">\n<ol>");
        for article in &document.articles {
            self.put(&format!("<li><a href=\"#a{0}\">{1}</a></li>", article.number, escaped(&article.heading)));
        }
        self.put("</ol>\n</nav>");
    }

    fn article(&mut self, article: &Article) {
        self.put(&format!("<article id=\"a{0}\">\n<h2>{0}. {1}</h2>", article.number, escaped(&article.heading)));
        article.sections.iter().for_each(|section| self.section(section));
        self.put("</article>");
    }

    fn section(&mut self, section: &Section) {
        let number = &section.number;
        self.put(&format!("<section id=\"s{number}\">"));
        self.put(&format!("<h3><span class=\"number\">{number}</span> {}</h3>", escaped(&section.heading)));
        let name = section.name.as_ref().map(|name| format!("<code>{}</code>", escaped(name)));
        let library = section.library.as_ref();
        let library = library.map(|library| format!("from the library <code>{}</code>", escaped(library)));
        let about: Vec<String> = name.into_iter().chain(library).collect();
        if !about.is_empty() {
            self.put(&format!("<p class=\"name\">{}</p>", about.join(", ")));
        }
        section.blocks.iter().for_each(|block| self.block(block));
        self.footing(&section.footing);
        self.put("</section>");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(words) => {
                let words = self.linked(words);
                self.put(&format!("<p>{words}</p>"));
            }
            Block::Items(items) => self.items(items),
            Block::Table(grid) => self.grid(grid),
            Block::Footing(one) => self.footing(one),
        }
    }

    fn items(&mut self, items: &[Item]) {
        self.put("<ul>");
        for item in items {
            let text = self.linked(&item.text);
            self.put(&format!("<li><span class=\"mark\">{}</span><div>{text}", escaped(&item.mark)));
            item.lists.iter().for_each(|list| self.list(list));
            self.footing(&item.footing);
            if !item.then.is_empty() {
                self.put(&format!("<p class=\"lead\">{}</p>", escaped(&item.then)));
            }
            self.put("</div></li>");
        }
        self.put("</ul>");
    }

    fn list(&mut self, list: &List) {
        if !list.lead.is_empty() {
            let lead = self.linked(&list.lead);
            self.put(&format!("<p class=\"lead\">{lead}</p>"));
        }
        self.items(&list.items);
    }

    fn footing(&mut self, footing: &Footing) {
        if !footing.sources.is_empty() {
            let word = if footing.sources.len() == 1 { "Source" } else { "Sources" };
            self.put(&format!("<p class=\"source\">{word}: {}</p>", escaped(&footing.sources.join("; "))));
        }
        for note in &footing.notes {
            self.put(&format!("<p class=\"note\">Note: {}</p>", escaped(note)));
        }
    }

    fn grid(&mut self, grid: &Grid) {
        self.put("<div class=\"grid\"><table>\n<thead><tr>");
        grid.header.iter().for_each(|cell| self.put(&format!("<th scope=\"col\">{}</th>", escaped(cell))));
        self.put("</tr></thead>\n<tbody>");
        for row in &grid.rows {
            self.put("<tr>");
            for cell in row {
                let class = if is_number(cell) { " class=\"figure\"" } else { "" };
                let cell = self.linked(cell);
                self.put(&format!("<td{class}>{cell}</td>"));
            }
            self.put("</tr>");
        }
        self.put("</tbody>\n</table></div>");
    }

    /// Text with "see 3.2" as a link.
    fn linked(&self, text: &str) -> String {
        let mut linked = String::new();
        for (at, word) in escaped(text).split(' ').enumerate() {
            if at > 0 {
                linked.push(' ');
            }
            let bare = word.trim_matches(|sign: char| !sign.is_ascii_digit());
            if self.numbers.iter().any(|number| number == bare) {
                linked.push_str(&word.replacen(bare, &format!("<a href=\"#s{bare}\">{bare}</a>"), 1));
            } else {
                linked.push_str(word);
            }
        }
        with_code(&linked)
    }
}

/// Names between backticks.
fn with_code(text: &str) -> String {
    if text.matches('`').count() % 2 == 1 {
        return text.to_owned();
    }
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }).collect()
}

fn is_number(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, ',' | '.' | '−'))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
