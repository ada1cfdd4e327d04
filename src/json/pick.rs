//! Cuts the values that somebody wants out of a JSON text as it streams past.

use super::JsonError;

/// A step of the way from the root of a JSON text to a value in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Step {
    /// Into the member of an object that has this name, as it stands in the text.
    Key(&'static str),
    /// Into each member of an object, whatever its name.
    Any,
    /// Into each element of an array.
    Each,
}

/// A value that was cut out.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Picked<'b> {
    /// Which of the ways led to it.
    pub way: usize,
    /// The name of the last member that [`Step::Any`] led through, still escaped; of a picker with a
    /// [context](Picker::beside), that value.
    pub key: &'b [u8],
    /// The value without the white space around its parts. Whether it is JSON within is for its decoder to find out.
    pub json: &'b [u8],
    /// What of the buffer is left.
    pub scratch: &'b mut [u8],
}

/// What comes of a value on one of the ways.
pub type Pick<'b> = Result<Picked<'b>, TooLong>;

/// A value that does not fit the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct TooLong {
    /// Which of the ways led to it.
    pub way: usize,
    /// How many bytes it takes.
    pub needed: usize,
}

/// The longest name that [`Step::Key`] can have.
const KEY: usize = 16;

/// How many ways values can be given by.
const WAYS: usize = 3;

/// The number of the way to the context, which is kept and not given.
const CONTEXT: u8 = WAYS as u8;

/// A way that leads nowhere: no name that is longer than [`KEY`] is ever the one that is looked for.
const NOWHERE: &[Step] = &[Step::Key("longer than any name")];

/// Where in a text of JSON the next byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Between tokens.
    Outside,
    /// In the name of a member.
    Key,
    /// In a string that is a value.
    String,
    /// In a number or a word.
    Scalar,
}

