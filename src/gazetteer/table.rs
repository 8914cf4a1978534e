//! Reads the five tables of `data/gazetteer` into source records; their columns are in the README beside them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::compile::{Capitals, SourceName, SourceOffice, SourceRecord};
use super::{Gender, NameSort, slug};
use crate::annotation::ActorKind;
use crate::lexicon::{Row, Table, TableError};

/// The tables, in the order in which they are read: a table may refer to records of those before it.
pub const FILES: [&str; 5] = ["states.tsv", "organizations.tsv", "groups.tsv", "places.tsv", "people.tsv"];

/// Reads the five tables, given as path and text in the order of [`FILES`].
///
/// # Errors
/// When a table is malformed, an id stands twice, or a row refers to a record that is not before it.
pub fn read(tables: [(&str, &str); 5]) -> Result<Vec<SourceRecord>, TableError> {
    let [states, organizations, groups, places, people] = tables;
    let mut reader = Reader::default();
    reader.states(states)?;
    reader.organizations(organizations)?;
    reader.groups(groups)?;
    reader.places(places)?;
    reader.people(people)?;
    Ok(reader.records)
}

#[derive(Default)]
struct Reader {
    records: Vec<SourceRecord>,
    ids: FxHashMap<String, usize>,
}

impl Reader {
    fn add(
        &mut self,
        file: &Arc<str>,
        row: &Row<'_, '_>,
        id: &str,
        name: &str,
        kind: ActorKind,
    ) -> Result<&mut SourceRecord, TableError> {
        if self.ids.insert(id.to_owned(), self.records.len()).is_some() {
            return Err(row.error(format!("the id {id:?} stands twice")));
        }
        let number = self.records.len();
        self.records.push(SourceRecord {
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            names: Vec::new(),
            wikidata: String::new(),
            state: String::new(),
            sector: String::new(),
            gender: Gender::Unknown,
            offices: Vec::new(),
            codes: Vec::new(),
            file: Arc::clone(file),
            line: row.line,
        });
        Ok(&mut self.records[number])
    }

    /// A cell that refers to a record before it.
    fn reference(&self, row: &Row<'_, '_>, column: usize) -> Result<String, TableError> {
        let id = row.cell(column);
        if !id.is_empty() && !self.ids.contains_key(id) {
            return Err(row.error(format!("refers to {id:?}, which is no record before it")));
        }
        Ok(id.to_owned())
    }

    fn states(&mut self, (file, text): (&str, &str)) -> Result<(), TableError> {
        let columns = ["id", "name", "aliases", "adjectives", "demonyms", "capital", "seats", "wikidata"];
        let path = Arc::from(file);
        for row in Table::parse(file, text, &columns)?.rows() {
            let state = self.add(&path, &row, row.cell(0), row.cell(1), ActorKind::State)?;
            state.wikidata = row.cell(7).to_owned();
            state.name(NameSort::Name, row.cell(1));
            for (column, sort) in [(2, NameSort::Name), (3, NameSort::Adjective), (4, NameSort::Demonym)] {
                row.list(column).for_each(|name| state.name(sort, name));
            }
            for (column, sort) in [(5, NameSort::Capital), (6, NameSort::Seat)] {
                self.seat(&path, &row, column, sort)?;
            }
        }
        Ok(())
    }

    /// A capital or seat is a place of its own, which may stand for the state.
    fn seat(&mut self, file: &Arc<str>, row: &Row<'_, '_>, column: usize, sort: NameSort) -> Result<(), TableError> {
        let Some(first) = row.list(column).next() else { return Ok(()) };
        if first == row.cell(1) {
            // "Singapore", "Monaco": the city is the state.
            return Ok(());
        }
        let id = format!("{}-{}", row.cell(0), slug(first));
        let place = self.add(file, row, &id, first, ActorKind::Place)?;
        place.state = row.cell(0).to_owned();
        row.list(column).for_each(|name| place.name(sort, name));
        Ok(())
    }

    fn organizations(&mut self, (file, text): (&str, &str)) -> Result<(), TableError> {
        let path = Arc::from(file);
        for row in Table::parse(file, text, &["id", "name", "kind", "aliases", "state", "sector", "wikidata"])?.rows() {
            let state = self.reference(&row, 4)?;
            let record = self.add(&path, &row, row.cell(0), row.cell(1), row.parse(2)?)?;
            record.state = state;
            (record.sector, record.wikidata) = (row.cell(5).to_owned(), row.cell(6).to_owned());
            record.all_names(&row, 1, 3);
        }
        Ok(())
    }

    fn groups(&mut self, (file, text): (&str, &str)) -> Result<(), TableError> {
        let path = Arc::from(file);
        for row in Table::parse(file, text, &["id", "name", "kind", "aliases", "sector", "wikidata"])?.rows() {
            let record = self.add(&path, &row, row.cell(0), row.cell(1), row.parse(2)?)?;
            (record.sector, record.wikidata) = (row.cell(4).to_owned(), row.cell(5).to_owned());
            record.all_names(&row, 1, 3);
        }
        Ok(())
    }

    fn places(&mut self, (file, text): (&str, &str)) -> Result<(), TableError> {
        let path = Arc::from(file);
        for row in Table::parse(file, text, &["id", "name", "aliases", "state", "type", "wikidata"])?.rows() {
            let state = self.reference(&row, 3)?;
            let record = self.add(&path, &row, row.cell(0), row.cell(1), ActorKind::Place)?;
            (record.state, record.sector, record.wikidata) = (state, row.cell(4).to_owned(), row.cell(5).to_owned());
            record.all_names(&row, 1, 2);
        }
        Ok(())
    }

    fn people(&mut self, (file, text): (&str, &str)) -> Result<(), TableError> {
        let columns = ["id", "name", "aliases", "gender", "role", "of", "from", "to", "wikidata"];
        let path = Arc::from(file);
        for row in Table::parse(file, text, &columns)?.rows() {
            let year = |column| row.optional(column).map(|_| row.parse::<i16>(column)).transpose();
            // Of some only the government is known in which they served, and when.
            let office = row.optional(4).or(row.optional(5)).map(|_| {
                let (role, of) = (row.cell(4).to_owned(), self.reference(&row, 5)?);
                Ok(SourceOffice { role, of, from: year(6)?, to: year(7)? })
            });
            let office = office.transpose()?;
            let person = match self.ids.get(row.cell(0)) {
                Some(&known) => &mut self.records[known],
                None => {
                    let person = self.add(&path, &row, row.cell(0), row.cell(1), ActorKind::Person)?;
                    (person.gender, person.wikidata) = (Gender::read(row.cell(3)), row.cell(8).to_owned());
                    person.all_names(&row, 1, 2);
                    person
                }
            };
            person.offices.extend(office);
        }
        Ok(())
    }
}

impl SourceRecord {
    /// Adds a name, written as in a sentence.
    pub(super) fn name(&mut self, sort: NameSort, name: &str) {
        self.names.push(SourceName { form: name.to_owned(), sort, capitals: Capitals::AsWritten });
    }

    /// Adds the name and the list of aliases of a row.
    fn all_names(&mut self, row: &Row<'_, '_>, name: usize, aliases: usize) {
        self.name(NameSort::Name, row.cell(name));
        row.list(aliases).for_each(|alias| self.name(NameSort::Name, alias));
    }
}
