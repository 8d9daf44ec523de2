//! Chance that falls the same way at every start.

/// A small random number generator (SplitMix64), here for its stability: the demo must not change
/// with the version of a library. Never for secrets.
pub(super) struct Dice(u64);

impl Dice {
    /// Dice that fall as this seed says.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low) + 1;
        low.saturating_add_unsigned(self.next() % span)
    }

    /// Yes in so many of a hundred throws.
    pub fn percent(&mut self, chance: i64) -> bool {
        self.between(1, 100) <= chance
    }

    /// One of a list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let place = self.next() % list.len() as u64;
        &list[usize::try_from(place).unwrap_or(0)]
    }

    /// The place of one of these weights, heavier ones more often.
    pub fn weighted(&mut self, weights: &[i64]) -> usize {
        let mut rest = self.between(1, weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            rest -= weight;
            if rest <= 0 {
                return place;
            }
        }
        0
    }

    /// An id in the form that clients make.
    pub fn uuid(&mut self) -> String {
        let bytes = (u128::from(self.next()) << 64 | u128::from(self.next())).to_be_bytes();
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}
