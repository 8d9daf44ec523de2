//! One file a screen.

pub mod activate;
pub mod answer;
pub mod antipyretic;
pub mod danger;
pub mod emergency;
pub mod finish;
pub mod home;
pub mod measure;
pub mod past;
pub mod starting;
pub mod symptoms;
pub mod unsent;
