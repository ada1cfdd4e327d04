//! What firmware logs: the library's few log points, and the types of which no more is shown than a line.

/// A log point of `defmt`: what was sent, what became of it, and when to come back. Never credentials, never readings.
///
/// It is there on a device alone, where a program brings the logger: on a host none would link.
#[cfg(all(feature = "defmt", target_os = "none"))]
macro_rules! log {
    ($level:ident, $line:literal $(, $part:expr)*) => { defmt::$level!($line $(, $part)*) };
}
#[cfg(not(all(feature = "defmt", target_os = "none")))]
macro_rules! log {
    ($level:ident, $line:literal $(, $part:expr)*) => {{ $(let _ = &$part;)* }};
}
pub(crate) use log;

/// `defmt::Format` for types that have state, settings or a user's parts in them: the line says what matters of it.
#[cfg(feature = "defmt")]
macro_rules! shown {
    ($(impl[$($generics:tt)*] $type:ty: |$this:ident| $line:literal $(, $part:expr)*;)*) => {$(
        impl<$($generics)*> defmt::Format for $type {
            fn format(&self, f: defmt::Formatter<'_>) {
                let $this = self;
                let _ = $this;
                defmt::write!(f, $line $(, $part)*);
            }
        }
    )*};
}

#[cfg(feature = "defmt")]
pub(crate) use shown;

#[cfg(feature = "defmt")]
shown! {
    impl[M: crate::queue::Store + ?Sized] crate::QueueBase<M>: |queue| "Queue({=usize} waiting, {})", queue.len(), queue.counts();
    impl[const SLOTS: usize, const TEXT: usize] crate::SharedQueue<SLOTS, TEXT>: |queue| "SharedQueue({=usize} waiting, {})", queue.len(), queue.counts();
    impl[M: crate::aggregator::AggregatorStore + ?Sized] crate::AggregatorBase<M>: |aggregator| "Aggregator({=usize} series)", aggregator.len();
    impl[const SERIES: usize, const TEXT: usize] crate::SharedAggregator<SERIES, TEXT>: |_this| "SharedAggregator";
    impl[const BODY: usize, const LOCATION: usize] crate::answers::Answer<BODY, LOCATION>: |answer| "Answer({=u16})", answer.status();
    impl[] crate::answers::ErrorBody<'_>: |error| "{=u16}: {=[u8]:a}", error.status(), error.raw();
    impl[] crate::answers::ResponseReader: |_this| "ResponseReader";
    impl[T, F: crate::WireFormat] crate::Client<'_, T, F>: |client| "Client({})", client.server();
    impl[T] crate::Async<T>: |_this| "Async";
    impl[] crate::Polled: |_this| "Polled";
    impl[] crate::json::Text<'_>: |text| "{=[u8]:a}", text.raw();
    impl[] crate::json::Picker: |_this| "Picker";
    impl[] crate::json::Scanner<'_>: |scanner| "Scanner(depth {=usize})", scanner.depth();
    impl[] crate::api_tokens::TokenRef<'_>: |_this| "TokenRef(..)";
    impl[] crate::services::Changes<'_>: |_this| "Changes(..)";
    impl[] crate::measurements::TagsRef<'_>: |_this| "TagsRef";
    impl[] crate::Body<'_>: |_this| "Body";
    impl[] crate::Path<'_>: |_this| "Path";
    impl[] crate::Query<'_>: |_this| "Query";
    impl[R: crate::api::Resource] crate::api::List<'_, R>: |_this| "GET {=str}", R::PATH;
}
