//! Room for new texts: those that nothing names any more go, the others move together. Texts that the user holds lie before
//! all others and never move.
//!
//! Mark, forward, rename, slide. The forwarding address lies in the header's chain field, which is built anew afterwards, so
//! that no memory is needed beside the table.

use super::table::{Handle, Header, TextTable, header};

/// Gives every handle in use to its argument, and what that returns takes its place.
type Rename<'r> = dyn FnMut(&mut dyn FnMut(Handle) -> Handle) + 'r;

/// Looks at an entry: the table, its handle and its header.
type Visit<'v> = dyn FnMut(&mut TextTable<'_>, Handle, Header) + 'v;

impl TextTable<'_> {
    /// Drops the texts that nothing names. `rename` is called twice.
    pub(crate) fn collect(&mut self, rename: &mut Rename<'_>) {
        self.mark(rename);
        let mut target = 1;
        self.each_staying(&mut |table, handle, header| {
            table.set_header(handle, header.with_next(target));
            target += header.words();
        });
        rename(&mut |handle| header(self.memory, handle).next());
        self.state.heads = [0; 16];
        self.each_staying(&mut |table, handle, header| {
            let target = header.next();
            for word in 0..header.words() {
                table.move_word(handle + word, target + word);
            }
            table.link(target, header);
        });
        self.state.used = target - 1;
    }

    /// Marks the texts that are named as live. All others are not: whoever looks at the marks takes them away.
    fn mark(&mut self, rename: &mut Rename<'_>) {
        rename(&mut |handle| {
            let header = header(self.memory, handle);
            self.set_header(handle, Header(header.0 | Header::LIVE));
            handle
        });
    }

    /// Whether so many more words would fit if all texts went but those that are held or named here.
    pub(crate) fn would_fit(&mut self, words: usize, rename: &mut Rename<'_>) -> bool {
        self.mark(rename);
        let mut staying = 0;
        self.each_staying(&mut |table, handle, header| {
            staying += usize::from(header.words());
            table.set_header(handle, Header(header.0 & !Header::LIVE));
        });
        staying.saturating_add(words) <= self.capacity()
    }

    /// Keeps a text for as long as the table lives. Costs two moves of each word of text before it, a visit to each text, and one
    /// call of `rename`, which gets its handle from then on.
    pub(crate) fn hold(&mut self, handle: Handle, rename: &mut Rename<'_>) {
        if handle <= self.state.held {
            return;
        }
        let words = header(self.memory, handle).words();
        let first = self.state.held + 1;
        rename(&mut |other| {
            if other == handle {
                first
            } else if other >= first && other < handle {
                other + words
            } else {
                other
            }
        });
        // The text changes places with all before it.
        let (start, end) = (handle, handle + words);
        for (from, to) in [(first, start), (start, end), (first, end)] {
            self.reverse(from, to);
        }
        self.state.held += words;
        self.state.heads = [0; 16];
        self.each(&mut |table, handle, header| table.link(handle, header));
    }

    /// Turns these words round.
    fn reverse(&mut self, mut from: Handle, mut to: Handle) {
        while from + 1 < to {
            to -= 1;
            let (first, last) = (header(self.memory, from), header(self.memory, to));
            self.set_header(from, last);
            self.set_header(to, first);
            from += 1;
        }
    }

    /// Visits the texts that are held or marked.
    fn each_staying(&mut self, visit: &mut Visit<'_>) {
        self.each(&mut |table, handle, header| {
            if handle <= table.state.held || header.0 & Header::LIVE != 0 {
                visit(table, handle, header);
            }
        });
    }

    /// Visits the entries by address. The visitor may change the entry's header and what lies before it.
    fn each(&mut self, visit: &mut Visit<'_>) {
        let mut handle = 1;
        while handle <= self.state.used {
            let header = header(self.memory, handle);
            visit(self, handle, header);
            handle += header.words();
        }
    }

    fn move_word(&mut self, from: Handle, to: Handle) {
        let moved = header(self.memory, from);
        self.set_header(to, moved);
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Class, Tail, TextFull, TextState, entry};
    use super::*;
    use std::{format, string::String, vec::Vec};

    fn intern(table: &mut TextTable<'_>, text: &str) -> Result<Handle, TextFull> {
        if let Some(found) = table.find(text.as_bytes(), Class::Plain, false) {
            return Ok(found);
        }
        let mut tail = Tail::default();
        table.push(&mut tail, text.as_bytes());
        table.commit(&tail, Class::Plain, false)
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
            let handle = intern(&mut table, &text).unwrap_or_else(|_| {
                table.collect(&mut |visit| live.iter_mut().for_each(|handle| *handle = visit(*handle)));
                assert_eq!(texts(&table, &live), expected);
                intern(&mut table, &text).unwrap()
            });
            live.push(handle);
            expected.push(text.clone());
            if round % 401 == 7 {
                table.hold(handle, &mut |visit| live.iter_mut().for_each(|handle| *handle = visit(*handle)));
                held.push((live.last().copied().unwrap(), text));
            }
            if live.len() > 6 {
                live.remove(round as usize % 5);
                expected.remove(round as usize % 5);
            }
            assert_eq!(texts(&table, &live), expected);
            for (handle, text) in &held {
                assert_eq!(entry(table.memory, *handle).bytes, text.as_bytes());
                assert_eq!(table.find(text.as_bytes(), Class::Plain, false), Some(*handle));
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
        let escaped = table.commit(&tail, Class::Plain, true).unwrap();
        assert_eq!(table.find(b"a\\\"b", Class::Plain, false), None);
        assert_eq!(table.find(b"a\\\"b", Class::Plain, true), Some(escaped));
        assert_eq!(table.find(b"a\\\"b", Class::Tags, true), None);
    }

    #[test]
    fn empty_memory_holds_nothing() {
        let (mut state, mut memory) = (TextState::EMPTY, [0; 0]);
        let mut table = TextTable::new(&mut state, &mut memory);
        assert_eq!(intern(&mut table, "a"), Err(TextFull::Now));
        assert_eq!(intern(&mut table, &"a".repeat(4096)), Err(TextFull::Ever));
        assert_eq!(table.commit(&Tail::default(), Class::Tags, false), Err(TextFull::Now));
    }
}
