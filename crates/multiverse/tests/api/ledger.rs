//! The store's own files, read beside the server that writes them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// The catalog, for reading.
pub(crate) fn catalog(data: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(data.join("catalog.sqlite"), flags).unwrap()
}

/// All rows that a query yields, each as a text of its columns.
pub(crate) fn rows(catalog: &Connection, sql: &str) -> Vec<String> {
    let mut statement = catalog.prepare_cached(sql).unwrap();
    let columns = statement.column_count();
    let found = statement.query_map([], |row| {
        let column = |index| match row.get_ref_unwrap(index) {
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            ValueRef::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            other => format!("{other:?}"),
        };
        Ok((0..columns).map(column).collect::<Vec<_>>().join(" | "))
    });
    found.unwrap().map(Result::unwrap).collect()
}

/// The vault's files by key.
pub(crate) fn vault_keys(data: &Path) -> Vec<String> {
    let root = data.join("vault");
    let (mut keys, mut directories) = (Vec::new(), vec![root.clone()]);
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else {
                keys.push(path.strip_prefix(&root).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    keys.sort();
    keys
}

/// All that a store holds, but for when players were last seen, and which server looks after it.
pub(crate) struct Ledger {
    catalog: Connection,
    data: PathBuf,
    tables: Vec<(String, String)>,
}

impl Ledger {
    pub(crate) fn open(data: &Path) -> Self {
        let catalog = catalog(data);
        let names = rows(
            &catalog,
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'leases' ORDER BY name",
        );
        let tables = names.into_iter().map(|table| {
            let sql = format!("SELECT name FROM pragma_table_info('{table}') WHERE name <> 'last_seen'");
            let columns = rows(&catalog, &sql).join(", ");
            let sql = format!("SELECT {columns} FROM {table} ORDER BY {columns}");
            (table, sql)
        });
        let tables = tables.collect();
        Self { catalog, data: data.to_owned(), tables }
    }

    /// Every row of every table, and the vault's files.
    pub(crate) fn read(&self) -> BTreeMap<String, Vec<String>> {
        let mut all: BTreeMap<_, _> =
            self.tables.iter().map(|(table, sql)| (table.clone(), rows(&self.catalog, sql))).collect();
        all.insert("files of the vault".to_owned(), vault_keys(&self.data));
        all
    }
}
