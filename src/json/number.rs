//! The grammar of JSON numbers, and whole ones.

/// Whether `text` is a JSON number: no leading zero, digits on both sides of a point, digits in an exponent.
pub(super) fn is_number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let (whole, rest) = digits(text);
    let rest = match (whole, rest) {
        ([] | [b'0', _, ..], _) => return false,
        (_, [b'.', rest @ ..]) => match digits(rest) {
            ([], _) => return false,
            (_, rest) => rest,
        },
        (_, rest) => rest,
    };
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] => {
            matches!(digits(exponent), ([_, ..], []))
        }
        _ => false,
    }
}

/// The number that these digits are, if they are nothing else.
pub(crate) fn whole(digits: &[u8]) -> Option<u64> {
    let mut number = None;
    for byte in digits {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        number = Some(number.unwrap_or(0_u64).checked_mul(10)?.checked_add(digit.into())?);
    }
    number
}

/// The digits that `text` begins with, and the rest.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, &[]))
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn numbers() {
        for text in ["0", "-0", "10", "0.50", "1e5", "1E+05", "-12.25e-3", "123456789012345678901234567890"] {
            assert!(is_number(text.as_bytes()), "{text}");
        }
        for text in
            ["", "-", "00", "01", "-01", "1.", ".5", "1.e5", "1e", "1e+", "+1", "1e5.0", "1-", "1e5e5", "--1"]
        {
            assert!(!is_number(text.as_bytes()), "{text}");
        }
    }
}
