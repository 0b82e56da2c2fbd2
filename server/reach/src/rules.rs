//! How people walk, as data.
//!
//! A preset says how fast, what stairs and signals cost, and what a private way or
//! a gate means. The network does not know them: two presets share one network.

/// Grows whenever the same extract and preset may give other times than before,
/// so that a stored figure can name the rules it was counted by.
pub const RULES_VERSION: u32 = 1;

/// What a private way or a restricted gate means to somebody on foot.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Nobody walks there.
    Blocked,
    /// A walk may begin or end there, but not lead through.
    ResidentsOnly,
    /// As any other way.
    Open,
}

/// One way of walking. The legend of every map and table names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// Stable name in addresses and records.
    pub key: &'static str,
    /// Its name in Chinese.
    pub name_zh: &'static str,
    /// Its name in English.
    pub name_en: &'static str,
    /// Metres in a second on level ground.
    pub metres_per_second: f64,
    /// How many times longer a metre of stairs takes.
    pub stairs: f64,
    /// Seconds lost on average at a crossing with signals.
    pub signal_s: f64,
    /// Ways that are private on foot.
    pub private: Access,
    /// Gates that are private on foot, and what lies behind nothing but them.
    pub gated: Access,
    /// Expressways without a pavement, where walking is not forbidden.
    pub roadside: Access,
}

/// GB 50180-2018 plans 5, 10 and 15 minutes as 300, 500 and 800 to 1,000 metres;
/// the usual reading is 1,000 metres of network in 15 minutes.
const GB50180: Preset = Preset {
    key: "gb50180",
    name_zh: "步行 1000 米 15 分钟（GB 50180）",
    name_en: "1,000 m in 15 minutes (GB 50180)",
    metres_per_second: 1000.0 / 900.0,
    stairs: 1.0,
    signal_s: 0.0,
    private: Access::ResidentsOnly,
    gated: Access::ResidentsOnly,
    roadside: Access::Blocked,
};

const WALK5: Preset = Preset {
    key: "walk5",
    name_zh: "步行 5 公里/小时",
    name_en: "walking at 5 km/h",
    metres_per_second: 5.0 / 3.6,
    ..GB50180
};

const ELDERLY: Preset = Preset {
    key: "elderly",
    name_zh: "老年人步行 3.6 公里/小时",
    name_en: "elderly people at 3.6 km/h",
    metres_per_second: 1.0,
    stairs: 2.0,
    ..GB50180
};

impl Preset {
    /// Every preset that is offered, the standard one first.
    pub fn all() -> &'static [Preset] {
        const ALL: &[Preset] = &[GB50180, WALK5, ELDERLY];
        ALL
    }

    /// 1,000 metres in 15 minutes.
    pub fn standard() -> Preset {
        GB50180
    }

    /// The preset of that key.
    pub fn by_key(key: &str) -> Option<Preset> {
        Preset::all().iter().find(|preset| preset.key == key).cloned()
    }

    /// The fastest walk and nothing else, for comparison with other engines: every
    /// way open, no factor, no wait.
    pub fn neutral(km_per_hour: f64) -> Preset {
        Preset {
            key: "neutral",
            name_zh: "对比用：全部开放",
            name_en: "for comparison: everything open",
            metres_per_second: km_per_hour / 3.6,
            stairs: 1.0,
            signal_s: 0.0,
            private: Access::Open,
            gated: Access::Open,
            roadside: Access::Open,
        }
    }

    /// Metres in a minute, for the legend.
    pub fn metres_per_minute(&self) -> f64 {
        self.metres_per_second * 60.0
    }

    /// Milliseconds for that many metres on level ground.
    pub fn ms(&self, metres: f64) -> u32 {
        whole_ms(metres / self.metres_per_second * 1000.0)
    }
}

/// Rounds to whole milliseconds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
pub(crate) fn whole_ms(ms: f64) -> u32 {
    ms.round() as u32
}
