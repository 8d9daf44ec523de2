//! The sound of a new emergency. It can be switched off, which is remembered on this device; a browser lets a
//! page sound only after somebody touched it, and the switch says so as long as that has not happened.

use std::cell::RefCell;

use dioxus::prelude::*;
use ui::browser;
use ui::texts::t;
use web_sys::{AudioContext, AudioContextState};

use crate::shortcuts::use_listener;

const ON: &str = "mimamori-sound";

thread_local! {
    static AUDIO: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// Whether this person wants the sound.
pub fn is_on() -> bool {
    browser::stored(ON).is_some()
}

/// Sounds twice, if it is wanted and the browser lets it.
pub fn ring() {
    if is_on() {
        AUDIO.with_borrow(|audio| {
            if let Some(audio) = audio {
                let _ = tone(audio, 0.0, 880.0).and_then(|()| tone(audio, 0.35, 1_175.0));
            }
        });
    }
}

/// One soft tone, `after` seconds from now.
fn tone(audio: &AudioContext, after: f64, frequency: f32) -> Result<(), wasm_bindgen::JsValue> {
    let (tone, volume) = (audio.create_oscillator()?, audio.create_gain()?);
    let (begin, end) = (audio.current_time() + after, audio.current_time() + after + 0.3);
    tone.frequency().set_value(frequency);
    volume.gain().set_value_at_time(0.3, begin)?;
    volume.gain().exponential_ramp_to_value_at_time(0.001, end)?;
    tone.connect_with_audio_node(&volume)?;
    volume.connect_with_audio_node(&audio.destination())?;
    tone.start_with_when(begin)?;
    tone.stop_with_when(end)
}

/// Lets the page sound from now on; only a touch of the person makes a browser agree.
fn wake() -> bool {
    AUDIO.with_borrow_mut(|audio| {
        if audio.is_none() {
            *audio = AudioContext::new().ok();
        }
        let Some(audio) = audio else { return false };
        let _ = audio.resume();
        audio.state() == AudioContextState::Running
    })
}

fn sounds() -> bool {
    AUDIO.with_borrow(|audio| audio.as_ref().is_some_and(|audio| audio.state() == AudioContextState::Running))
}

/// The switch.
#[component]
pub fn SoundSwitch() -> Element {
    let mut on = use_signal(is_on);
    let mut ready = use_signal(sounds);
    // Whoever comes back to the page has touched it at the first click or key.
    let touched = use_callback(move |()| {
        if *on.peek() && !*ready.peek() {
            wake();
            ready.set(sounds());
        }
    });
    use_listener("pointerdown", move |_| touched(()));
    use_listener("keydown", move |_| touched(()));
    rsx! {
        button {
            class: "button",
            r#type: "button",
            "aria-pressed": on(),
            onclick: move |_| {
                let wanted = !on();
                if wanted {
                    browser::store(ON, "1");
                    wake();
                    ring();
                } else {
                    browser::forget(ON);
                }
                on.set(wanted);
                ready.set(sounds());
            },
            {t(match (on(), ready()) {
                (false, _) => "console.sound.off",
                (true, true) => "console.sound.on",
                (true, false) => "console.sound.waits",
            })}
        }
    }
}
