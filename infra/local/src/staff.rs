//! The demo's staff: the members of the organisations in `infra/data/organisations.json`.

use serde::Deserialize;

/// A member of an organisation, who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The `sub` of the person's tokens, and the name to sign in with.
    pub subject: String,
    /// The person's name in Japanese.
    pub name: String,
    /// The person's name in English.
    pub name_en: String,
    /// `nurse`, `manager` …
    pub role: String,
    /// The organisation's name in Japanese.
    pub organisation: String,
    /// The organisation's name in English.
    pub organisation_en: String,
}

impl Staff {
    /// The password, shown on the sign-in page: it keeps nobody out, it lets people see how a real
    /// provider looks.
    #[must_use]
    pub fn password(&self) -> String {
        format!("demo-{}", self.subject)
    }

    /// Reads the members out of an organisations file.
    ///
    /// # Errors
    /// If the text is not such a file.
    pub fn read(organisations: &str) -> Result<Vec<Self>, serde_json::Error> {
        #[derive(Deserialize)]
        struct Organisation {
            name: String,
            name_en: String,
            members: Vec<Member>,
        }
        #[derive(Deserialize)]
        struct Member {
            subject: String,
            name: String,
            name_en: String,
            role: String,
        }
        let organisations: Vec<Organisation> = serde_json::from_str(organisations)?;
        let staff = |organisation: Organisation| {
            organisation.members.into_iter().map(move |member| Staff {
                subject: member.subject,
                name: member.name,
                name_en: member.name_en,
                role: member.role,
                organisation: organisation.name.clone(),
                organisation_en: organisation.name_en.clone(),
            })
        };
        Ok(organisations.into_iter().flat_map(staff).collect())
    }
}
