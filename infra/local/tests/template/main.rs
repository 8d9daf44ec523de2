//! What must hold in `infra/template.yaml`, whatever is added to it: one function per operation with
//! its route, log group and least policy, a dead-letter queue and an alarm on everything that runs
//! without a caller, and a table that cannot be lost.

mod functions;
mod reading;
mod unattended;

/// Every operation and the method of its route; event functions have none.
const OPERATIONS: [(&str, Option<&str>); 34] = [
    ("accept-notification", Some("POST")),
    ("activate-patient", Some("POST")),
    ("close-work", Some("POST")),
    ("correct-notification", Some("POST")),
    ("decide-duplicate", Some("POST")),
    ("file-capacity", Some("POST")),
    ("file-notification", Some("POST")),
    ("file-test-report", Some("POST")),
    ("finish-call", Some("POST")),
    ("get-case", Some("GET")),
    ("get-my-isolation", Some("GET")),
    ("get-notification", Some("GET")),
    ("list-capacity", Some("GET")),
    ("list-inpatients", Some("GET")),
    ("list-notifications", Some("GET")),
    ("list-rules", Some("GET")),
    ("list-test-reports", Some("GET")),
    ("list-worklist", Some("GET")),
    ("move-patient", Some("POST")),
    ("notify-health-centre", None),
    ("publish-rules", Some("POST")),
    ("record-condition", Some("POST")),
    ("record-first-contact", Some("POST")),
    ("record-outcome", Some("POST")),
    ("record-test", Some("POST")),
    ("refresh-session", Some("POST")),
    ("return-notification", Some("POST")),
    ("search-cases", Some("POST")),
    ("send-entry-link", Some("POST")),
    ("set-personal-limits", Some("POST")),
    ("submit-check-in", Some("POST")),
    ("sweep-due", None),
    ("take-work", Some("POST")),
    ("withdraw-notification", Some("POST")),
];

/// The operations that verify a staff token.
const STAFF: [&str; 29] = [
    "accept-notification",
    "close-work",
    "correct-notification",
    "decide-duplicate",
    "file-capacity",
    "file-notification",
    "file-test-report",
    "finish-call",
    "get-case",
    "get-notification",
    "list-capacity",
    "list-inpatients",
    "list-notifications",
    "list-rules",
    "list-test-reports",
    "list-worklist",
    "move-patient",
    "publish-rules",
    "record-condition",
    "record-first-contact",
    "record-outcome",
    "record-test",
    "return-notification",
    "search-cases",
    "send-entry-link",
    "set-personal-limits",
    "submit-check-in",
    "take-work",
    "withdraw-notification",
];
