//! Reads the dates of HTTP headers.

use crate::UnixSeconds;

/// The time that an HTTP date names, in any of its three forms: `Sun, 06 Nov 1994 08:49:37 GMT`,
/// `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`. The day of the week is not looked at. A year of two
/// digits is one from 1970 to 2069. Years before 1970 or after 2099 and dates that do not exist are `None`.
pub(super) fn parse(text: &[u8]) -> Option<UnixSeconds> {
    let Some(comma) = text.iter().position(|&byte| byte == b',') else {
        let [_, _, _, b' ', m1, m2, m3, b' ', d1, d2, b' ', time @ .., b' ', y1, y2, y3, y4] = text else {
            return None;
        };
        let ten = if *d1 == b' ' { b'0' } else { *d1 };
        return seconds(&[*y1, *y2, *y3, *y4], [*m1, *m2, *m3], [ten, *d2], time);
    };
    let date = text.get(comma..)?.strip_prefix(b", ")?.strip_suffix(b" GMT")?;
    match date {
        [d1, d2, b' ', m1, m2, m3, b' ', y1, y2, y3, y4, b' ', time @ ..] => {
            seconds(&[*y1, *y2, *y3, *y4], [*m1, *m2, *m3], [*d1, *d2], time)
        }
        [d1, d2, b'-', m1, m2, m3, b'-', y1, y2, b' ', time @ ..] => {
            let (c1, c2) = if *y1 < b'7' { (b'2', b'0') } else { (b'1', b'9') };
            seconds(&[c1, c2, *y1, *y2], [*m1, *m2, *m3], [*d1, *d2], time)
        }
        _ => None,
    }
}

/// Name, days before it in a common year, and length.
const MONTHS: [([u8; 3], u32, u32); 12] = [
    (*b"Jan", 0, 31),
    (*b"Feb", 31, 28),
    (*b"Mar", 59, 31),
    (*b"Apr", 90, 30),
    (*b"May", 120, 31),
    (*b"Jun", 151, 30),
    (*b"Jul", 181, 31),
    (*b"Aug", 212, 31),
    (*b"Sep", 243, 30),
    (*b"Oct", 273, 31),
    (*b"Nov", 304, 30),
    (*b"Dec", 334, 31),
];

fn seconds(year: &[u8; 4], month: [u8; 3], day: [u8; 2], time: &[u8]) -> Option<UnixSeconds> {
    let [h1, h2, b':', m1, m2, b':', s1, s2] = time else { return None };
    let (year, day) = (number(year)?, number(&day)?);
    let (hour, minute, second) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?, number(&[*s1, *s2])?);
    let (_, before, length) = MONTHS.iter().find(|(name, ..)| *name == month)?;
    // In these years each fourth is a leap year, and all sums stay within 32 bits.
    let years = year.checked_sub(1970).filter(|&years| years < 130)?;
    let leap = year & 3 == 0;
    // A 60th second is a leap second; it counts as the one after it.
    if day == 0 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    if day > length.wrapping_add(u32::from(leap && *before == 31)) {
        return None;
    }
    let leap_days = (years.wrapping_add(1) >> 2).wrapping_add(u32::from(leap && *before > 31));
    let days = years
        .wrapping_mul(365)
        .wrapping_add(leap_days)
        .wrapping_add(*before)
        .wrapping_add(day.wrapping_sub(1));
    let minutes = days.wrapping_mul(24).wrapping_add(hour).wrapping_mul(60).wrapping_add(minute);
    Some(UnixSeconds(u64::from(minutes.wrapping_mul(60).wrapping_add(second))))
}

/// The number that some digits are.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, &byte| {
        byte.is_ascii_digit().then(|| number.wrapping_mul(10).wrapping_add(u32::from(byte & 15)))
    })
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::UnixSeconds;
    use std::format;

    fn seconds(text: &str) -> Option<u64> {
        parse(text.as_bytes()).map(|UnixSeconds(seconds)| seconds)
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
            for ((month, ..), length) in super::MONTHS.iter().zip(lengths) {
                let month = core::str::from_utf8(month).unwrap();
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
