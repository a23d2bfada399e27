//! Our statements on a SQLite connection.

use bytes::Bytes;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql};

use crate::catalog::{CatalogError, Row, Transaction, Value};

/// A transaction that is open on a connection.
pub(super) struct SqliteTransaction<'c> {
    connection: &'c Connection,
}

impl<'c> SqliteTransaction<'c> {
    /// Speaks to a connection on which a transaction was begun.
    pub(super) fn on(connection: &'c Connection) -> Self {
        Self { connection }
    }

    /// Runs `job` in a transaction of its own and commits it if it succeeds.
    pub(super) fn run<T>(
        connection: &mut Connection,
        job: impl FnOnce(&mut dyn Transaction) -> Result<T, CatalogError>,
    ) -> Result<T, CatalogError> {
        let transaction = connection.transaction()?;
        let value = job(&mut SqliteTransaction::on(&transaction))?;
        transaction.commit()?;
        Ok(value)
    }

    fn prepare(&self, sql: &str, values: &[Value]) -> Result<CachedStatement<'c>, CatalogError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        for (index, value) in values.iter().enumerate() {
            // To SQLite `$2` is a name, numbered by first appearance; to PostgreSQL it is the second.
            if let Some(place) = statement.parameter_index(NAMES[index])? {
                statement.raw_bind_parameter(place, value)?;
            }
        }
        Ok(statement)
    }
}

/// No statement has more parameters.
const NAMES: [&str; 24] = [
    "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$16",
    "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24",
];

impl Transaction for SqliteTransaction<'_> {
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, CatalogError> {
        let mut statement = self.prepare(sql, values)?;
        let width = statement.column_count();
        let mut rows = statement.raw_query();
        let mut result = Vec::new();
        while let Some(row) = rows.next()? {
            let mut fields = Vec::with_capacity(width);
            for column in 0..width {
                fields.push(value_of(row.get_ref(column)?, column)?);
            }
            result.push(Row::new(fields));
        }
        Ok(result)
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, CatalogError> {
        let mut statement = self.prepare(sql, values)?;
        Ok(u64::try_from(statement.raw_execute()?).unwrap_or(u64::MAX))
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value_of(value: ValueRef<'_>, column: usize) -> Result<Value, CatalogError> {
    let unexpected = || CatalogError::Unexpected { column: format!("column {}", column + 1) };
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(value) => Ok(Value::Int(value)),
        ValueRef::Text(text) => String::from_utf8(text.to_vec()).map(Value::Text).map_err(|_| unexpected()),
        ValueRef::Blob(bytes) => Ok(Value::Blob(Bytes::copy_from_slice(bytes))),
        ValueRef::Real(_) => Err(unexpected()),
    }
}
