use std::fmt;

use super::Severity;

macro_rules! codes {
    ($($code:ident)*) => {
        /// The number of a kind of finding. A number is never given to another kind.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($code),* }

        /// Every code with its page, as `visado error` prints it.
        pub const PAGES: &[(Code, &str)] = &[
            $((Code::$code, include_str!(concat!("../../docs/reference/errors/", stringify!($code), ".md")))),*
        ];

        impl fmt::Display for Code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Code::$code => stringify!($code)),* })
            }
        }
    };
}

codes! {
    // Syntax
    E0001 E0002 E0003 E0004 E0005 E0006 E0007 E0008 E0009
    // Names
    E0101 E0102 E0103 E0104 E0105 E0106 E0107 E0108 E0109 E0110 E0111
    // Types
    E0201 E0202 E0203 E0204 E0205 E0206 E0207 E0208 E0209
    // Tables and cases
    E0301 E0302 E0303 E0304 E0305 E0306 E0307 E0308 E0309
    // Rules, scores, pathways
    E0401 E0402 E0403 E0404 E0405 W0406 E0407 W0408 W0409 W0410
    // Records
    E0501 E0502 E0503 E0504 W0505
    // Quotas
    E0601 E0602 E0603 E0604 E0605
    // What is likely not meant so
    W0801 W0802 W0803 W0804 W0805 W0806 W0807 W0808 W0809 W0810 W0811 W0812 W0813 W0814 W0815 W0816 W0817 W0818 W0819 W0820 W0821
}

impl Code {
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.to_string().starts_with('W') { Severity::Warning } else { Severity::Error }
    }

    /// The code of that number, in any case: `e0201` is `E0201`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Code> {
        PAGES.iter().map(|(code, _)| *code).find(|code| code.to_string().eq_ignore_ascii_case(text))
    }

    /// The page that explains it, in Markdown.
    #[must_use]
    pub fn page(self) -> &'static str {
        PAGES.iter().find(|(code, _)| *code == self).map_or("", |(_, page)| page)
    }
}
