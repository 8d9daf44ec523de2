//! Rooms of a hotel, in the order in which somebody walks past their doors.

use crate::entry_code::half_width;

/// The floor that a room number tells: all but its last two digits. None for what is no such number.
pub fn floor(room: &str) -> Option<u16> {
    let digits: String = room.chars().map(half_width).filter(char::is_ascii_digit).collect();
    let (floor, _) = digits.len().checked_sub(2).and_then(|at| digits.split_at_checked(at))?;
    floor.parse().ok()
}

/// Sorts rooms: by floor, then by their number; those without a number last.
pub fn place(room: Option<&str>) -> (u16, String) {
    let room: String = room.unwrap_or_default().chars().map(half_width).collect();
    (floor(&room).unwrap_or(u16::MAX), room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_stands_before_the_last_two_digits() {
        let rooms = ["305", "1205", "0712", "７０３", "東館 1101", "12", "離れ", ""];
        let floors = [Some(3), Some(12), Some(7), Some(7), Some(11), None, None, None];
        assert_eq!(rooms.map(floor), floors);
    }

    #[test]
    fn rooms_are_sorted_as_somebody_walks() {
        let mut rooms = [Some("1001"), None, Some("0902"), Some("９０１"), Some("離れ")];
        rooms.sort_by_key(|room| place(*room));
        assert_eq!(rooms, [Some("0902"), Some("９０１"), Some("1001"), None, Some("離れ")]);
    }
}
