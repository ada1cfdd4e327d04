//! Reads the dates of HTTP headers.

use super::fields;

/// The three forms of a date, from after the day of the week on, with a `|` between them. A digit stands for a character of the part
/// with this number: day, month, year, hour, minute, second.
const FORMS: &[u8] = b", 00 111 2222 33:44:55 GMT|, 00-111-22 33:44:55 GMT| 111 00 33:44:55 2222";

/// Name and length of each month in a common year.
const MONTHS: [u32; 12] = [
    month(*b"Jan", 31),
    month(*b"Feb", 28),
    month(*b"Mar", 31),
    month(*b"Apr", 30),
    month(*b"May", 31),
    month(*b"Jun", 30),
    month(*b"Jul", 31),
    month(*b"Aug", 31),
    month(*b"Sep", 30),
    month(*b"Oct", 31),
    month(*b"Nov", 30),
    month(*b"Dec", 31),
];

/// A month in one word: the letters, and in the last byte the length.
const fn month([a, b, c]: [u8; 3], length: u8) -> u32 {
    u32::from_be_bytes([a, b, c, length])
}

/// The time that an HTTP date names, in seconds since 1970, in any of its three forms: `Sun, 06 Nov 1994 08:49:37 GMT`,
/// `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`. The day of the week is not looked at. A year below 100
/// is one from 1970 to 2069. Years before 1970 or after 2099 and dates that do not exist are `None`.
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn parse(text: &[u8]) -> Option<u32> {
    let mut forms = fields::parts(FORMS, b'|');
    // None of them is like another, so that the first one that fits is the only one.
    seconds(forms.find_map(|form| parts(text.get(text.len().checked_sub(form.len())?..)?, form))?)
}

/// The numbers of a date in this form; of the month, its three letters.
fn parts(date: &[u8], form: &[u8]) -> Option<[u32; 6]> {
    let mut parts = [0_u32; 6];
    for (&byte, &expected) in date.iter().zip(form) {
        let digit = byte.wrapping_sub(b'0');
        match parts.get_mut(usize::from(expected.wrapping_sub(b'0'))) {
            None if byte == expected => {}
            Some(part) if expected == b'1' => *part = *part << 8 | u32::from(byte),
            Some(part) if digit < 10 => *part = part.wrapping_mul(10).wrapping_add(u32::from(digit)),
            // In place of a zero.
            Some(0) if byte == b' ' => {}
            _ => return None,
        }
    }
    Some(parts)
}

fn seconds([day, month, mut year, hour, minute, second]: [u32; 6]) -> Option<u32> {
    if year < 100 {
        year = year.wrapping_add(if year < 70 { 2000 } else { 1900 });
    }
    // In these years each fourth is a leap year, and all sums stay within 32 bits.
    let years = year.wrapping_sub(1970);
    // A 60th second is a leap second; it counts as the one after it.
    if years >= 130 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut days = years.wrapping_mul(365).wrapping_add(years.wrapping_add(1) >> 2);
    for known in &MONTHS {
        let length = match known & 0xff {
            28 if year & 3 == 0 => 29,
            length => length,
        };
        if known >> 8 == month {
            // A day 0 comes out as the largest number.
            let day = Some(day.wrapping_sub(1)).filter(|&day| day < length)?;
            let hours = days.wrapping_add(day).wrapping_mul(24).wrapping_add(hour);
            return Some(hours.wrapping_mul(60).wrapping_add(minute).wrapping_mul(60).wrapping_add(second));
        }
        days = days.wrapping_add(length);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::parse;
    use std::format;

    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    fn seconds(text: &str) -> Option<u32> {
        parse(text.as_bytes())
    }

    #[test]
    fn the_three_forms() {
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(seconds("Sunday, 06-Nov-94 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(seconds("Sun Nov  6 08:49:37 1994"), Some(784_111_777));
        assert_eq!(seconds("Sun Nov 16 08:49:37 1994"), Some(784_975_777));
        assert_eq!(seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("Tue, 29 Feb 2000 12:00:00 GMT"), Some(951_825_600));
        assert_eq!(seconds("Tuesday, 01-Jan-69 00:00:00 GMT"), Some(3_124_224_000));
        assert_eq!(seconds("Thu, 31 Dec 2099 23:59:60 GMT"), Some(4_102_444_800));
    }

    #[test]
    fn each_day_is_one_after_the_day_before() {
        let mut expected = 0;
        for year in 1970..2100_u32 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let lengths = [31, 28 + u32::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (month, length) in MONTHS.into_iter().zip(lengths) {
                for day in 1..=length {
                    let date = format!("Xxx, {day:02} {month} {year} 00:00:00 GMT");
                    assert_eq!(seconds(&date), Some(expected), "{date}");
                    expected += 86_400;
                }
                let over = format!("Xxx, {:02} {month} {year} 00:00:00 GMT", length + 1);
                assert_eq!(seconds(&over), None, "{over}");
            }
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            ",",
            "Sun, ",
            "soon",
            "120",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:00 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, -6 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 29 Feb 2099 08:49:37 GMT",
            "Fri, 01 Jan 2100 00:00:00 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-:4 08:49:37 GMT",
            "Sun Nov  6 08:49:37 199x",
            "Sun Nov   08:49:37 1994",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
        let date = b"Sun, 06 Nov 1994 08:49:37 GMT";
        for end in 0..date.len() {
            assert_eq!(parse(&date[..end]), None);
        }
    }
}
