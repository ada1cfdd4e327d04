//! What the documentation of the API has.

/// Its routes, by resource: methods, and the path with `:word` for a segment of the caller's.
const ROUTES: [(&str, &str); 36] = [
    ("POST", "/measurements"),
    ("GET", "/measurements?compose"),
    ("GET", "/measurements/:name"),
    ("POST GET PUT DELETE", "/metrics"),
    ("GET", "/metrics?compose"),
    ("GET PUT DELETE", "/metrics/:name"),
    ("GET", "/sources"),
    ("GET PUT", "/sources/:name"),
    ("GET", "/annotations"),
    ("POST GET PUT DELETE", "/annotations/:name"),
    ("GET PUT DELETE", "/annotations/:name/:id"),
    ("POST", "/annotations/:name/:id/links"),
    ("DELETE", "/annotations/:name/:id/links/:rel"),
    ("POST GET", "/alerts"),
    ("GET PUT DELETE", "/alerts/:id"),
    ("GET", "/alerts/status"),
    ("GET", "/alerts/:id/status"),
    ("POST", "/alerts/:id/clear"),
    ("POST", "/alerts/:id/services"),
    ("DELETE", "/alerts/:id/services/:id"),
    ("POST GET", "/services"),
    ("GET PUT DELETE", "/services/:id"),
    ("POST GET", "/spaces"),
    ("GET PUT DELETE", "/spaces/:id"),
    ("POST GET", "/spaces/:id/charts"),
    ("GET PUT DELETE", "/spaces/:id/charts/:id"),
    ("POST", "/snapshots"),
    ("GET", "/snapshots/:id"),
    ("GET", "/jobs/:id"),
    ("POST GET", "/api_tokens"),
    ("GET PUT DELETE", "/api_tokens/:id"),
    ("POST GET", "/instruments"),
    ("GET PUT DELETE", "/instruments/:id"),
    ("POST GET", "/dashboards"),
    ("GET PUT DELETE", "/dashboards/:id"),
    ("POST GET", "/charts"),
];

/// What it has beside them and has no call here, and why.
pub(crate) const LEFT_OUT: [(&str, &str); 4] = [
    (
        "`/charts`, `/charts/:token`",
        "links by which anybody sees an instrument or a dashboard, which the API has given up for spaces; an untyped call makes them",
    ),
    ("`/users`, `/users/:id`", "for partners of the service alone; an untyped call makes them"),
    ("bodies as form data", "JSON says the same, and more"),
    ("gzip bodies", "no documentation says that a server takes them"),
];

/// The routes one by one, but for those that are left out.
pub(crate) fn routes() -> Vec<String> {
    let each = |(methods, path): &(&'static str, &'static str)| {
        let path = *path;
        methods.split(' ').map(move |method| format!("{method} {path}")).collect::<Vec<_>>()
    };
    let is_left_out = |path: &str| LEFT_OUT.iter().any(|(what, _)| what.contains(&format!("`{path}`")));
    ROUTES.iter().filter(|(_, path)| !is_left_out(path)).flat_map(each).collect()
}
