//! The body of a call, written as JSON.

#[cfg(feature = "std")]
use std::vec::Vec;

use super::serializer::Serializer;
use super::sink::Window;

/// Where a call writes its body.
pub struct Body<'b> {
    room: Room<'b>,
    /// How long it is.
    len: Option<usize>,
    failed: bool,
}

enum Room<'b> {
    Slice(&'b mut [u8]),
    #[cfg(feature = "std")]
    Growing(&'b mut Vec<u8>),
}

impl Room<'_> {
    fn bytes(&mut self) -> &mut [u8] {
        match self {
            Room::Slice(room) => room,
            #[cfg(feature = "std")]
            Room::Growing(room) => room,
        }
    }
}

impl<'b> Body<'b> {
    pub(crate) const fn within(room: &'b mut [u8]) -> Self {
        Self { room: Room::Slice(room), len: None, failed: false }
    }

    #[cfg(feature = "std")]
    pub(crate) const fn growing(room: &'b mut Vec<u8>) -> Self {
        Self { room: Room::Growing(room), len: None, failed: false }
    }

    /// Writes the body: any value that serde can write as JSON; on a device names of a map are texts. Of several objects the members
    /// are put together. An object without members is no body.
    pub fn json(&mut self, value: &(impl serde::Serialize + ?Sized)) -> &mut Self {
        // The brace that ended the one before makes room for the next one's first.
        let start = self.len.map_or(0, |len| len.saturating_sub(1));
        let written = match &mut self.room {
            Room::Slice(room) => room.get_mut(start..).and_then(|room| to_slice(value, room)),
            #[cfg(feature = "std")]
            Room::Growing(room) => {
                room.truncate(start);
                serde_json::to_writer(&mut **room, value).ok().map(|()| room.len() - start)
            }
        };
        self.failed |= written.is_none();
        let room = self.room.bytes();
        let is_empty = room.get(start..).is_some_and(|value| value.starts_with(b"{}"));
        let mark = if is_empty { b'}' } else { b',' };
        if let (1.., Some(place)) = (start, room.get_mut(start)) {
            *place = mark;
        }
        match written {
            Some(_) if is_empty => {}
            Some(written) => self.len = Some(start.saturating_add(written)),
            None => self.len = None,
        }
        self
    }

    /// How long the body is; `None` if there is none.
    pub(crate) fn end(self) -> Result<Option<usize>, TooLongBody> {
        if self.failed { Err(TooLongBody) } else { Ok(self.len) }
    }
}

/// The body of a call does not fit the buffer, or cannot be written as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLongBody;

fn to_slice(value: &(impl serde::Serialize + ?Sized), room: &mut [u8]) -> Option<usize> {
    let mut window = Window::new(room, 0);
    value.serialize(Serializer(&mut window)).ok()?;
    let (len, is_cut) = (window.written(), window.is_cut());
    // What a value spells itself may be no JSON.
    let is_json = !is_cut && crate::json::check(room.get(..len)?).is_ok();
    is_json.then_some(len)
}

/// Writes a number as the measurements have it: a device without a division of floats.
pub(crate) fn number<S: serde::Serializer>(value: &crate::Value, serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::Error;
    let number = crate::readings::Number::try_from(*value);
    let number = number.map_err(|_| S::Error::custom("no number that JSON has"))?;
    #[cfg(not(feature = "std"))]
    {
        let mut written = Err(S::Error::custom(""));
        // It writes bytes as they are.
        crate::readings::digits::with_digits(number, |digits| written = serializer.serialize_bytes(digits));
        written
    }
    #[cfg(feature = "std")]
    {
        let _ = number;
        serde::Serialize::serialize(value, serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::string::String;
    use std::vec;

    type Object = BTreeMap<&'static str, u8>;

    /// What these objects come to, or nothing, in a room of this many bytes and in one that grows.
    fn body(objects: &[&Object], room: usize) -> Result<Option<String>, TooLongBody> {
        let write = |mut body: Body<'_>| {
            for object in objects {
                body.json(object);
            }
            body.end()
        };
        let mut bytes = vec![0; room];
        let within = write(Body::within(&mut bytes))?;
        let text = within.map(|len| String::from_utf8(bytes[..len].to_vec()).unwrap());
        #[cfg(feature = "std")]
        {
            let mut growing = vec![];
            let outside = write(Body::growing(&mut growing))?;
            assert_eq!(within, outside);
            assert_eq!(text.as_deref().unwrap_or_default().as_bytes(), &growing[..outside.unwrap_or(0)]);
        }
        Ok(text)
    }

    #[test]
    fn objects_are_put_together() {
        let (none, one, two) = (Object::new(), Object::from([("a", 1)]), Object::from([("b", 2), ("c", 3)]));
        for (objects, json) in [
            (&[][..], None),
            (&[&none], None),
            (&[&none, &none], None),
            (&[&one], Some(r#"{"a":1}"#)),
            (&[&one, &none], Some(r#"{"a":1}"#)),
            (&[&none, &one], Some(r#"{"a":1}"#)),
            (&[&one, &two], Some(r#"{"a":1,"b":2,"c":3}"#)),
            (&[&one, &none, &two], Some(r#"{"a":1,"b":2,"c":3}"#)),
        ] {
            assert_eq!(body(objects, 64).unwrap().as_deref(), json);
            if let Some(json) = json {
                assert!(body(objects, json.len() - 1).is_err());
            }
        }
    }

    #[test]
    fn numbers_are_those_that_json_has() {
        #[derive(serde::Serialize)]
        struct Threshold(#[serde(serialize_with = "number")] crate::Value);
        let mut bytes = [0; 32];
        for (value, json) in
            [(crate::Value::from(22.1), Some("22.1")), (3.into(), Some("3")), (f64::NAN.into(), None)]
        {
            let mut body = Body::within(&mut bytes);
            body.json(&Threshold(value));
            let len = body.end().ok().flatten();
            assert_eq!(len.map(|len| core::str::from_utf8(&bytes[..len]).unwrap()), json);
        }
    }
}
