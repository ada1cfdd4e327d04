//! InfluxDB line protocol: one reading a line, by source or by tags alike.

use super::call::Call;
use super::format::{Shape, sealed::Format};
use super::percent;
use super::sink::Sink;
use crate::UnixSeconds;
use crate::answers::ErrorBody;
use crate::json::Text;
use crate::queue::{Kinds, Models, Pinned, Record};
use crate::readings::tags::Members;
use crate::readings::{Number, Totals};
use crate::transport::Method;

/// InfluxDB line protocol, which InfluxDB, VictoriaMetrics, QuestDB, Telegraf, Grafana Cloud and others take.
///
/// ```
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Gauge, LineProtocol, Measurement, Millis, Queue, Server, Summary, UnixSeconds};
///
/// const SERVER: Server = Server::from_static("https://influx.example.net");
/// const CREDENTIALS: Credentials = Credentials::from_static("user", "75AFDB82");
///
/// let format = LineProtocol::v1("mydb");
/// let mut client = Client::with_format(SERVER, CREDENTIALS, Recording::<4096>::new().answer(204), format);
/// let (mut queue, time) = (Queue::<64, 512>::new(), UnixSeconds(1_421_744_400));
/// queue.add(Gauge::new("temperature", 21.5).source("attic").at(time))?;
/// queue.add(Measurement::new("load", 0.25).tags(&[("host", "web 1"), ("az", "b")]).at(time))?;
/// queue.add(Summary::new("pressure", 3, 3039).min(1012).max(1014))?;
/// client.flush(&mut queue, Millis(0), 1)?;
///
/// let request = client.transport().request(0);
/// assert_eq!(request.target(), "/write?precision=s&db=mydb");
/// assert_eq!(
///     request.body_text(),
///     "temperature,source=attic value=21.5 1421744400\n\
///      load,host=web\\ 1,az=b value=0.25 1421744400\n\
///      pressure count=3,sum=3039,min=1012,max=1014\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What becomes of a reading
///
/// - Its metric name, prefix and all, is the measurement. Its source is the tag `source`; tags are tags. All of them, gauges,
///   counters and tagged measurements, share requests, in the order of the queue.
/// - A value is the field `value`. A [`Summary`](crate::Summary), an aggregate or a folded series has the fields `count` and `sum`,
///   and what it knows of `min`, `max`, `last`, `stddev` and `sum_squares`. VictoriaMetrics makes of field and measurement
///   the series `temperature_value`, `pressure_sum` and so on.
/// - Every number is written without a suffix, which makes it a float: a field has one type in InfluxDB, and 21 after 21.5
///   would be refused as an integer. Every `f64` arrives to the last bit; a whole number beyond 2^53 as the nearest `f64`
///   ([`exact_integers`](Self::exact_integers) keeps it). VictoriaMetrics itself stores about 13 significant digits and more
///   where it can.
/// - Times are seconds, and every request says so: `precision=s`. A reading without a time has none here: the server's time of
///   receipt counts, which is one and the same for all of a request.
/// - InfluxDB keeps one value for each series and time: of two readings of a series in one second the later one overwrites the
///   earlier one. What comes faster belongs into an [`Aggregator`](crate::Aggregator). For the same reason a reading with a time
///   that is sent twice, because nobody knows whether it arrived, counts once.
/// - What the format has no place for is left out: display name, description, period, attributes and raw fields. So is what shapes
///   a Librato body ([`Client::compact`](crate::Client::compact), [`plain_values`](crate::Client::plain_values)).
///
/// # Names
///
/// Comma, space and equals sign are escaped. Some things cannot be written at all, which happens only with
/// [`NamePolicy::AsIs`](crate::NamePolicy::AsIs), but for the first: a backslash at the end of a name or a value, or before a comma,
/// a space, an equals sign, a quote or another backslash, goes out as `/`; a control character as `_`; a `#` that a measurement
/// begins with, which would make a comment of the line, as `_`. [`underscores`](Self::underscores) makes all names such that PromQL
/// takes them. If two tags of a reading come to have one name, the one whose name is as it was stays, else the first. InfluxDB
/// refuses tags that are called `time`.
///
/// # Answers
///
/// A 400 or 422 that speaks of a partial write means that all but some readings were written: none of them is sent again,
/// and those that the server dropped (a field of another type, a time beyond the retention policy) count as rejected. Their number is
/// `dropped=N`, the lines that could not be parsed, or the lines that InfluxDB 3 lists; if an answer is too long for
/// the client to keep the number, it is taken to be one. InfluxDB 1 speaks of no partial write when it can parse none of the lines: its
/// 400 then is a refusal of all of them, and the chunk stays until [`Queue::discard_chunk`](crate::Queue::discard_chunk). For what else
/// an answer means see the README.
///
/// `S` is any text: a literal, or a `String` where a name is known only when the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct LineProtocol<S = &'static str> {
    path: &'static str,
    /// What the query says beside the precision.
    query: [Option<(&'static str, S)>; 2],
    underscores: bool,
    integers: bool,
}

const V1: &str = "/write";
const V2: &str = "/api/v2/write";

impl LineProtocol {
    /// `POST /write` without a database: VictoriaMetrics, QuestDB, Telegraf, Grafana Cloud.
    #[must_use]
    pub const fn new() -> Self {
        Self { path: V1, query: [None, None], underscores: false, integers: false }
    }
}

impl Default for LineProtocol {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: AsRef<str>> LineProtocol<S> {
    /// `POST /write?precision=s&db=...`: InfluxDB 1. VictoriaMetrics makes a label `db` of it.
    #[must_use]
    pub const fn v1(database: S) -> Self {
        Self { path: V1, query: [Some(("db", database)), None], underscores: false, integers: false }
    }

    /// `POST /api/v2/write?precision=s&org=...&bucket=...`: InfluxDB 2 and 3, and InfluxDB 1 from 1.8 on. An empty text is left
    /// out, as InfluxDB 3 wants it for `org`.
    #[must_use]
    pub const fn v2(org: S, bucket: S) -> Self {
        let query = [Some(("org", org)), Some(("bucket", bucket))];
        Self { path: V2, query, underscores: false, integers: false }
    }

    /// The same format for a retention policy of InfluxDB 1 that is not the database's default. In InfluxDB 2 buckets take
    /// their place; there this changes nothing.
    #[must_use]
    pub fn retention_policy(mut self, policy: S) -> Self {
        if self.path == V1 {
            let [database, _] = self.query;
            self.query = [database, Some(("rp", policy))];
        }
        self
    }

    /// The same format with names of metrics and tags in letters, digits and `_`, as PromQL takes them without quotes: each other
    /// character, such as `.`, `:` and `-`, becomes `_`, and a name that begins with a digit gets one in front. Values of tags stay
    /// as they are.
    ///
    /// ```
    /// # use librato::transports::Recording;
    /// # use librato::{Client, Credentials, Gauge, LineProtocol, Millis, Queue, Server};
    /// # const SERVER: Server = Server::from_static("http://127.0.0.1:8428");
    /// let format = LineProtocol::new().underscores();
    /// # let mut client = Client::with_format(SERVER, Credentials::none(), Recording::<4096>::new().answer(204), format);
    /// # let mut queue = Queue::<4, 64>::new();
    /// queue.add(Gauge::new("load.1-min", 0.5).source("web.1"))?;
    /// # client.flush(&mut queue, Millis(0), 1)?;
    /// assert_eq!(client.transport().request(0).body_text(), "load_1_min,source=web.1 value=0.5\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn underscores(mut self) -> Self {
        self.underscores = true;
        self
    }

    /// The same format with a field `integer` beside `value` where the value is a whole number that no `f64` can hold, from 2^53 on
    /// and up to 2^63: there it keeps all digits, as an InfluxDB integer.
    #[must_use]
    pub const fn exact_integers(mut self) -> Self {
        self.integers = true;
        self
    }

    fn name_place(&self) -> Place {
        if self.underscores { Place::Underscores } else { Place::Tag }
    }

    /// Writes the tags of a set, but for those that have come to have the name of another.
    fn write_tags<O: Sink>(&self, out: &mut O, set: &[u8]) {
        let place = self.name_place();
        for (at, (name, value)) in Members::new(set).enumerate() {
            let yields_to = |(other_at, (other, _)): (usize, (&[u8], &[u8]))| {
                other_at != at
                    && (other_at < at || place.keeps(other))
                    && place.pieces(other).flatten().eq(place.pieces(name).flatten())
            };
            if place.keeps(name) || !Members::new(set).enumerate().any(yields_to) {
                out.put(b",");
                write(out, place.pieces(name));
                out.put(b"=");
                write(out, Place::Tag.pieces(value));
            }
        }
    }
}

#[allow(private_interfaces, reason = "the trait is sealed")]
impl<S: AsRef<str>> Format for LineProtocol<S> {
    const BASE: &'static str = "";
    const CONTENT_TYPE: &'static str = "text/plain; charset=utf-8";
    const FIRST: Models = Models::ALL;
    const ASK: Call<'static> = Call::new(Method::Get, &["ping"]);
    const SECTIONS: u8 = 1;

    fn target(&self, _: Models, piece: &mut dyn FnMut(&str)) {
        piece(self.path);
        piece("?precision=s");
        for (name, value) in self.query.iter().flatten() {
            if !value.as_ref().is_empty() {
                piece("&");
                piece(name);
                piece("=");
                percent::encode(value.as_ref(), piece);
            }
        }
    }

    fn has_section(&self, _: u8, _: &Pinned<'_>) -> bool {
        true
    }

    fn kinds(&self, _: u8) -> Option<Kinds> {
        None
    }

    fn open<O: Sink>(&self, _: &mut O, _: u8, _: &Pinned<'_>, _: Shape) {}

    fn record<O: Sink>(&self, out: &mut O, record: &Record<'_>, _: bool, _: &Pinned<'_>, _: Shape) {
        let place = if self.underscores { Place::Underscores } else { Place::Measurement };
        let mut name = place.pieces(record.prefix());
        write(out, &mut name);
        // What a measurement must not begin with may stand behind a prefix.
        write(out, Pieces { rest: record.name().0, ..name });
        match record.place() {
            Some(set) if record.is_tagged() => self.write_tags(out, set),
            Some(source) => {
                out.put(b",source=");
                write(out, Place::Tag.pieces(source));
            }
            None => {}
        }
        if record.is_summary() {
            write_totals(out, &record.totals());
        } else {
            let number = record.number();
            out.put(b" value=");
            out.number(number);
            match number {
                Number::Digits(whole, 0) if self.integers && !fits_float(whole) => {
                    out.put(b",integer=");
                    out.number(number);
                    out.put(b"i");
                }
                _ => {}
            }
        }
        if let Some(time) = record.time() {
            out.put(b" ");
            out.integer(time);
        }
        out.put(b"\n");
    }

    fn close<O: Sink>(&self, _: &mut O, _: u8, _: &Pinned<'_>) {}

    fn rejected(&self, answer: ErrorBody<'_>) -> Option<u32> {
        let body = answer.raw();
        // Only before the first quote: what follows may be a line of ours.
        let own = body.iter().take_while(|&&byte| byte != b'\'' && byte != b'\\').count();
        places(body.get(..own)?, b"partial write").next()?;
        let dropped = places(body, b"dropped=").last().map_or(0, |at| number_at(body, at + 8));
        let lines = places(body, b"unable to parse '").chain(places(body, b"\"line_number\"")).count();
        Some(dropped.saturating_add(lines as u32).max(1))
    }

    fn named(&self, _: ErrorBody<'_>, _: &mut dyn FnMut(Text<'_>)) {}

    fn time(&self, _: ErrorBody<'_>) -> Option<UnixSeconds> {
        None
    }
}

fn write_totals<O: Sink>(out: &mut O, totals: &Totals) {
    out.put(b" count=");
    out.integer(totals.count);
    for (field, number) in totals.known() {
        out.put(b",");
        out.put(field.name().as_bytes());
        out.put(b"=");
        out.number(number);
    }
}

/// Whether a whole number is an `f64`: its digits in binary, without zeros at the end, are at most 53.
const fn fits_float(whole: i64) -> bool {
    let magnitude = whole.unsigned_abs();
    magnitude == 0 || 64 - magnitude.leading_zeros() - magnitude.trailing_zeros() <= 53
}

/// Where `wanted` begins in `text`.
fn places<'t>(text: &'t [u8], wanted: &'t [u8]) -> impl Iterator<Item = usize> + 't {
    (0..text.len()).filter(move |&at| text.get(at..).is_some_and(|rest| rest.starts_with(wanted)))
}

/// The number whose digits begin here; 0 without any.
fn number_at(text: &[u8], at: usize) -> u32 {
    let digits = text.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_u32, |number, digit| number.saturating_mul(10).saturating_add(u32::from(digit - b'0')))
}

/// What a text is in a line, which decides what it must not have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Measurement,
    /// Name or value of a tag.
    Tag,
    /// Any name, in letters, digits and `_`.
    Underscores,
}

