//! The weights by which gaps are judged: a table, `data/models/sentences.tsv`, made by [`crate::training::sentences`].

use rustc_hash::FxHashMap;

use super::features::{Class, Feature, Template};
use crate::lexicon::{Row, Table, TableError, Vocabulary, WordId};

/// A log-linear model: a sentence ends where the weights of a gap's features sum up to more than 0.
#[derive(Debug, Default)]
pub struct Model {
    weights: FxHashMap<Feature, f32>,
}

impl Model {
    /// Reads the model that ships with the program; its words become known.
    ///
    /// # Errors
    /// When the table is malformed.
    pub fn load(vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        Self::parse("data/models/sentences.tsv", include_str!("../../../data/models/sentences.tsv"), vocabulary)
    }

    /// Reads a model.
    ///
    /// # Errors
    /// When the table is malformed.
    pub fn parse(file: &str, text: &str, vocabulary: &mut Vocabulary) -> Result<Self, TableError> {
        let mut weights = FxHashMap::default();
        for row in Table::parse(file, text, &["feature", "values", "word", "weight"])?.rows() {
            let template: Template = row.cell(0).parse().map_err(|e| row.error(format!("{e}")))?;
            let values = read_values(&row, template)?;
            let word = if row.cell(2).is_empty() { WordId::UNKNOWN } else { vocabulary.add(row.cell(2)) };
            if weights.insert(Feature { template, values, word }, row.parse::<f32>(3)?).is_some() {
                return Err(row.error("the feature is there twice".to_owned()));
            }
        }
        Ok(Self { weights })
    }

    /// The sum of the weights of some features.
    pub(super) fn score(&self, features: &[Feature]) -> f32 {
        features.iter().filter_map(|f| self.weights.get(f)).sum()
    }
}

/// How many of a template's values are classes, and how many there are.
fn arity(template: Template) -> (usize, usize) {
    match template {
        Template::Rules => (0, 1),
        Template::LeftWord | Template::Right2Word => (1, 1),
        Template::RightWord | Template::Left2Word | Template::FirstWord => (2, 2),
        Template::Left2 | Template::Right2 => (3, 3),
        Template::Gap | Template::Length | Template::Style | Template::Inside | Template::Rule | Template::Starter => {
            (2, 3)
        }
    }
}

fn read_values(row: &Row<'_, '_>, template: Template) -> Result<[u8; 3], TableError> {
    let (n_classes, n_values) = arity(template);
    let written: Vec<&str> = row.cell(1).split_ascii_whitespace().collect();
    if written.len() != n_values {
        return Err(row.error(format!("found {} values, expected {n_values}", written.len())));
    }
    let mut values = [0; 3];
    for (index, (value, text)) in values.iter_mut().zip(written).enumerate() {
        *value = if index < n_classes {
            text.parse::<Class>().map_err(|e| row.error(format!("{e}")))? as u8
        } else {
            text.parse().map_err(|_| row.error(format!("{text:?} is no small number")))?
        };
    }
    Ok(values)
}

/// The values of a feature as the table holds them.
pub(crate) fn write_values(feature: &Feature) -> String {
    let (n_classes, n_values) = arity(feature.template);
    let written = feature.values[..n_values].iter().enumerate().map(|(index, &value)| {
        if index < n_classes { Class::ALL[value as usize].as_str().to_owned() } else { value.to_string() }
    });
    written.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, message: &str) {
        let table = format!("feature\tvalues\tword\tweight\n{row}\n");
        let error = Model::parse("m.tsv", &table, &mut Vocabulary::default()).expect_err("malformed");
        assert!(error.to_string().starts_with("m.tsv:") && error.to_string().contains(message), "{error}");
    }

    #[test]
    fn malformed_rows_are_refused() {
        check("side\tstop\t\t1", "\"side\" is no template");
        check("gap\tstop lower\t\t1", "found 2 values, expected 3");
        check("gap\tstop high 1\t\t1", "\"high\" is no class");
        check("gap\tstop lower x\t\t1", "\"x\" is no small number");
        check("rules\t1\t\t1\nrules\t1\t\t2", "the feature is there twice");
    }

    #[test]
    fn values_are_written_as_they_are_read() {
        let feature = Feature {
            template: Template::Left2,
            values: [Class::Stop as u8, Class::Open as u8, 0],
            word: WordId::UNKNOWN,
        };
        assert_eq!(write_values(&feature), "stop open none");
    }
}
