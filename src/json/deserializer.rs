//! A serde deserializer over a [`Scanner`].

use serde::de::{self, Visitor};

use super::float::nearest_float;
use super::number::whole;
use super::{Event, JsonError, Scanner, Text};

/// Where a text is being decoded. It goes over it once; as deep as it can nest, [`Scanner::MAX_DEPTH`], so deep the stack goes at
/// most.
pub(super) struct Decoder<'b, 's> {
    scanner: Scanner<'b>,
    /// The part that was read last: a value, or its beginning.
    event: Event<'b>,
    /// Takes the characters of a text with an escape for a type that owns them.
    scratch: &'s mut [u8],
}

impl<'b, 's> Decoder<'b, 's> {
    pub(super) const fn new(json: &'b [u8], scratch: &'s mut [u8]) -> Self {
        Self { scanner: Scanner::new(json), event: Event::Null, scratch }
    }

    /// Decodes the text, all of it.
    pub(super) fn whole<T: de::Deserialize<'b>>(&mut self) -> Result<T, JsonError> {
        self.advance()?;
        let value = T::deserialize(&mut *self)?;
        if self.scanner.next_event()?.is_none() { Ok(value) } else { Err(JsonError::Mismatch) }
    }

    /// Reads the next part.
    fn advance(&mut self) -> Result<(), JsonError> {
        self.event = self.scanner.next_event()?.ok_or(JsonError::Mismatch)?;
        Ok(())
    }

    /// Gives the parts of the array or object that was begun, and leaves it.
    fn parts<T>(
        &mut self,
        visit: impl FnOnce(Parts<'_, 'b, 's>) -> Result<T, JsonError>,
        fields: &'static [&'static str],
    ) -> Result<T, JsonError> {
        let depth = self.scanner.depth();
        let value = visit(Parts { decoder: self, depth, fields })?;
        self.leave(depth)?;
        Ok(value)
    }

    /// Expects the end of the array or object of this depth; a tuple does not ask for more than it has.
    fn leave(&mut self, depth: usize) -> Result<(), JsonError> {
        if self.scanner.depth() >= depth {
            self.advance()?;
        }
        if self.scanner.depth() < depth { Ok(()) } else { Err(JsonError::Mismatch) }
    }

    /// Passes over the rest of the value that was begun.
    fn pass_over(&mut self) -> Result<(), JsonError> {
        if matches!(self.event, Event::ArrayStart | Event::ObjectStart) {
            let depth = self.scanner.depth();
            while self.scanner.depth() >= depth {
                self.advance()?;
            }
        }
        Ok(())
    }

    /// The text that was read.
    fn text(&self) -> Result<Text<'b>, JsonError> {
        if let Event::String(text) = self.event { Ok(text) } else { Err(JsonError::Mismatch) }
    }

    /// The number that was read, if it has no point and no exponent.
    fn integer(&self) -> Option<Integer> {
        let Event::Number(number) = self.event else { return None };
        match number.as_bytes() {
            [b'-', digits @ ..] => 0_i64.checked_sub_unsigned(whole(digits)?).map(Integer::Negative),
            digits => whole(digits).map(Integer::Natural),
        }
    }

    /// An integer; or a text as it is spelled, for who takes one that has a number in it.
    fn visit_integer<V: Visitor<'b>>(&mut self, visitor: V) -> Result<V::Value, JsonError> {
        match self.integer() {
            Some(Integer::Natural(number)) => visitor.visit_u64(number),
            Some(Integer::Negative(number)) => visitor.visit_i64(number),
            None => visitor.visit_borrowed_bytes(self.text()?.raw()),
        }
    }

    fn visit_float<V: Visitor<'b>>(&mut self, visitor: V) -> Result<V::Value, JsonError> {
        let Event::Number(number) = self.event else { return Err(JsonError::Mismatch) };
        visitor.visit_f64(nearest_float(number.as_bytes()).ok_or(JsonError::Mismatch)?)
    }
}

enum Integer {
    Natural(u64),
    Negative(i64),
}

fn has_escape(text: Text<'_>) -> bool {
    text.raw().contains(&b'\\')
}

/// The name of a member, spelled as the field that it is.
fn name<'b>(name: Text<'b>, fields: &'static [&'static str]) -> Text<'b> {
    if fields.is_empty() || !has_escape(name) {
        return name;
    }
    // That of none needs no room for its characters: no field has this one.
    Text::from_raw(fields.iter().find(|field| name.is(field)).map_or(b"", |field| field.as_bytes()))
}

macro_rules! alike {
    ($($method:ident)* => $this:ident) => {$(
        fn $method<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, JsonError> {
            self.$this(visitor)
        }
    )*};
}

