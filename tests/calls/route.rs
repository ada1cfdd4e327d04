//! What a request asks for.

use std::fmt;

/// A method and a path, in which `:word` stands for any segment, and `?word` for a query that has this name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Route<'a>(pub(crate) &'a str);

impl Route<'_> {
    /// Those of a list, with commas between them.
    pub(crate) fn all(list: &str) -> Vec<Route<'_>> {
        if list.is_empty() { Vec::new() } else { list.split(", ").map(Route).collect() }
    }

    /// Whether a request is this one, by its method and its target.
    pub(crate) fn is(self, method: &str, target: &str) -> bool {
        let Some((own_method, route)) = self.0.split_once(' ') else { return false };
        let (own_path, name) = route.split_once('?').map_or((route, None), |(path, name)| (path, Some(name)));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let Some(path) = path.strip_prefix("/v1") else { return false };
        let same = |(own, given): (&str, &str)| own == given || own.starts_with(':') && !given.is_empty();
        let has = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
        method == own_method
            && path.split('/').count() == own_path.split('/').count()
            && own_path.split('/').zip(path.split('/')).all(same)
            // A composite is the one thing that is told by its query.
            && name.map_or(!has("compose"), has)
    }
}

impl fmt::Display for Route<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[test]
fn a_route_is_told_from_others() {
    let one = Route("GET /annotations/:name/:id");
    assert!(one.is("GET", "/v1/annotations/a%20b/1?x=y"));
    for (method, target) in [("PUT", "/v1/annotations/a/1"), ("GET", "/v1/annotations/a")] {
        assert!(!one.is(method, target), "{method} {target}");
    }
    assert!(!one.is("GET", "/v1/annotations//1") && !one.is("GET", "/annotations/a/1"));
    assert!(Route("GET /metrics?compose").is("GET", "/v1/metrics?start_time=1&compose=s"));
    assert!(!Route("GET /metrics").is("GET", "/v1/metrics?compose=s"));
}
