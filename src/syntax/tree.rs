//! Dependency trees of Universal Dependencies v2.

use crate::closed_set::closed_set;

closed_set!(
    /// Relation of a word to its head, with the subtypes that EWT and GUM use.
    Relation {
        /// the head of the sentence
        Root = "root",
        /// "*Iran* denied"
        Nsubj = "nsubj",
        /// "*spies* were expelled"
        NsubjPass = "nsubj:pass",
        /// "the *problem* is that it leaks": subject of a predicate that is a clause
        NsubjOuter = "nsubj:outer",
        /// "*that he fled* proves it"
        Csubj = "csubj",
        /// "*that he fled* was noted"
        CsubjPass = "csubj:pass",
        /// clausal subject of a predicate that is a clause
        CsubjOuter = "csubj:outer",
        /// "expelled *spies*"
        Obj = "obj",
        /// "gave *Iran* weapons"
        Iobj = "iobj",
        /// "expelled from *Europe*"
        Obl = "obl",
        /// "expelled by *Russia*"
        OblAgent = "obl:agent",
        /// "expelled *Monday*"
        OblUnmarked = "obl:unmarked",
        /// "said *they fled*"
        Ccomp = "ccomp",
        /// "wants to *flee*"
        Xcomp = "xcomp",
        /// "fled *when it rained*"
        Advcl = "advcl",
        /// "it rained, *which* helped": relative clause to a clause
        AdvclRelcl = "advcl:relcl",
        /// "fled *quickly*"
        Advmod = "advmod",
        /// "the plan to *flee*"
        Acl = "acl",
        /// "the man who *fled*"
        AclRelcl = "acl:relcl",
        /// "*right-wing* extremists"
        Amod = "amod",
        /// "McCallum, the *head* of MI5"
        Appos = "appos",
        /// "invasion of *Ukraine*"
        Nmod = "nmod",
        /// "*Britain*'s"
        NmodPoss = "nmod:poss",
        /// "a day *last year*"
        NmodUnmarked = "nmod:unmarked",
        /// "*President* Biden"
        NmodDesc = "nmod:desc",
        /// "*two* spies"
        Nummod = "nummod",
        /// "*visa* applications"
        Compound = "compound",
        /// "carried *out*"
        CompoundPrt = "compound:prt",
        /// "Ken *McCallum*"
        Flat = "flat",
        /// "because *of*"
        Fixed = "fixed",
        /// "Russia and *China*"
        Conj = "conj",
        /// "*and*"
        Cc = "cc",
        /// "*both* Russia and China"
        CcPreconj = "cc:preconj",
        /// "*of*", "'s"
        Case = "case",
        /// "*that*", "to"
        Mark = "mark",
        /// "*has* fled"
        Aux = "aux",
        /// "*was* expelled"
        AuxPass = "aux:pass",
        /// "*is* head"
        Cop = "cop",
        /// "*the*"
        Det = "det",
        /// "*all* the"
        DetPredet = "det:predet",
        /// "*there* is"
        Expl = "expl",
        /// loosely joined clause: "it leaks, *he said*"
        Parataxis = "parataxis",
        /// "*well*, no"
        Discourse = "discourse",
        /// "*Ken*, come here"
        Vocative = "vocative",
        /// moved out of its clause
        Dislocated = "dislocated",
        /// item of a list
        List = "list",
        /// what is left where the head is missing: "and China *tea*"
        Orphan = "orphan",
        /// part of a word that was cut
        Goeswith = "goeswith",
        /// corrected by the speaker
        Reparandum = "reparandum",
        /// ","
        Punct = "punct",
        /// classifier
        Clf = "clf",
        /// none of the others
        Dep = "dep",
    }
);

impl Relation {
    /// The relation of a treebank's DEPREL, a subtype unknown here cut at its colon; [`Relation::Dep`] for all else.
    pub fn of(deprel: &str) -> Self {
        let universal = || deprel.split(':').next().and_then(|r| r.parse().ok());
        deprel.parse().ok().or_else(universal).unwrap_or(Self::Dep)
    }
}

/// Head of every word of one sentence.
///
/// Words count from 0 at the start of the sentence. A tree has one root, and every word reaches it over its heads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The head of every word; the root is its own head.
    pub heads: Vec<u32>,
    /// Its relation to the head.
    pub relations: Vec<Relation>,
}

impl Tree {
    /// Number of words.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The head of a word, unless it is the root.
    pub fn head(&self, word: usize) -> Option<usize> {
        let head = self.heads[word] as usize;
        (head != word).then_some(head)
    }

    /// Whether there is one root that every word reaches. An empty tree is well formed.
    ///
    /// Linear in the number of words.
    pub fn is_well_formed(&self) -> bool {
        let size = self.len();
        if self.relations.len() != size || self.heads.iter().any(|&h| h as usize >= size) {
            return false;
        }
        let roots = (0..size).filter(|&w| self.head(w).is_none()).count();
        // 0: not seen, 1: on the way up, 2: reaches the root.
        let mut state = vec![0u8; size];
        for word in 0..size {
            let mut at = word;
            while state[at] == 0 {
                state[at] = 1;
                match self.head(at) {
                    Some(head) => at = head,
                    None => state[at] = 2,
                }
            }
            if state[at] == 1 {
                return false;
            }
            let mut back = word;
            while state[back] == 1 {
                state[back] = 2;
                back = self.heads[back] as usize;
            }
        }
        size == 0 || roots == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(heads: &[u32]) -> Tree {
        Tree { heads: heads.to_vec(), relations: vec![Relation::Dep; heads.len()] }
    }

    #[test]
    fn cycles_and_second_roots_are_no_trees() {
        assert!(tree(&[]).is_well_formed());
        assert!(tree(&[1, 1, 1, 2]).is_well_formed());
        assert!(!tree(&[0, 1]).is_well_formed());
        assert!(!tree(&[0, 2, 1]).is_well_formed());
        assert!(!tree(&[0, 7]).is_well_formed());
    }

    #[test]
    fn unknown_subtypes_are_cut() {
        assert_eq!(Relation::of("nsubj:pass"), Relation::NsubjPass);
        assert_eq!(Relation::of("obl:tmod"), Relation::Obl);
        assert_eq!(Relation::of("other"), Relation::Dep);
    }
}
