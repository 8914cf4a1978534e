//! File names that every system takes, one for each node.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

use crate::export::dot::printable;
use crate::export::shared::statement::hashed;
use crate::graph::{Node, NodeId};

/// Bytes of a name, so that with a hash and an extension it has at most 100.
const NAME_LENGTH: usize = 80;

/// What a name may have besides letters, digits and spaces: nothing that is markup, part of a link or reserved somewhere.
const HARMLESS: &str = ",.'()-+!;’‘“”„–—…·°€£";

/// Names that Windows keeps for devices, whatever their extension.
const RESERVED: &[&str] = &["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// A label with all that may be markup, part of a link, or reserved in file names taken out; never empty.
pub(super) fn plain_name(label: &str) -> String {
    let keep =
        |c: char| c.is_alphanumeric() || HARMLESS.contains(c) || unicode_normalization::char::is_combining_mark(c);
    let composed: String = printable(label).nfc().map(|c| if keep(c) { c } else { ' ' }).collect();
    let mut name = String::new();
    for word in composed.split_whitespace() {
        let gap = usize::from(!name.is_empty());
        if name.len() + gap + word.len() > NAME_LENGTH {
            // A first word that is too long is cut.
            let room = NAME_LENGTH.saturating_sub(name.len() + gap);
            if name.is_empty() {
                name.extend(word.char_indices().take_while(|(i, c)| i + c.len_utf8() <= room).map(|(_, c)| c));
            }
            break;
        }
        if gap > 0 {
            name.push(' ');
        }
        name.push_str(word);
    }
    let name = name.trim_start_matches(['.', ' ', '-']).trim_end_matches(['.', ' ']);
    if name.is_empty() { "unnamed".to_owned() } else { name.to_owned() }
}

fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let is_port = ["COM", "LPT"].iter().any(|port| {
        let mut rest = stem.strip_prefix(port).unwrap_or_default().chars();
        rest.next().is_some_and(|c| c.is_numeric()) && rest.next().is_none()
    });
    is_port || RESERVED.contains(&stem.as_str())
}

/// What file systems may take for one: whatever its case and the form of its marks.
fn folded(name: &str) -> String {
    name.to_uppercase().to_lowercase().nfkd().collect()
}

/// The notes' names, by node.
pub(super) struct Names<'g>(BTreeMap<&'g NodeId, String>);

impl<'g> Names<'g> {
    /// Names in one folder: those that several nodes would have get a hash of the node's id.
    pub(super) fn new(folder: &str, nodes: &[&'g Node]) -> Self {
        let named: Vec<(&Node, String)> = nodes.iter().map(|node| (*node, file_name(&node.label))).collect();
        let mut often: BTreeMap<String, usize> = BTreeMap::new();
        for (_, name) in &named {
            *often.entry(folded(name)).or_insert(0) += 1;
        }
        let mut taken: BTreeSet<String> =
            often.iter().filter(|(_, n)| **n == 1).map(|(name, _)| name.clone()).collect();
        let mut names = BTreeMap::new();
        for (node, name) in named {
            let mut unique = name.clone();
            if often[&folded(&name)] > 1 {
                // Names of other nodes may look like a name with a hash; a longer hash then tells them apart.
                for digits in 8.. {
                    unique = format!("{name} {}", hashed(node.id.as_str(), digits));
                    if taken.insert(folded(&unique)) || digits > 64 {
                        break;
                    }
                }
            }
            names.insert(&node.id, format!("{folder}/{unique}"));
        }
        Self(names)
    }

    /// The path of a node's note, without its extension; `None` for nodes that have none.
    pub(super) fn path(&self, id: &NodeId) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }
}

fn file_name(label: &str) -> String {
    let name = plain_name(label);
    if is_reserved(&name) { format!("{name} (name)").replacen('.', " ", 1) } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(label: &str, expected: &str) {
        assert_eq!(file_name(label), expected);
    }

    #[test]
    fn names_are_safe_everywhere() {
        check("Iran", "Iran");
        check("Jürgen O’Neil, Jr.", "Jürgen O’Neil, Jr");
        check("a/b\\c:d*e?f\"g<h>i|j", "a b c d e f g h i j");
        check("[[Iran|x]]#^%", "Iran x");
        check("../../etc/passwd", "etc passwd");
        check("CON", "CON (name)");
        check("con.txt", "con txt (name)");
        check("com1", "com1 (name)");
        check("Comet", "Comet");
        check("…", "…");
        check("...", "unnamed");
        check("", "unnamed");
        check("evil\u{202e}gpj.exe", "evilgpj.exe");
    }

    proptest! {
        #[test]
        fn any_label_makes_a_portable_name(label in any::<String>()) {
            let name = file_name(&label);
            prop_assert!(!name.is_empty() && name.len() <= NAME_LENGTH + 7);
            prop_assert!(!name.ends_with(['.', ' ']) && !name.starts_with(['.', ' ']));
            prop_assert!(!name.chars().any(|c| c.is_control() || "/\\:*?\"<>|#^[]`".contains(c)));
            prop_assert!(!is_reserved(&name));
        }
    }
}