/// Cuts values out of a text that comes in pieces of any size: memory is one value, however many there are.
///
/// It takes nesting of up to [`Scanner::MAX_DEPTH`](super::Scanner::MAX_DEPTH) levels, without recursion, and passes over
/// everything that is on none of its ways.
pub struct Picker {
    /// Those of the values, and the one to the context.
    ways: [&'static [Step]; WAYS + 1],
    /// How many steps of each way lead to where it is.
    matched: [u8; WAYS + 1],
    at: At,
    escaped: bool,
    /// Whether the next string of an object is a name.
    wants_key: bool,
    /// One bit a level, the innermost lowest: 1 for an object.
    levels: u32,
    depth: u8,
    /// There is a way to a context.
    has_context: bool,
    /// The outermost object may be missing.
    may_be_bare: bool,
    /// The way and the depth of the value that is being kept.
    keeps: Option<(u8, u8)>,
    key: [u8; KEY],
    key_len: usize,
    /// Bytes of the buffer that hold the name of a member or the context, and that hold it and the value after it. More than
    /// the buffer has if they do not fit.
    named: usize,
    used: usize,
    /// An array or object was there into whose parts each way leads.
    met: [bool; WAYS + 1],
    /// A value was there.
    begun: bool,
    error: Option<JsonError>,
}

impl Picker {
    /// A picker at the beginning of a text.
    #[must_use]
    pub const fn new([first, second]: [&'static [Step]; 2]) -> Self {
        Self {
            ways: [first, second, second, NOWHERE],
            matched: [0; WAYS + 1],
            at: At::Outside,
            escaped: false,
            wants_key: false,
            levels: 0,
            depth: 0,
            has_context: false,
            may_be_bare: false,
            keeps: None,
            key: [0; KEY],
            key_len: 0,
            named: 0,
            used: 0,
            met: [false; WAYS + 1],
            begun: false,
            error: None,
        }
    }

    /// Looks out for values on a third way as well, which is the same as the second one without this.
    #[must_use]
    pub const fn also(mut self, third: &'static [Step]) -> Self {
        let [first, second, _, context] = self.ways;
        self.ways = [first, second, third, context];
        self
    }

    /// Keeps the value at the end of this way, and gives it along with each one that is picked after it, until what it stands in
    /// ends: the tags of a series stand beside its measurements. It takes the place of a [key](Picked::key), so that no way may
    /// have [`Step::Any`], and takes its room in the buffer; without steps there is none.
    #[must_use]
    pub const fn beside(mut self, way: &'static [Step]) -> Self {
        let [first, second, third, _] = self.ways;
        self.has_context = !way.is_empty();
        self.ways = [first, second, third, if self.has_context { way } else { NOWHERE }];
        self
    }

    /// The text may also be what the first step of the ways leads to, without the object around it, if that is an array. Then there
    /// is nothing on the first way.
    #[must_use]
    pub const fn or_bare(mut self, may_be: bool) -> Self {
        self.may_be_bare = may_be;
        self
    }

    /// Takes the next piece of the text. Values are kept in `buffer`, which must be the same for each piece; each goes to `pick`
    /// as soon as it is whole. If that gives false, the rest is passed over: so says the result.
    ///
    /// # Errors
    /// Where the text cannot be told apart any more. It is given again from then on.
    pub fn feed(
        &mut self,
        piece: &[u8],
        buffer: &mut [u8],
        pick: &mut dyn FnMut(Pick<'_>) -> bool,
    ) -> Result<bool, JsonError> {
        let mut rest = piece;
        while self.error.is_none() {
            if let Some((run, behind)) = rest.split_at_checked(self.run(rest)) {
                self.keep_all(run, buffer);
                rest = behind;
            }
            let Some((&byte, behind)) = rest.split_first() else { break };
            rest = behind;
            if let Some(whole) = self.byte(byte, buffer) {
                if !self.give(whole, buffer, pick) {
                    return Ok(false);
                }
            }
        }
        self.error.map_or(Ok(true), Err)
    }

    /// How many bytes come next that are within a string and end nothing. What is made of them alone is kept or not, at a fifth
    /// of the instructions that a byte takes by itself.
    fn run(&self, rest: &[u8]) -> usize {
        let is_within = match self.at {
            At::String => true,
            // Elsewhere a name is looked at.
            At::Key => self.keeps.is_some(),
            At::Scalar | At::Outside => false,
        };
        if !is_within || self.escaped {
            return 0;
        }
        rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\')).count()
    }

    /// Whether there was an array or an object into whose parts this way leads, even an empty one.
    #[must_use]
    pub fn has_met(&self, way: usize) -> bool {
        self.met.get(way).is_some_and(|met| *met)
    }

    /// What there is to say at the end of the text.
    ///
    /// # Errors
    /// If it ended too early.
    pub fn end(
        &mut self,
        buffer: &mut [u8],
        pick: &mut dyn FnMut(Pick<'_>) -> bool,
    ) -> Result<(), JsonError> {
        // A number on its own ends with the text.
        self.feed(b" ", buffer, pick)?;
        if self.begun && self.depth == 0 && self.at == At::Outside {
            Ok(())
        } else {
            Err(JsonError::Truncated)
        }
    }

    /// Hands out the value that is whole now.
    fn give(&mut self, way: u8, buffer: &mut [u8], pick: &mut dyn FnMut(Pick<'_>) -> bool) -> bool {
        let (named, used) = (self.named, self.used);
        let parts = buffer.split_at_mut_checked(used).and_then(|(kept, scratch)| {
            let (key, json) = kept.split_at_mut_checked(named)?;
            Some(Picked { way: way.into(), key, json, scratch })
        });
        pick(parts.ok_or(TooLong { way: way.into(), needed: used }))
    }

    /// The way that led to the value which this byte ends, if it is one.
    fn byte(&mut self, byte: u8, buffer: &mut [u8]) -> Option<u8> {
        match self.at {
            At::Key | At::String => return self.in_string(byte, buffer),
            At::Scalar if matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r') => {
                self.at = At::Outside;
                let whole = self.value_ends();
                // The byte that ends a scalar can end what it stands in, but a scalar that is wanted is not within one that is.
                let outer = self.outside(byte, buffer);
                return whole.or(outer);
            }
            At::Scalar => self.keep(byte, buffer),
            At::Outside => return self.outside(byte, buffer),
        }
        None
    }

    fn in_string(&mut self, byte: u8, buffer: &mut [u8]) -> Option<u8> {
        self.keep(byte, buffer);
        let ends = byte == b'"' && !self.escaped;
        self.escaped = byte == b'\\' && !self.escaped;
        if self.at == At::Key {
            if ends {
                self.at = At::Outside;
            }
            if self.keeps.is_some() {
                // No way goes on within it.
            } else if ends {
                self.key_ends();
            } else {
                if let Some(place) = self.key.get_mut(self.key_len) {
                    *place = byte;
                }
                self.key_len = self.key_len.saturating_add(1);
                if self.leads(Step::Any) {
                    put(buffer, self.named, byte);
                    self.named = self.named.saturating_add(1);
                }
            }
            return None;
        }
        if ends {
            self.at = At::Outside;
            return self.value_ends();
        }
        None
    }

    fn outside(&mut self, byte: u8, buffer: &mut [u8]) -> Option<u8> {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {}
            b'"' if self.wants_key => {
                self.at = At::Key;
                self.key_len = 0;
                if self.keeps.is_none() && self.leads(Step::Any) {
                    self.named = 0;
                }
                self.keep(byte, buffer);
            }
            b':' if self.in_object() => {
                self.wants_key = false;
                self.keep(byte, buffer);
            }
            b',' if self.depth > 0 => {
                self.wants_key = self.in_object();
                self.keep(byte, buffer);
            }
            b'}' | b']' if self.depth > 0 && self.in_object() == (byte == b'}') => {
                self.keep(byte, buffer);
                self.depth = self.depth.saturating_sub(1);
                self.levels >>= 1;
                self.wants_key = false;
                self.forget_context();
                return self.value_ends();
            }
            _ if self.depth == 0 && self.begun => self.error = Some(JsonError::Trailing),
            b':' | b',' | b'}' | b']' => self.error = Some(JsonError::Unexpected),
            _ if self.wants_key => self.error = Some(JsonError::Unexpected),
            _ => self.value_begins(byte, buffer),
        }
        None
    }

    fn value_begins(&mut self, byte: u8, buffer: &mut [u8]) {
        if !self.begun && self.may_be_bare && byte == b'[' {
            let [account, ways @ ..] = &mut self.ways;
            *account = NOWHERE;
            for way in ways {
                *way = way.get(1..).filter(|rest| !rest.is_empty()).unwrap_or(NOWHERE);
            }
        }
        self.begun = true;
        if self.depth > 0 && !self.in_object() {
            self.take(|step| step == Step::Each);
        }
        if self.keeps.is_none() {
            let depth = usize::from(self.depth);
            let here = |(way, &matched): (&&[Step], &u8)| way.len() == depth && usize::from(matched) == depth;
            if let Some(way) = self.ways.iter().zip(&self.matched).position(here) {
                self.keeps = Some((way as u8, self.depth));
                let stays = self.has_context && way != usize::from(CONTEXT);
                if !stays && !self.ways.get(way).is_some_and(|way| way.contains(&Step::Any)) {
                    self.named = 0;
                }
                self.used = self.named;
            }
        }
        if matches!(byte, b'[' | b'{') {
            for ((way, matched), met) in self.ways.iter().zip(self.matched).zip(&mut self.met) {
                let into_parts = match way.get(usize::from(self.depth)) {
                    Some(Step::Each) => byte == b'[',
                    Some(Step::Any) => byte == b'{',
                    _ => false,
                };
                *met |= matched == self.depth && into_parts;
            }
        }
        self.keep(byte, buffer);
        match byte {
            b'"' => self.at = At::String,
            b'{' | b'[' if usize::from(self.depth) < super::Scanner::MAX_DEPTH => {
                self.depth = self.depth.saturating_add(1);
                self.levels = self.levels << 1 | u32::from(byte == b'{');
                self.wants_key = byte == b'{';
            }
            b'{' | b'[' => self.error = Some(JsonError::TooDeep),
            _ => self.at = At::Scalar,
        }
    }

    /// The way of the value that ends here, if it is kept.
    fn value_ends(&mut self) -> Option<u8> {
        let (way, depth) = self.keeps?;
        if depth != self.depth {
            return None;
        }
        self.keeps = None;
        if way == CONTEXT {
            self.named = self.used;
            return None;
        }
        Some(way)
    }

    fn key_ends(&mut self) {
        let key = self.key;
        let name = key.get(..self.key_len);
        self.take(|step| match step {
            Step::Key(wanted) => name == Some(wanted.as_bytes()),
            Step::Any => true,
            Step::Each => false,
        });
    }

    /// Goes one step into the innermost level, on the ways on which `fits` says so.
    fn take(&mut self, fits: impl Fn(Step) -> bool) {
        let outer = self.depth.saturating_sub(1);
        for (way, matched) in self.ways.iter().zip(&mut self.matched) {
            if *matched >= outer {
                let step = way.get(usize::from(outer));
                *matched = if step.is_some_and(|step| fits(*step)) { outer.saturating_add(1) } else { outer };
            }
        }
    }

    /// Whether a way goes on into the innermost level by such a step.
    fn leads(&self, step: Step) -> bool {
        let outer = self.depth.saturating_sub(1);
        let mut ways = self.ways.iter().zip(&self.matched);
        ways.any(|(way, matched)| *matched >= outer && way.get(usize::from(outer)) == Some(&step))
    }

    /// Drops the context, if what it stands in has ended.
    fn forget_context(&mut self) {
        let [.., way] = self.ways;
        let [.., matched] = self.matched;
        let outer = way.len() == usize::from(self.depth).saturating_add(1) && matched >= self.depth;
        if self.has_context && outer && self.keeps.is_none() {
            self.named = 0;
        }
    }

    const fn in_object(&self) -> bool {
        self.depth > 0 && self.levels & 1 == 1
    }

    fn keep_all(&mut self, run: &[u8], buffer: &mut [u8]) {
        if self.keeps.is_some() {
            let room = buffer.get_mut(self.used..).unwrap_or_default();
            for (place, byte) in room.iter_mut().zip(run) {
                *place = *byte;
            }
            self.used = self.used.saturating_add(run.len());
        }
    }

    fn keep(&mut self, byte: u8, buffer: &mut [u8]) {
        if self.keeps.is_some() {
            put(buffer, self.used, byte);
            self.used = self.used.saturating_add(1);
        }
    }
}

/// Sets a byte, if there is room for it.
fn put(buffer: &mut [u8], at: usize, byte: u8) {
    if let Some(place) = buffer.get_mut(at) {
        *place = byte;
    }
}
