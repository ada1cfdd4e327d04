//! Tables that commands write into a text, between two marks.

/// What stands before the text between the marks, that text, and what stands behind it; the marks stay outside. `None` if they are
/// not there.
pub fn parts<'t>(text: &'t str, begin: &str, end: &str) -> Option<(&'t str, &'t str, &'t str)> {
    let start = text.find(begin)? + begin.len();
    let len = text[start..].find(end)?;
    Some((&text[..start], &text[start..start + len], &text[start + len..]))
}

/// The text with another table between the marks.
pub fn replaced(text: &str, begin: &str, end: &str, table: &str) -> Option<String> {
    let (before, _, after) = parts(text, begin, end)?;
    Some(format!("{before}{table}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_alone_changes() {
        let text = "a\n<begin>\nold\n<end>\nb\n";
        assert_eq!(replaced(text, "<begin>\n", "<end>", "new\n").unwrap(), "a\n<begin>\nnew\n<end>\nb\n");
        assert_eq!(parts(text, "<begin>\n", "<end>").unwrap().1, "old\n");
        assert_eq!(replaced(text, "<begin>", "<none>", ""), None);
        assert_eq!(replaced("<end><begin>", "<begin>", "<end>", ""), None);
    }
}
