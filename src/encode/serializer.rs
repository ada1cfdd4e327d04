//! Writes what serde gives as JSON, into a window.
//!
//! Not by serde-json-core: what that writes bytes with is indexed, which leaves a panic path in each program, and it panics over an
//! error of a value.

use serde::ser::{self, Serialize};

use super::sink::{Sink, Window};
use crate::Value;
use crate::readings::Number;
use crate::text::escape;

/// A value cannot be written as JSON.
#[derive(Debug)]
pub(super) struct Unwritable;

impl core::fmt::Display for Unwritable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the value cannot be written as JSON")
    }
}

impl core::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: core::fmt::Display>(_: T) -> Self {
        Self
    }
}

type Written = Result<(), Unwritable>;

/// Writes a value. What does not fit, the window notices. Names of a map that are no texts make it something else than JSON.
pub(super) struct Serializer<'w, 'r>(pub(super) &'w mut Window<'r>);

impl<'w, 'r> Serializer<'w, 'r> {
    /// Writes what it begins with, and gives what takes the parts and ends with `close`.
    fn parts(self, open: &[u8], close: &'static [u8]) -> Parts<'w, 'r> {
        self.0.put(open);
        Parts { window: self.0, is_first: true, close }
    }

    /// Writes an object of one member as far as its value, which is a variant of an enum.
    fn variant(self, name: &str) -> Self {
        self.0.put(b"{");
        text(self.0, name);
        self.0.put(b":");
        self
    }

    fn put(self, bytes: &[u8]) -> Written {
        self.0.put(bytes);
        Ok(())
    }

    fn number(self, value: Value) -> Written {
        self.0.number(Number::try_from(value).map_err(|_| Unwritable)?);
        Ok(())
    }
}

fn text(window: &mut Window<'_>, text: &str) {
    window.put(b"\"");
    escape(text.as_bytes(), &mut |piece| window.put(piece));
    window.put(b"\"");
}

macro_rules! numbers {
    ($($method:ident: $number:ty => $as_number:expr),* $(,)?) => {$(
        fn $method(self, number: $number) -> Written {
            self.0.number($as_number(number));
            Ok(())
        }
    )*};
}

impl<'w, 'r> ser::Serializer for Serializer<'w, 'r> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Parts<'w, 'r>;
    type SerializeTuple = Parts<'w, 'r>;
    type SerializeTupleStruct = Parts<'w, 'r>;
    type SerializeTupleVariant = Parts<'w, 'r>;
    type SerializeMap = Parts<'w, 'r>;
    type SerializeStruct = Parts<'w, 'r>;
    type SerializeStructVariant = Parts<'w, 'r>;

    numbers! {
        serialize_i8: i8 => |number| Number::Digits(i64::from(number), 0),
        serialize_i16: i16 => |number| Number::Digits(i64::from(number), 0),
        serialize_i32: i32 => |number| Number::Digits(i64::from(number), 0),
        serialize_i64: i64 => |number| Number::Digits(number, 0),
        serialize_u8: u8 => |number| Number::Digits(i64::from(number), 0),
        serialize_u16: u16 => |number| Number::Digits(i64::from(number), 0),
        serialize_u32: u32 => |number| Number::Digits(i64::from(number), 0),
        serialize_u64: u64 => Number::Large,
    }

    fn serialize_f32(self, number: f32) -> Written {
        self.number(number.into())
    }

    fn serialize_f64(self, number: f64) -> Written {
        self.number(number.into())
    }

    fn serialize_bool(self, value: bool) -> Written {
        self.put(if value { b"true" } else { b"false" })
    }

    fn serialize_char(self, character: char) -> Written {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Written {
        text(self.0, value);
        Ok(())
    }

    /// As they are: a number that is spelled already.
    fn serialize_bytes(self, bytes: &[u8]) -> Written {
        self.put(bytes)
    }

    fn serialize_none(self) -> Written {
        self.put(b"null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.put(b"null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.put(b"null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        let Self(window) = self.variant(variant);
        value.serialize(Serializer(&mut *window))?;
        Serializer(window).put(b"}")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'w, 'r>, Unwritable> {
        Ok(self.parts(b"[", b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'w, 'r>, Unwritable> {
        Ok(self.parts(b"[", b"]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'w, 'r>, Unwritable> {
        Ok(self.parts(b"[", b"]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'w, 'r>, Unwritable> {
        Ok(self.variant(variant).parts(b"[", b"]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'w, 'r>, Unwritable> {
        Ok(self.parts(b"{", b"}"))
    }

    /// A number of serde_json with arbitrary precision comes as one, and would be written as what it is not.
    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Parts<'w, 'r>, Unwritable> {
        if cfg!(feature = "std") && name == crate::json::NUMBER {
            return Err(Unwritable);
        }
        Ok(self.parts(b"{", b"}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'w, 'r>, Unwritable> {
        Ok(self.variant(variant).parts(b"{", b"}}"))
    }

    fn collect_str<T: core::fmt::Display + ?Sized>(self, value: &T) -> Written {
        struct Escaped<'w, 'r>(&'w mut Window<'r>);

        impl core::fmt::Write for Escaped<'_, '_> {
            fn write_str(&mut self, text: &str) -> core::fmt::Result {
                escape(text.as_bytes(), &mut |piece| self.0.put(piece));
                Ok(())
            }
        }

        self.0.put(b"\"");
        core::fmt::write(&mut Escaped(self.0), format_args!("{value}")).map_err(|_| Unwritable)?;
        self.put(b"\"")
    }
}

/// Writes the elements of an array, or the members of an object.
pub(super) struct Parts<'w, 'r> {
    window: &'w mut Window<'r>,
    is_first: bool,
    close: &'static [u8],
}

impl<'r> Parts<'_, 'r> {
    /// What writes the next one.
    fn next(&mut self) -> Serializer<'_, 'r> {
        if !self.is_first {
            self.window.put(b",");
        }
        self.is_first = false;
        Serializer(self.window)
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Written {
        text(self.next().0, name);
        self.window.put(b":");
        value.serialize(Serializer(self.window))
    }

    fn close(self) -> Written {
        self.window.put(self.close);
        Ok(())
    }
}

macro_rules! elements {
    ($($kind:ident $method:ident),*) => {$(
        impl ser::$kind for Parts<'_, '_> {
            type Ok = ();
            type Error = Unwritable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
                value.serialize(self.next())
            }

            fn end(self) -> Written {
                self.close()
            }
        }
    )*};
}

elements!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

macro_rules! members {
    ($($kind:ident),*) => {$(
        impl ser::$kind for Parts<'_, '_> {
            type Ok = ();
            type Error = Unwritable;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
                self.member(name, value)
            }

            fn end(self) -> Written {
                self.close()
            }
        }
    )*};
}

members!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Parts<'_, '_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        key.serialize(self.next())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.window.put(b":");
        value.serialize(Serializer(self.window))
    }

    fn end(self) -> Written {
        self.close()
    }
}
