//! Notifications after they are filed: the list of those that an organisation has to do with, and the
//! page on which one is checked, accepted, returned, withdrawn, and tests are entered.

mod act;
mod difference;
mod export;
mod inbox;
mod load;
mod page;
mod shown;
mod test;

pub use difference::difference;
pub use inbox::Inbox;
pub use load::{Fetching, use_notice};
pub use page::Notice;
pub use shown::{Answers, Said, answer, said, test};