impl Place {
    /// The pieces in which a text of the queue, as it stands in JSON, goes out.
    const fn pieces(self, text: &[u8]) -> Pieces<'_> {
        Pieces { place: self, begins: true, rest: text }
    }

    /// Whether a byte goes out as it is.
    const fn is_plain(self, byte: u8) -> bool {
        match self {
            Self::Underscores => byte.is_ascii_alphanumeric() || byte == b'_',
            Self::Measurement if byte == b'=' => true,
            _ => !matches!(byte, b',' | b' ' | b'=' | b'\\' | 0x7f),
        }
    }

    /// Whether a name certainly stays what it was.
    fn keeps(self, name: &[u8]) -> bool {
        let stays = |byte: u8| match self {
            Self::Underscores => self.is_plain(byte),
            _ => byte != b'\\' && byte != 0x7f,
        };
        name.iter().all(|&byte| stays(byte)) && !(self == Self::Underscores && begins_with_digit(name))
    }

    /// What stands for a character that is not plain, in front of the rest of the text.
    const fn substitute(self, character: u8, rest: &[u8]) -> &'static [u8] {
        match (self, character) {
            (Self::Underscores, 0x80..=0xbf) => b"",
            (Self::Underscores, _) => b"_",
            (_, b',') => b"\\,",
            (_, b' ') => b"\\ ",
            (_, b'=') => b"\\=",
            (_, b'"') => b"\"",
            (_, b'\\') => match rest {
                [] | [b',' | b' ' | b'=' | b'\\' | 0x7f, ..] => b"/",
                _ => b"\\",
            },
            _ => b"_",
        }
    }
}

