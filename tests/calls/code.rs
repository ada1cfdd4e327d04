//! Code on one line.

/// Writes tokens on one line, in one way, however they were written and whatever a compiler makes of the space between them.
pub(crate) fn one_line(tokens: &str) -> String {
    let mut line = String::new();
    let (mut chars, mut was_space, mut is_argument) = (tokens.chars().peekable(), false, false);
    while let Some(char) = chars.next() {
        if char.is_whitespace() {
            was_space = true;
            continue;
        }
        let last = line.chars().next_back().unwrap_or(' ');
        let is_word = |char: char| char.is_alphanumeric() || char == '_';
        let is_between = match (last, char) {
            (' ', _) | ('(', '{') => false,
            (',' | ';' | '}' | '=' | '{', _) | (_, '{' | '}') => {
                !matches!(char, '>' | ')' | ',' | ';' | '?' | '.') || char == '=' && last != '='
            }
            (':', _) => char != ':' && !line.ends_with("::"),
            (_, '=') => true,
            (_, '(') => line.ends_with("let"),
            ('*', _) | (_, '*') => was_space && last != '(',
            (_, '|') => line.ends_with("mut"),
            _ => was_space && is_word(last) && (is_word(char) || char == '"'),
        };
        if is_between {
            line.push(' ');
        }
        line.push(char);
        was_space = false;
        match char {
            '"' => {
                while let Some(inner) = chars.next() {
                    line.push(inner);
                    match inner {
                        '\\' => line.extend(chars.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '|' => {
                is_argument = !is_argument;
                if !is_argument {
                    line.push(' ');
                }
            }
            _ => {}
        }
    }
    line
}

#[test]
fn one_line_is_one_way() {
    let ways = [
        "let mut a=f ( & mut b , \"x  \\\" y\" ) ? ;\n  a . g :: < 8 , 256 > ( | last | last * 2 , || 1 , & mut | piece | j ! ( { \"a\" : [ 1 ] } ) )",
        "let mut a = f(&mut b, \"x  \\\" y\")?;\n a.g::<8, 256>(|last| last * 2, || 1, &mut |piece| j!({\"a\": [1]}))",
    ];
    for way in ways {
        assert_eq!(
            one_line(way),
            "let mut a = f(&mut b, \"x  \\\" y\")?; \
             a.g::<8, 256>(|last| last * 2, || 1, &mut |piece| j!({ \"a\": [1] }))"
        );
    }
}
