//! Where a value stands in a chart.

use domain::time::Time;

/// Size of a chart in its own units; as wide as a telephone, so that its letters keep their size.
pub const WIDTH: f64 = 360.0;
/// The height.
pub const HEIGHT: f64 = 168.0;
/// Room for the numbers at the left.
pub const LEFT: f64 = 34.0;
/// Room for the last value at the right.
pub const RIGHT: f64 = 44.0;
/// Room above.
pub const TOP: f64 = 10.0;
/// Room for the days below.
pub const BOTTOM: f64 = 22.0;

/// From times and values to places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    from: f64,
    until: f64,
    low: f64,
    high: f64,
}

impl Scale {
    /// A scale that holds the times, and the values besides `usual`.
    pub fn new(
        from: Time,
        until: Time,
        usual: (f64, f64),
        values: impl Iterator<Item = f64> + Clone,
    ) -> Self {
        #[allow(clippy::cast_precision_loss)] // seconds of this century are exact in an f64
        let (from, until) = (from.seconds() as f64, until.seconds() as f64);
        let low = values.clone().fold(usual.0, f64::min);
        let high = values.fold(usual.1, f64::max);
        Self { from, until: until.max(from + 1.0), low, high }
    }

    /// Place of a time, from the left.
    pub fn x(&self, at: Time) -> f64 {
        #[allow(clippy::cast_precision_loss)]
        let part = (at.seconds() as f64 - self.from) / (self.until - self.from);
        round(LEFT + part * (WIDTH - LEFT - RIGHT))
    }

    /// Place of a value, from above.
    pub fn y(&self, value: f64) -> f64 {
        let part = (self.high - value) / (self.high - self.low);
        round(TOP + part * (HEIGHT - TOP - BOTTOM))
    }
}

/// A tenth of a unit is finer than any screen.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_scale_are_the_edges_of_the_chart() {
        let (from, until) = (Time::from_seconds(0), Time::from_seconds(86_400));
        let scale = Scale::new(from, until, (36.0, 40.0), [35.0, 38.0].into_iter());
        assert_eq!((scale.x(from), scale.x(until)), (LEFT, WIDTH - RIGHT));
        assert_eq!((scale.y(40.0), scale.y(35.0)), (TOP, HEIGHT - BOTTOM));
        assert!(Scale::new(from, from, (36.0, 40.0), std::iter::empty()).x(from).is_finite());
    }
}
