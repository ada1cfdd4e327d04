//! The workloads: what their tables say, whichever bench measures them.

/// A workload and how its tables are read.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    /// What a figure is of.
    pub(crate) title: &'static str,
    /// The lines whose sum is one, for instructions and for times.
    pub(crate) one: [&'static [&'static str]; 2],
    /// The set that the README shows.
    pub(crate) shown: &'static str,
}

/// The lines that others are compared with.
pub(crate) const MEMCPY: &str = "memcpy of the body";
pub(crate) const NUMBERS: &str = "numbers only (zmij, itoa)";
pub(crate) const LOOP: &str = "the loop itself (taken off)";
pub(crate) const ARRAY: &str = "array by index";
pub(crate) const RAW: &str = "raw socket, prepared request";
pub(crate) const UREQ_SERDE: &str = "ureq + serde_json";
pub(crate) const FROM_READER: &str = "serde_json::from_reader, six fields";

pub(crate) const W1: Workload = Workload {
    name: "W1",
    title: "300 gauges to the body of a request, for each gauge",
    one: [&[MEMCPY, NUMBERS], &[MEMCPY, NUMBERS]],
    shown: "300 names, 8 sources",
};

pub(crate) const W2: Workload = Workload {
    name: "W2",
    title: "a reading added, without the loop around it",
    one: [&[ARRAY], &[ARRAY]],
    shown: "",
};

pub(crate) const W3: Workload = Workload {
    name: "W3",
    title: "a request of 300 gauges over loopback",
    one: [&[UREQ_SERDE], &[RAW]],
    shown: "",
};

pub(crate) const W5: Workload = Workload {
    name: "W5",
    title: "a request of one gauge over loopback",
    one: [&[UREQ_SERDE], &[RAW]],
    shown: "",
};

pub(crate) const W6: Workload = Workload {
    name: "W6",
    title: "a page of 100 metrics taken apart, for each metric",
    one: [&[FROM_READER], &[FROM_READER]],
    shown: "",
};

pub(crate) const ALL: [Workload; 5] = [W1, W2, W3, W5, W6];
