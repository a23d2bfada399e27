//! Versions of the schema.

use super::{CatalogError, Transaction};

/// Every migration, in order; the version is its place, from 1. Never change one that was released: add another.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_initial.sql"),
    include_str!("migrations/0002_chains.sql"),
    include_str!("migrations/0003_events.sql"),
    include_str!("migrations/0004_travel.sql"),
];

/// The version that this program writes.
pub(crate) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Brings the schema up to date, in the caller's transaction.
///
/// # Errors
/// [`CatalogError::Newer`] if a newer program wrote the database; nothing is changed then.
pub(crate) fn migrate(tx: &mut dyn Transaction) -> Result<(), CatalogError> {
    tx.execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)", &[])?;
    let found = version(tx)?;
    check(found)?;
    if found == newest() {
        return Ok(());
    }
    for migration in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        for statement in statements(migration) {
            tx.execute(&statement, &[])?;
        }
    }
    tx.execute("DELETE FROM schema_version", &[])?;
    tx.execute("INSERT INTO schema_version (version) VALUES ($1)", &[newest().into()])?;
    Ok(())
}

/// The version in the database; 0 for a new one.
pub(crate) fn version(tx: &mut dyn Transaction) -> Result<i64, CatalogError> {
    let rows = tx.query("SELECT version FROM schema_version", &[])?;
    rows.into_iter().next().map_or(Ok(0), |row| row.columns().int())
}

/// Refuses a database that only [`migrate`] could make readable.
///
/// # Errors
/// [`CatalogError::Older`], [`CatalogError::Newer`].
pub(crate) fn check_current(found: i64) -> Result<(), CatalogError> {
    let known = newest();
    if found < known { Err(CatalogError::Older { found, known }) } else { check(found) }
}

/// Refuses a database of a newer program.
pub(crate) fn check(found: i64) -> Result<(), CatalogError> {
    let known = newest();
    if found > known { Err(CatalogError::Newer { found, known }) } else { Ok(()) }
}

/// Splits a migration into its statements, which end with `;` at a line's end.
fn statements(migration: &str) -> impl Iterator<Item = String> {
    let code: Vec<&str> = migration.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let code = code.join("\n");
    let statements: Vec<String> = code
        .split(";\n")
        .map(|s| s.trim().trim_end_matches(';').to_owned())
        .filter(|s| !s.is_empty())
        .collect();
    statements.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_split_at_the_ends_of_its_statements() {
        let split: Vec<_> = statements(
            "-- why; not;\nCREATE TABLE a (\n  -- x;\n  b BIGINT\n);\nINSERT INTO a VALUES (1);\n",
        )
        .collect();
        assert_eq!(split, ["CREATE TABLE a (\n  b BIGINT\n)", "INSERT INTO a VALUES (1)"]);
    }
}
