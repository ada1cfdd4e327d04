//! The table of all calls in the README, and those of the way from other clients in `src/migration.md`: what python-librato 3.1.0, the older 0.8.3 and the documentation of the API have, and
//! what we have. Our calls are code that is run here; which recorded cases make a call is read from `tests/vectors`.
//!
//! `LIBRATO_WRITE_TABLES=1 cargo test --all-features --test calls` writes it.
#![cfg(all(feature = "std", feature = "recording"))]

mod code;
mod documented;
mod route;
mod row;
mod rows;
mod source;
mod table;
mod vectors;

use std::path::{Path, PathBuf};
use std::{env, fs};

use code::one_line;
use route::Route;
use row::Since;
use vectors::Steps;

/// Steps that are no calls.
const NO_CALLS: [&str; 2] = ["clock", "fail"];

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn steps() -> Steps {
    Steps::load(&at("tests/vectors"))
}

#[test]
fn each_call_sends_what_the_table_says() {
    let elsewhere = rows::elsewhere().into_iter().flat_map(|(_, rows)| rows);
    for row in rows::all().into_iter().chain(elsewhere) {
        let sent = (row.run)().unwrap_or_else(|error| panic!("{}: {error}", row.tokens));
        let routes = Route::all(row.routes);
        let are_same = sent.len() == routes.len()
            && sent.iter().zip(&routes).all(|((method, target), route)| route.is(method, target));
        assert!(are_same, "{}: {sent:?} for {}", row.tokens, row.routes);
    }
}

#[test]
fn each_recorded_call_is_in_the_table_with_its_route() {
    let (steps, rows) = (steps(), rows::all());
    let has = |op: &str| rows.iter().any(|row| row.ops.iter().any(|own| own.split(' ').next() == Some(op)));
    let manual = fs::read_to_string(at("tests/vectors/README.md")).unwrap();
    let documented = vectors::documented(&manual);
    assert!(documented.len() > 90, "{}", documented.len());
    for op in steps.ops().iter().chain(&documented) {
        assert!(has(op) != NO_CALLS.contains(&op.as_str()), "{op}");
    }
    for row in &rows {
        for op in row.ops {
            assert!(steps.have(op), "{}: no case has {op}", row.python);
        }
        let routes = Route::all(row.routes);
        assert!(
            row.ops.is_empty() || routes.is_empty() || steps.send(row.ops, &routes),
            "{}: no case sends {}",
            row.python,
            row.routes
        );
        let mut seed = steps.seed(row.ops, &routes);
        let is_told = match row.since {
            Since::Both => row.ops.is_empty() || seed.any(|seed| !seed.starts_with("lacks")),
            Since::Upstream => seed.all(|seed| seed.starts_with("lacks") || seed == "differs"),
            Since::Seed => seed.all(|seed| seed == "recorded"),
            Since::Neither => row.ops.is_empty() && row.python.is_empty(),
        };
        assert!(is_told, "{}: another version has it", row.python);
    }
}

#[test]
fn each_call_of_the_library_is_in_the_table() {
    let calls = source::calls(&at("src/api"));
    assert!(calls.len() > 60, "{}", calls.len());
    let rows: Vec<_> = rows::all().iter().map(|row| one_line(row.tokens)).collect();
    let missing: Vec<_> = calls.iter().filter(|call| !rows.iter().any(|code| call.is_in(code))).collect();
    let missing: Vec<_> = missing.iter().map(|call| format!("{}::{}", call.of, call.name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn each_documented_route_is_in_the_table_and_no_other() {
    let documented = documented::routes();
    let rows = rows::all();
    let ours: Vec<_> = rows.iter().flat_map(|row| Route::all(row.routes)).collect();
    for route in &documented {
        assert!(ours.contains(&Route(route)), "{route}");
    }
    for route in ours {
        assert!(documented.iter().any(|one| one == route.0), "{route} is not documented");
    }
}

#[test]
fn the_readme_has_the_table() {
    has(&at("README.md"), |readme| table::within(readme, "calls", &table::table(&rows::groups(), &steps())));
}

#[test]
fn the_way_from_other_clients_has_their_tables() {
    has(&at("src/migration.md"), |text| {
        let tables = rows::elsewhere().map(|(client, rows)| (client, table::elsewhere(client, &rows)));
        tables.iter().fold(text.to_owned(), |text, (client, table)| table::within(&text, client, table))
    });
}

/// Whether a text has the tables that it should have; or writes them.
fn has(path: &Path, with_tables: impl FnOnce(&str) -> String) {
    let text = fs::read_to_string(path).unwrap();
    let wanted = with_tables(&text);
    if env::var_os("LIBRATO_WRITE_TABLES").is_some() {
        return fs::write(path, wanted).unwrap();
    }
    assert!(text == wanted, "{} has another table: run this with LIBRATO_WRITE_TABLES=1", path.display());
}
