//! Opening and making stores.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::{Store, StoreError};

/// "ClmG" in the head of the file: SQLite's application id, by which `file` and we know a store.
pub(super) const APPLICATION_ID: i32 = 0x436c_6d47;
/// What makes a store of each version into one of the next; of nothing the first.
const STEPS: [&str; 1] = [include_str!("schema.sql")];
/// Version of the stores that this program makes: SQLite's `user_version`.
pub(super) const VERSION: u32 = STEPS.len() as u32;
/// How long to wait for another process that writes, if nothing else is said.
const WAIT: Duration = Duration::from_secs(10);
/// How long to wait between two tries.
const RETRY: Duration = Duration::from_millis(20);
/// Statements that are kept for the next document.
const STATEMENTS: usize = 64;

/// How every SQLite file begins.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Says of a file that it is none of SQLite's: SQLite itself would take a very short one for empty, and write into it.
fn is_sqlite(path: &Path) -> Result<(), StoreError> {
    let fail = |error: std::io::Error| StoreError::Io { path: path.to_owned(), message: error.to_string() };
    let mut head = Vec::new();
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(fail(error)),
        Ok(file) => file.take(MAGIC.len() as u64).read_to_end(&mut head).map_err(fail)?,
    };
    if head.is_empty() || head == MAGIC { Ok(()) } else { Err(StoreError::NotADatabase { path: path.to_owned() }) }
}

impl Store {
    /// Opens a store to read it. Others may write at the same time.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if path.is_dir() {
            return Err(StoreError::Folder { path: path.to_owned() });
        }
        if !path.exists() {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        is_sqlite(path)?;
        // Who may write leaves no files behind that a writer before it left.
        let store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        match store.version() {
            Ok(VERSION) => Ok(store),
            // An empty file, or one whose maker was stopped before it began.
            Ok(_) => Err(StoreError::Missing { path: path.to_owned() }),
            Err(StoreError::Io { .. } | StoreError::ReadOnly { .. }) => Self::open_as_it_is(path),
            Err(error) => Err(error),
        }
    }

    /// Opens a store to change it; makes it where there is none.
    ///
    /// # Errors
    /// When the file is something else, or may not be written.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        Self::create_within(path, WAIT)
    }

    /// As [`Store::create`], and waits so long for another process that writes, then and later.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_within(path: &Path, wait: Duration) -> Result<Self, StoreError> {
        Self::to_change(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE, wait)
    }

    /// Opens a store that is there to change it.
    ///
    /// # Errors
    /// When there is none, or it may not be written.
    pub fn open_to_change(path: &Path, wait: Duration) -> Result<Self, StoreError> {
        Self::open(path)?;
        Self::to_change(path, OpenFlags::SQLITE_OPEN_READ_WRITE, wait)
    }

    fn to_change(path: &Path, flags: OpenFlags, wait: Duration) -> Result<Self, StoreError> {
        if path.is_dir() {
            return Err(StoreError::Folder { path: path.to_owned() });
        }
        is_sqlite(path)?;
        let mut store = Self::connect(path, flags)?;
        store.connection.busy_timeout(wait).map_err(|e| store.error(e))?;
        // Says what is wrong before anything is changed.
        if let Err(error) = store.version() {
            let is_readable =
                matches!(error, StoreError::Io { .. }) && path.exists() && Self::open_as_it_is(path).is_ok();
            return Err(if is_readable { StoreError::ReadOnly { path: path.to_owned() } } else { error });
        }
        if store.connection.is_readonly("main").map_err(|e| store.error(e))? {
            return Err(StoreError::ReadOnly { path: path.to_owned() });
        }
        // For the log's mode SQLite does not wait, as it does for all else: several processes may make one store at once.
        let begin = Instant::now();
        while let Err(error) = store.prepare() {
            let is_busy =
                matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked));
            if !is_busy || begin.elapsed() >= wait {
                return Err(store.error(error));
            }
            thread::sleep(RETRY);
        }
        Ok(store)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        // SQLite takes some names for addresses and for stores in memory.
        let plain = path.to_str().is_some_and(|name| name.starts_with("file:") || name.starts_with(':'));
        let file = if plain { Path::new(".").join(path) } else { path.to_owned() };
        Self::connected(path, Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX))
    }

    fn connected(path: &Path, connection: rusqlite::Result<Connection>) -> Result<Self, StoreError> {
        let connection = connection.map_err(|error| StoreError::of(path, error))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let store = Self { path: path.to_owned(), connection };
        store.connection.busy_timeout(WAIT).map_err(|e| store.error(e))?;
        Ok(store)
    }

    /// Reads a store where nothing can be written, not even the lock that readers share: on a read-only medium nobody
    /// else changes it either.
    fn open_as_it_is(path: &Path) -> Result<Self, StoreError> {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            // What is committed is in part in the log, which only who may write can read.
            return Err(StoreError::ReadOnly { path: path.to_owned() });
        }
        let path_in_address: String = std::path::absolute(path)
            .unwrap_or(path.to_owned())
            .as_os_str()
            .as_encoded_bytes()
            .iter()
            .map(|&b| {
                if b.is_ascii_alphanumeric() || b"/._-".contains(&b) {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect();
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let address = format!("file:{path_in_address}?immutable=1");
        let store = Self::connected(path, Connection::open_with_flags(address, flags))?;
        store.version()?;
        Ok(store)
    }

    /// The store's version; 0 for an empty file.
    fn version(&self) -> Result<u32, StoreError> {
        // What is read here must be of one moment: another process may be making the store.
        let _moment = self.connection.unchecked_transaction().map_err(|e| self.error(e))?;
        let pragma = |name| self.connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
        let (id, version) =
            pragma("application_id").and_then(|id| Ok((id, pragma("user_version")?))).map_err(|e| self.error(e))?;
        let is_empty = || self.connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", (), |row| row.get(0));
        if id == APPLICATION_ID {
            let found = version as u32;
            if found > VERSION {
                return Err(StoreError::Newer { path: self.path.clone(), found, known: VERSION });
            }
            return Ok(found);
        }
        if id == 0 && version == 0 && is_empty().map_err(|e| self.error(e))? {
            return Ok(0);
        }
        Err(StoreError::OtherProgram { path: self.path.clone(), found: id })
    }

    /// Sets how the file is written, and brings it up to this version.
    fn prepare(&mut self) -> rusqlite::Result<()> {
        let connection = &mut self.connection;
        // Readers see what was committed last while others write.
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        // What is committed stays even when the machine fails.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -64 * 1024)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version = transaction.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))?;
        if version < VERSION {
            for step in &STEPS[version as usize..] {
                transaction.execute_batch(step)?;
            }
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        transaction.commit()
    }
}