fn begins_with_digit(name: &[u8]) -> bool {
    name.first().is_some_and(u8::is_ascii_digit)
}

/// A text of the queue in pieces that are plain, and what stands for what is not.
#[derive(Clone, Copy)]
struct Pieces<'t> {
    place: Place,
    /// Nothing has gone out.
    begins: bool,
    rest: &'t [u8],
}

impl<'t> Iterator for Pieces<'t> {
    type Item = &'t [u8];

    fn next(&mut self) -> Option<&'t [u8]> {
        let (&byte, behind) = self.rest.split_first()?;
        if core::mem::take(&mut self.begins) {
            match self.place {
                Place::Underscores if byte.is_ascii_digit() => return Some(b"_"),
                Place::Measurement if byte == b'#' => {
                    self.rest = behind;
                    return Some(b"_");
                }
                _ => {}
            }
        }
        if self.place.is_plain(byte) {
            let plain = self.rest.iter().take_while(|&&byte| self.place.is_plain(byte)).count();
            let (run, rest) = self.rest.split_at_checked(plain)?;
            self.rest = rest;
            return Some(run);
        }
        // A control character stands for all that JSON has an escape for and a line has none.
        let (character, rest) = match (byte, behind) {
            (b'\\', [b'u', _, _, _, _, rest @ ..]) => (0, rest),
            (b'\\', [escaped @ (b'"' | b'\\'), rest @ ..]) => (*escaped, rest),
            (b'\\', [_, rest @ ..]) => (0, rest),
            _ => (byte, behind),
        };
        self.rest = rest;
        Some(self.place.substitute(character, rest))
    }
}

fn write<'t, O: Sink>(out: &mut O, pieces: impl Iterator<Item = &'t [u8]>) {
    for piece in pieces {
        out.text(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_that_a_float_has() {
        for whole in [0, 1, -1, 1 << 53, -(1 << 53), (1 << 53) + 2, i64::MIN, 3 << 61, 1 << 62] {
            assert!(fits_float(whole), "{whole}");
            assert_eq!(whole as f64 as i128, i128::from(whole));
        }
        for whole in [(1 << 53) + 1, -(1 << 53) - 1, i64::MAX, i64::MIN + 1] {
            assert!(!fits_float(whole), "{whole}");
            assert_ne!(whole as f64 as i128, i128::from(whole));
        }
    }
}
