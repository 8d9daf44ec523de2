//! The keys, and the switch that turns them off.

use dioxus::prelude::*;
use ui::texts::t;

use crate::dialog::Dialog;
use crate::form::Tick;
use crate::shortcuts;

const KEYS: [(&str, &str); 17] = [
    ("j ↓", "console.keys.down"),
    ("k ↑", "console.keys.up"),
    ("Enter", "console.keys.open"),
    ("t", "console.keys.take"),
    ("u", "console.keys.put_back"),
    ("c", "console.keys.call"),
    ("x", "console.keys.close"),
    ("i", "console.keys.information"),
    ("1 – 6", "console.keys.quick"),
    ("b", "console.keys.bulk"),
    ("Space", "console.keys.tick"),
    ("e", "console.keys.entries"),
    ("h", "console.keys.handover"),
    ("n", "console.keys.new"),
    ("/", "console.keys.filter"),
    ("s", "console.keys.find"),
    ("?", "console.keys.help"),
];

/// Shows which key does what.
#[component]
pub fn Help(onclose: EventHandler<()>) -> Element {
    let mut on = use_signal(shortcuts::are_on);
    rsx! {
        Dialog { id: "help", title: t("console.keys.title"), onclose,
            dl { class: "keys",
                for (key , does) in KEYS {
                    div { key: "{key}",
                        dt { kbd { {key} } }
                        dd { {t(does)} }
                    }
                }
            }
            Tick {
                id: "shortcuts-on",
                label: t("console.keys.on"),
                ticked: on(),
                onchange: move |ticked| {
                    shortcuts::switch(ticked);
                    on.set(ticked);
                },
            }
            button { class: "button", r#type: "button", onclick: move |_| onclose(()), {t("console.close_dialog")} }
        }
    }
}
