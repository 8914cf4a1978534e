//! The objects of a bundle that claimgraph writes, as STIX 2.1 has them.

use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use crate::export::dot::printable;

/// Namespace of our ids. STIX's own namespace is for observables only (STIX 2.1, section 2.9).
const NAMESPACE: Uuid = Uuid::from_u128(0x7d3c_9a52_41be_4f0e_9c36_5f2a_8b1d_e047);

/// The day of what no article dates: a fixed one, so that equal graphs make equal bundles.
const NO_DAY: Date = Date::constant(1970, 1, 1);

/// The same id for the same name, whenever and wherever.
pub(super) fn id(kind: &str, name: &str) -> String {
    format!("{kind}--{}", Uuid::new_v5(&NAMESPACE, format!("{kind}:{name}").as_bytes()))
}

/// The id of our extension, in which each object has what STIX has no property for.
pub(super) fn extension_id() -> String {
    id("extension-definition", "claimgraph")
}

/// Midnight (UTC) of a day, or of a fixed day.
pub(super) fn timestamp(day: Option<Date>) -> String {
    format!("{}T00:00:00Z", day.filter(|day| day.year() > 0).unwrap_or(NO_DAY))
}

/// Any words as a string that may not be empty.
pub(super) fn words(text: &str, otherwise: &str) -> String {
    let line = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() { otherwise.to_owned() } else { line }
}

/// An object. Properties that a type lacks are never set for it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Object {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) spec_version: &'static str,
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) created_by_ref: Option<String>,
    pub(super) created: String,
    pub(super) modified: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) identity_class: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) sectors: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) report_types: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "abstract")]
    pub(super) summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) relationship_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source_ref: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target_ref: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stop_time: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) object_refs: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) labels: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) confidence: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) schema: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) extension_types: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) external_references: Vec<ExternalReference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) extensions: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Where more is known.
#[derive(Debug, Serialize)]
pub(super) struct ExternalReference {
    pub(super) source_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) external_id: Option<String>,
}

impl Object {
    /// An object of a day, with what every object has.
    pub(super) fn new(kind: &'static str, name: &str, day: Option<Date>) -> Self {
        // These two are always exact to the millisecond (STIX 2.1, section 3.2).
        let time = timestamp(day).replace('Z', ".000Z");
        Self {
            kind,
            spec_version: "2.1",
            id: id(kind, name),
            created_by_ref: Some(id("identity", PROGRAM)),
            created: time.clone(),
            modified: time,
            ..Self::default()
        }
    }

    /// Puts what STIX has no property for into our extension.
    pub(super) fn extend(&mut self, content: serde_json::Value) {
        let serde_json::Value::Object(mut content) = content else { return };
        content.retain(|_, value| !value.is_null());
        content.insert("extension_type".to_owned(), "property-extension".into());
        let mut extensions = serde_json::Map::new();
        extensions.insert(extension_id(), content.into());
        self.extensions = Some(extensions);
    }
}

/// The name that the program's own identity is made of.
pub(super) const PROGRAM: &str = "program:claimgraph";
