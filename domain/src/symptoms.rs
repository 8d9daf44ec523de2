//! What a check-in asks about: symptoms, the 13 emergency symptoms of the ministry's list of
//! 27 April 2020 (domain.md 4.1), and the four warning signs of pregnancy (design 6).

use serde::{Deserialize, Serialize};

// A code is taken as `tt`: the derive of the OpenAPI document does not see through the invisible
// parentheses that a `literal` would come in, and would list the names of the variants.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $code:tt,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$item])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every code, in the order in which it is asked.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code on the wire and in the texts.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// Symptoms of the daily check-in.
    Symptom {
        /// せき
        Cough = "cough",
        /// たん
        Sputum = "sputum",
        /// 息苦しさ
        Breathlessness = "breathlessness",
        /// 頭痛
        Headache = "headache",
        /// のどの痛み
        SoreThroat = "sore_throat",
        /// 全身倦怠感
        Malaise = "malaise",
        /// 嘔気・嘔吐
        NauseaVomiting = "nausea_vomiting",
        /// 下痢
        Diarrhoea = "diarrhoea",
        /// 食事がとれない
        CannotEat = "cannot_eat",
        /// 半日以上尿が出ていない
        NoUrineHalfDay = "no_urine_half_day",
        /// 嗅覚・味覚の障害
        LossOfSmellTaste = "loss_of_smell_taste",
        /// 悪寒・関節痛
        ChillsJointPain = "chills_joint_pain",
    }
}

codes! {
    /// Emergency symptoms (緊急性の高い症状): one is enough for 119.
    EmergencySymptom {
        /// 顔色が明らかに悪い
        PaleFace = "em_pale_face",
        /// 唇が紫色になっている
        PurpleLips = "em_purple_lips",
        /// いつもと違う、様子がおかしい
        UnusualBehaviour = "em_unusual_behaviour",
        /// 息が荒くなった
        RapidBreathing = "em_rapid_breathing",
        /// 急に息苦しくなった
        SuddenDyspnea = "em_sudden_dyspnea",
        /// 少し動くと息苦しい
        ExertionalDyspnea = "em_exertional_dyspnea",
        /// 胸の痛みがある
        ChestPain = "em_chest_pain",
        /// 横になれない
        Orthopnea = "em_orthopnea",
        /// 肩で息をしている
        ShoulderBreathing = "em_shoulder_breathing",
        /// 突然ゼーゼーしはじめた
        SuddenWheeze = "em_sudden_wheeze",
        /// ぼんやりしている
        Dazed = "em_dazed",
        /// もうろうとしている
        Unresponsive = "em_unresponsive",
        /// 脈がとぶ
        IrregularPulse = "em_irregular_pulse",
    }
}

codes! {
    /// Warning signs asked only when the card says pregnant.
    PregnancySymptom {
        /// 出血
        Bleeding = "bleeding",
        /// 破水
        WatersBroken = "waters_broken",
        /// 規則的なおなかの張り
        RegularContractions = "regular_contractions",
        /// 胎動の減少
        FewerMovements = "fewer_movements",
    }
}
