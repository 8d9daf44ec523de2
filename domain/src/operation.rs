//! Which operations there are. An operation is one word in three spellings: `submit-check-in`
//! (binary and route), `submit_check_in` (function and file), `SubmitCheckInFunction` (template).

macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $method:ident,)+) => {
        /// One function of the system.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Operation { $($(#[$doc])* $variant,)+ }

        impl Operation {
            /// Every operation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name in kebab case.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// How it is called: the HTTP method, or none for what the schedule and the stream call.
            pub const fn method(self) -> Option<&'static str> {
                match self { $(Self::$variant => operations!(@method $method),)+ }
            }
        }
    };
    (@method EVENT) => { None };
    (@method $method:ident) => { Some(stringify!($method)) };
}

operations! {
    /// Files a case with a notification form.
    FileNotification = "file-notification" POST,
    /// Accepts a notification.
    AcceptNotification = "accept-notification" POST,
    /// Returns a notification to whoever filed it.
    ReturnNotification = "return-notification" POST,
    /// Corrects a notification, notifies anew, or rules the case out.
    CorrectNotification = "correct-notification" POST,
    /// Withdraws a notification.
    WithdrawNotification = "withdraw-notification" POST,
    /// Decides whether two cases are of one illness, of one person, or neither.
    DecideDuplicate = "decide-duplicate" POST,
    /// A notification with all its versions.
    GetNotification = "get-notification" GET,
    /// Notifications of an organisation.
    ListNotifications = "list-notifications" GET,
    /// Enters a test of the person of a case.
    RecordTest = "record-test" POST,
    /// Sends the entry code as a link to the patient's mobile phone.
    SendEntryLink = "send-entry-link" POST,
    /// Opens the patient's app with entry code and birth date.
    ActivatePatient = "activate-patient" POST,
    /// Gives an activated device a new access token.
    RefreshSession = "refresh-session" POST,
    /// Takes in a check-in.
    SubmitCheckIn = "submit-check-in" POST,
    /// What the patient's app shows.
    GetMyIsolation = "get-my-isolation" GET,
    /// Open work of an organisation.
    ListWorklist = "list-worklist" GET,
    /// What those whom a centre follows entered on a day.
    ListEntries = "list-entries" GET,
    /// Marks entries as read.
    MarkEntriesRead = "mark-entries-read" POST,
    /// Members of an organisation.
    ListColleagues = "list-colleagues" GET,
    /// Work that an organisation closed since a moment.
    ListClosedWork = "list-closed-work" GET,
    /// Finds cases of an organisation by what is known of the person.
    SearchCases = "search-cases" POST,
    /// A case with its timeline.
    GetCase = "get-case" GET,
    /// Moves a patient to another place or care status.
    MovePatient = "move-patient" POST,
    /// Enters how an inpatient is.
    RecordCondition = "record-condition" POST,
    /// Ends a case.
    RecordOutcome = "record-outcome" POST,
    /// Releases on which a person is to decide.
    ListReleases = "list-releases" GET,
    /// Releases, or says that it is not time yet.
    ConfirmRelease = "confirm-release" POST,
    /// Inpatients of a hospital or of a health centre.
    ListInpatients = "list-inpatients" GET,
    /// Whom a hotel or a contractor follows.
    ListFollowed = "list-followed" GET,
    /// Assigns a case to a contractor for a time, or takes it back.
    AssignContractor = "assign-contractor" POST,
    /// Takes work in hand, hands it to a colleague, or puts it back.
    TakeWork = "take-work" POST,
    /// Writes what came of a call.
    FinishCall = "finish-call" POST,
    /// Enters a visit to a doctor during isolation.
    RecordVisit = "record-visit" POST,
    /// Whom the staff of a health centre still have to call today.
    ListCalls = "list-calls" GET,
    /// What a health centre needs on paper while the system is down.
    ListDowntime = "list-downtime" GET,
    /// Takes in what an automated call has heard.
    SubmitAutomatedCall = "submit-automated-call" POST,
    /// Records a first contact sheet.
    RecordFirstContact = "record-first-contact" POST,
    /// Sets a physician's limits for one patient.
    SetPersonalLimits = "set-personal-limits" POST,
    /// Closes work.
    CloseWork = "close-work" POST,
    /// Files or corrects an institution's tests of a day.
    FileTestReport = "file-test-report" POST,
    /// An institution's reported tests.
    ListTestReports = "list-test-reports" GET,
    /// Files or corrects the beds or rooms of an institution on a day.
    FileCapacity = "file-capacity" POST,
    /// Beds and rooms of a prefecture on a day.
    ListCapacity = "list-capacity" GET,
    /// Publishes rules of a health centre or a prefecture.
    PublishRules = "publish-rules" POST,
    /// The rules that count, and what is published and planned.
    ListRules = "list-rules" GET,
    /// Finds whatever is overdue.
    SweepDue = "sweep-due" EVENT,
    /// Tells organisations about work that rings.
    NotifyHealthCentre = "notify-health-centre" EVENT,
    /// Reminds patients of a check-in that has not come.
    RemindPatient = "remind-patient" EVENT,
    /// Raises an alarm if the sweep stands still, and keeps the canaries.
    WatchSweep = "watch-sweep" EVENT,
    /// Listens whether the canaries' alarms arrive.
    HearCanary = "hear-canary" EVENT,
}

impl Operation {
    /// The route of an HTTP operation.
    pub fn path(self) -> String {
        format!("/api/{}", self.name())
    }
}
