//! The sign-in page.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;

use super::authorize::Request;
use crate::pages::{Language, escape, page};
use crate::staff::Staff;

/// The page with the form, all staff, and after a wrong try (`status` 401) an error.
pub(super) fn sign_in_page(
    staff: &[Staff],
    headers: &HeaderMap,
    request: &Request,
    status: StatusCode,
) -> impl IntoResponse + use<> {
    let language = Language::of(headers, request.ui_locales.as_deref());
    let hidden = hidden_fields(request);
    let error = match status {
        StatusCode::UNAUTHORIZED => format!(
            "<p class=\"error\" role=\"alert\">{}</p>",
            language.pick("サインイン名またはパスワードが違います。", "Sign-in name or password is wrong.")
        ),
        _ => String::new(),
    };
    let rows: String = staff.iter().map(|staff| row(language, staff, &hidden)).collect();
    let main = format!(
        "{error}<form method=\"post\" action=\"/oidc/sign-in\" class=\"row\">{hidden}\
         <p><label for=\"name\">{name}</label><input id=\"name\" name=\"name\" autocomplete=\"username\" required></p>\
         <p><label for=\"password\">{password}</label><input id=\"password\" name=\"password\" type=\"password\" \
         autocomplete=\"current-password\" required></p>\
         <p><button class=\"main\">{button}</button></p></form>\
         <h2>{heading}</h2><div class=\"wide\"><table><thead><tr><th>{who}<th>{organisation}<th>{name}<th>{password}<th></tr></thead>\
         <tbody>{rows}</tbody></table></div>",
        name = language.pick("サインイン名", "Sign-in name"),
        password = language.pick("パスワード", "Password"),
        button = language.pick("サインイン", "Sign in"),
        heading = language.pick("デモの職員", "Demo staff"),
        who = language.pick("氏名・役割", "Name, role"),
        organisation = language.pick("所属", "Organisation"),
    );
    let title = language.pick("職員のサインイン", "Staff sign-in");
    (status, [(header::CACHE_CONTROL, "no-store")], page(language, title, &main))
}

/// One of the staff, with a button that signs in as that person.
fn row(language: Language, staff: &Staff, hidden: &str) -> String {
    let name = escape(language.pick(&staff.name, &staff.name_en));
    let button = language.pick("サインイン", "Sign in");
    let (subject, password) = (escape(&staff.subject), escape(&staff.password()));
    format!(
        "<tr><th scope=\"row\">{name}<br>{role}</th><td>{organisation}<td><code>{subject}</code><td><code>{password}</code>\
         <td><form method=\"post\" action=\"/oidc/sign-in\">{hidden}\
         <input type=\"hidden\" name=\"name\" value=\"{subject}\">\
         <input type=\"hidden\" name=\"password\" value=\"{password}\"><button aria-label=\"{button} {name}\">{button}</button></form></tr>",
        role = escape(role(language, &staff.role)),
        organisation = escape(language.pick(&staff.organisation, &staff.organisation_en)),
    )
}

fn role(language: Language, role: &str) -> &str {
    match role {
        "nurse" => language.pick("保健師", "Nurse"),
        "manager" => language.pick("管理者", "Manager"),
        "hospital_staff" => language.pick("病院の職員", "Hospital staff"),
        "hotel_desk" => language.pick("宿泊施設の受付", "Hotel desk"),
        "contractor_staff" => language.pick("委託先の職員", "Contractor"),
        "call_provider" => language.pick("自動架電の事業者", "Automated calls"),
        "clinic_staff" => language.pick("医療機関の職員", "Clinic staff"),
        "prefecture_staff" => language.pick("都道府県の職員", "Prefecture staff"),
        other => other,
    }
}

fn hidden_fields(request: &Request) -> String {
    let fields = [
        ("client_id", Some(&request.client_id)),
        ("redirect_uri", Some(&request.redirect_uri)),
        ("response_type", Some(&request.response_type)),
        ("state", request.state.as_ref()),
        ("nonce", request.nonce.as_ref()),
        ("code_challenge", Some(&request.code_challenge)),
        ("code_challenge_method", Some(&request.code_challenge_method)),
        ("ui_locales", request.ui_locales.as_ref()),
    ];
    let field = |(name, value): (&str, Option<&String>)| {
        value.map(|value| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value)))
    };
    fields.into_iter().filter_map(field).collect()
}