impl<'b> de::Deserializer<'b> for &mut Decoder<'b, '_> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.event {
            Event::Null => visitor.visit_unit(),
            Event::Bool(value) => visitor.visit_bool(value),
            Event::Number(_) if self.integer().is_none() => self.visit_float(visitor),
            Event::Number(_) => self.visit_integer(visitor),
            Event::String(_) => self.deserialize_str(visitor),
            Event::ArrayStart => self.deserialize_seq(visitor),
            _ => self.deserialize_map(visitor),
        }
    }

    alike! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 => visit_integer
    }
    alike! { deserialize_f32 deserialize_f64 => visit_float }
    alike! { deserialize_char deserialize_string deserialize_identifier => deserialize_str }

    fn deserialize_bool<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, JsonError> {
        let Event::Bool(value) = self.event else { return Err(JsonError::Mismatch) };
        visitor.visit_bool(value)
    }

    /// Few texts have an escape.
    fn deserialize_str<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, JsonError> {
        let text = self.text()?;
        if has_escape(text) {
            return visitor.visit_str(text.unescape_into(self.scratch).ok_or(JsonError::NoRoom)?);
        }
        visitor.visit_borrowed_str(core::str::from_utf8(text.raw()).map_err(|_| JsonError::BadString)?)
    }

    /// Bytes are a text as it is spelled.
    fn deserialize_bytes<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_borrowed_bytes(self.text()?.raw())
    }

    alike! { deserialize_byte_buf => deserialize_bytes }

    fn deserialize_option<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if self.event == Event::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if self.event == Event::Null { visitor.visit_unit() } else { Err(JsonError::Mismatch) }
    }

    fn deserialize_unit_struct<V: Visitor<'b>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'b>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, JsonError> {
        let Event::ArrayStart = self.event else { return Err(JsonError::Mismatch) };
        self.parts(|parts| visitor.visit_seq(parts), &[])
    }

    fn deserialize_tuple<V: Visitor<'b>>(self, _: usize, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'b>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_struct("", &[], visitor)
    }

    fn deserialize_struct<V: Visitor<'b>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        let Event::ObjectStart = self.event else { return Err(JsonError::Mismatch) };
        self.parts(|parts| visitor.visit_map(parts), fields)
    }

    fn deserialize_enum<V: Visitor<'b>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        match self.event {
            Event::String(variant) => {
                self.event = Event::String(name(variant, variants));
                visitor.visit_enum(Variant { decoder: self, has_content: false })
            }
            Event::ObjectStart => {
                let depth = self.scanner.depth();
                self.advance()?;
                let Event::Key(variant) = self.event else { return Err(JsonError::Mismatch) };
                self.event = Event::String(name(variant, variants));
                let value = visitor.visit_enum(Variant { decoder: self, has_content: true })?;
                self.leave(depth)?;
                Ok(value)
            }
            _ => Err(JsonError::Mismatch),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.pass_over()?;
        visitor.visit_unit()
    }
}

/// The elements of an array, or the members of an object.
struct Parts<'d, 'b, 's> {
    decoder: &'d mut Decoder<'b, 's>,
    /// How deep they are.
    depth: usize,
    /// The names that members can have, if that is known.
    fields: &'static [&'static str],
}

impl Parts<'_, '_, '_> {
    /// Reads the beginning of the next one; false if there is none.
    fn next(&mut self) -> Result<bool, JsonError> {
        if self.decoder.scanner.depth() < self.depth {
            return Ok(false);
        }
        self.decoder.advance()?;
        if let Event::Key(key) = self.decoder.event {
            self.decoder.event = Event::String(name(key, self.fields));
        }
        Ok(!matches!(self.decoder.event, Event::ArrayEnd | Event::ObjectEnd))
    }
}

impl<'b> de::SeqAccess<'b> for Parts<'_, 'b, '_> {
    type Error = JsonError;

    fn next_element_seed<T: de::DeserializeSeed<'b>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, JsonError> {
        if self.next()? { seed.deserialize(&mut *self.decoder).map(Some) } else { Ok(None) }
    }
}

impl<'b> de::MapAccess<'b> for Parts<'_, 'b, '_> {
    type Error = JsonError;

    fn next_key_seed<K: de::DeserializeSeed<'b>>(&mut self, seed: K) -> Result<Option<K::Value>, JsonError> {
        if self.next()? { seed.deserialize(&mut *self.decoder).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<V: de::DeserializeSeed<'b>>(&mut self, seed: V) -> Result<V::Value, JsonError> {
        self.decoder.advance()?;
        seed.deserialize(&mut *self.decoder)
    }
}

/// A variant of an enum: a text, or an object of one member.
struct Variant<'d, 'b, 's> {
    decoder: &'d mut Decoder<'b, 's>,
    has_content: bool,
}

impl<'d, 'b, 's> Variant<'d, 'b, 's> {
    fn content(self) -> Result<&'d mut Decoder<'b, 's>, JsonError> {
        if !self.has_content {
            return Err(JsonError::Mismatch);
        }
        self.decoder.advance()?;
        Ok(self.decoder)
    }
}

impl<'b> de::EnumAccess<'b> for Variant<'_, 'b, '_> {
    type Error = JsonError;
    type Variant = Self;

    fn variant_seed<V: de::DeserializeSeed<'b>>(self, seed: V) -> Result<(V::Value, Self), JsonError> {
        Ok((seed.deserialize(&mut *self.decoder)?, self))
    }
}

impl<'b> de::VariantAccess<'b> for Variant<'_, 'b, '_> {
    type Error = JsonError;

    fn unit_variant(self) -> Result<(), JsonError> {
        if self.has_content { de::Deserialize::deserialize(self.content()?) } else { Ok(()) }
    }

    fn newtype_variant_seed<T: de::DeserializeSeed<'b>>(self, seed: T) -> Result<T::Value, JsonError> {
        seed.deserialize(self.content()?)
    }

    fn tuple_variant<V: Visitor<'b>>(self, _: usize, visitor: V) -> Result<V::Value, JsonError> {
        de::Deserializer::deserialize_seq(self.content()?, visitor)
    }

    fn struct_variant<V: Visitor<'b>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        de::Deserializer::deserialize_struct(self.content()?, "", fields, visitor)
    }
}

/// What a type has to say against a value is a mismatch, in no words: those of serde would link a formatter.
impl de::Error for JsonError {
    fn custom<T: core::fmt::Display>(_: T) -> Self {
        Self::Mismatch
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::Mismatch
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::Mismatch
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self::Mismatch
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::Mismatch
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::Mismatch
    }

    fn missing_field(_: &'static str) -> Self {
        Self::Mismatch
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self::Mismatch
    }
}
