//! What the server's own pages (sign-in, outbox, demo) share: language, shell, and a guard against
//! forms that other sites send.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// 日本語
    Ja,
    /// English.
    En,
}

impl Language {
    /// The language that was asked for (`ja`, `en`), or else that of the browser; Japanese if neither
    /// says.
    pub fn of(headers: &HeaderMap, asked: Option<&str>) -> Self {
        let browser = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        match asked.or(browser) {
            Some(language) if language.to_ascii_lowercase().starts_with("en") => Self::En,
            _ => Self::Ja,
        }
    }

    /// The text in this language.
    pub fn pick<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }

    /// The language's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }
}

/// A text as it may stand in HTML, also in an attribute in double quotes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A whole page; `title` is text, `main` is HTML.
pub(crate) fn page(language: Language, title: &str, main: &str) -> Html<String> {
    let title = escape(title);
    let warning = language.pick(
        "デモ環境です。本番では使わないでください。実在の人の情報を入力しないでください。",
        "This is a demo, not for production. Do not enter data of real people.",
    );
    Html(format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title} | Mimamori demo</title>\n\
         <link rel=\"stylesheet\" href=\"/demo.css\">\n<p class=\"warning\">{warning}</p>\n\
         <main>\n<h1>{title}</h1>\n{main}\n</main>\n</html>\n",
        language.code()
    ))
}

/// The style of these pages: the reader's own fonts, light and dark, a visible focus.
pub(crate) const STYLE: &str = include_str!("pages.css");

/// Refuses a request that another site makes with the visitor's cookies (CSRF): what changes
/// something must come from this origin, or from a program that is no browser.
pub(crate) async fn same_origin_only(State(origin): State<String>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_same_origin(request.headers(), &origin) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "sent by another site\n").into_response()
}

/// Every browser of the last years says where a request comes from in `Sec-Fetch-Site`, older ones in
/// `Origin`; a program that is no browser says neither.
pub(crate) fn is_same_origin(headers: &HeaderMap, origin: &str) -> bool {
    let value = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (value("sec-fetch-site"), value("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(from)) => from == origin,
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sites_are_noticed() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
        };
        let origin = "http://127.0.0.1:8787";
        for (pairs, same) in [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", "http://127.0.0.1:8787")], true),
            (&[("origin", "null")], false),
            (&[("origin", "http://127.0.0.1:9999")], false),
        ] {
            let headers: HeaderMap = headers(pairs);
            assert_eq!(is_same_origin(&headers, origin), same, "{pairs:?}");
        }
    }

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(escape("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }
}
