//! Room for new texts: those that nothing names any more go, the others move together.
//!
//! Mark, forward, rename, slide. The forwarding address lies in the header's chain field, which is built anew afterwards, so
//! that no memory is needed beside the table. Texts held for the user stay where they are.

use super::table::{Class, Handle, Header, TextTable, header};

impl TextTable<'_> {
    /// Collects. `rename` is called twice and gives every handle in use to its argument each time; what the argument
    /// leaves there takes its place.
    pub(crate) fn collect(&mut self, rename: &mut dyn FnMut(&mut dyn FnMut(&mut Handle))) {
        self.each(|table, handle, header| table.set_header(handle, Header(header.0 & !Header::LIVE)));
        rename(&mut |handle| {
            if *handle != 0 {
                let header = header(self.memory, *handle);
                self.set_header(*handle, Header(header.0 | Header::LIVE));
            }
        });
        let mut target = 1;
        self.each(|table, handle, header| {
            if header.0 & Header::HELD != 0 {
                target = handle;
            }
            if header.0 & (Header::HELD | Header::LIVE) != 0 {
                table.set_header(handle, header.with_next(target));
                target += header.words();
            }
        });
        rename(&mut |handle| {
            if *handle != 0 {
                *handle = header(self.memory, *handle).next();
            }
        });
        self.slide();
    }

    fn slide(&mut self) {
        self.state.heads = [0; 16];
        let mut end = 1;
        self.each(|table, handle, header| {
            if header.0 & (Header::HELD | Header::LIVE) == 0 || header.class() == Class::Gap {
                return;
            }
            let target = header.next();
            if target > end {
                let gap = usize::from(target - end) * 4 - 4;
                table.set_header(end, Header::new(gap, Class::Gap, false, 0));
            }
            table.move_words(handle, target, header.words());
            table.link(target, header);
            end = target + header.words();
        });
        self.state.used = end - 1;
    }

    /// Visits the entries by address. The visitor may change the entry and what lies before it.
    fn each(&mut self, mut visit: impl FnMut(&mut Self, Handle, Header)) {
        let mut handle = 1;
        let end = self.state.used;
        while handle <= end {
            let header = header(self.memory, handle);
            visit(self, handle, header);
            handle += header.words();
        }
    }

    /// Moves words towards the beginning.
    fn move_words(&mut self, from: Handle, to: Handle, words: u16) {
        if from == to {
            return;
        }
        for word in 0..words {
            let moved = header(self.memory, from + word);
            self.set_header(to + word, moved);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Tail, TextFull, TextState, entry};
    use super::*;
    use std::{format, string::String, vec::Vec};

    fn intern(table: &mut TextTable<'_>, text: &str) -> Result<Handle, TextFull> {
        if let Some(found) = table.find(text.as_bytes(), Class::Plain, false) {
            return Ok(found);
        }
        let mut tail = Tail::default();
        table.push(&mut tail, text.as_bytes());
        table.commit(tail, Class::Plain, false)
    }

    fn texts(table: &TextTable<'_>, handles: &[Handle]) -> Vec<String> {
        handles.iter().map(|&h| String::from_utf8(entry(table.memory, h).bytes.to_vec()).unwrap()).collect()
    }

    #[test]
    fn live_and_held_texts_survive_and_others_make_room() {
        let (mut state, mut memory) = (TextState::EMPTY, [0; 512]);
        let mut table = TextTable::new(&mut state, &mut memory);
        let mut live = Vec::new();
        let mut held = Vec::new();
        let mut expected = Vec::new();
        for round in 0..2000_u32 {
            let text = format!("name.{}.{round}", "x".repeat(round as usize % 13));
            let handle = intern(&mut table, &text).unwrap_or_else(|TextFull| {
                table.collect(&mut |visit| live.iter_mut().for_each(&mut *visit));
                assert_eq!(texts(&table, &live), expected);
                intern(&mut table, &text).unwrap()
            });
            if round % 401 == 7 {
                table.hold(handle);
                held.push((handle, text.clone()));
            }
            live.push(handle);
            expected.push(text);
            if live.len() > 6 {
                live.remove(round as usize % 5);
                expected.remove(round as usize % 5);
            }
            assert_eq!(texts(&table, &live), expected);
            for (handle, text) in &held {
                assert_eq!(entry(table.memory, *handle).bytes, text.as_bytes());
                assert_eq!(intern(&mut table, text), Ok(*handle));
            }
        }
        assert_eq!(held.len(), 5);
    }

    #[test]
    fn raw_and_escaped_texts_differ() {
        let (mut state, mut memory) = (TextState::EMPTY, [0; 64]);
        let mut table = TextTable::new(&mut state, &mut memory);
        let mut tail = Tail::default();
        table.push(&mut tail, b"a\\\"b");
        let escaped = table.commit(tail, Class::Plain, true).unwrap();
        assert_eq!(table.find(b"a\\\"b", Class::Plain, false), None);
        assert_eq!(table.find(b"a\\\"b", Class::Plain, true), Some(escaped));
        assert_eq!(table.find(b"a\\\"b", Class::Tags, true), None);
    }

    #[test]
    fn empty_memory_holds_nothing() {
        let (mut state, mut memory) = (TextState::EMPTY, [0; 0]);
        let mut table = TextTable::new(&mut state, &mut memory);
        assert_eq!(intern(&mut table, "a"), Err(TextFull));
        assert_eq!(table.commit(Tail::default(), Class::Tags, false), Err(TextFull));
    }
}
