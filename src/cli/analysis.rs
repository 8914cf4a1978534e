//! With what documents are analysed, in words that a store keeps.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};

use crate::syntax::model::ModelChoice;

/// The first 16 hexadecimal digits of the SHA-256 of some files' content; `None` of none.
///
/// # Errors
/// When one cannot be read.
pub(super) fn digest(files: &[PathBuf]) -> anyhow::Result<Option<String>> {
    if files.is_empty() {
        return Ok(None);
    }
    let mut hasher = Sha256::new();
    for file in files {
        let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(&bytes);
    }
    Ok(Some(hasher.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// The name of a model that ships with the program, or the digest of a file.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn model_name(model: &ModelChoice) -> anyhow::Result<String> {
    Ok(match model {
        ModelChoice::Accurate => "accurate".to_owned(),
        ModelChoice::Fast => "fast".to_owned(),
        ModelChoice::File(path) => {
            let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned();
            format!("{name} {}", digest(std::slice::from_ref(path))?.unwrap_or_default())
        }
    })
}
