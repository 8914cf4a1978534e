//! The part-of-speech tags of the Penn Treebank as UD English uses them in the XPOS column.

use crate::closed_set::closed_set;

closed_set!(
    /// Part of speech, with the form of verbs and the number of nouns.
    Tag {
        /// "and"
        Cc = "CC",
        /// "400"
        Cd = "CD",
        /// "the"
        Dt = "DT",
        /// "there"
        Ex = "EX",
        /// "coup d'état"
        Fw = "FW",
        /// "of, that"
        In = "IN",
        /// "right"
        Jj = "JJ",
        /// "bigger"
        Jjr = "JJR",
        /// "biggest"
        Jjs = "JJS",
        /// "1."
        Ls = "LS",
        /// "may"
        Md = "MD",
        /// "threat"
        Nn = "NN",
        /// "threats"
        Nns = "NNS",
        /// "Iran"
        Nnp = "NNP",
        /// "Nations"
        Nnps = "NNPS",
        /// "all the"
        Pdt = "PDT",
        /// "'s"
        Pos = "POS",
        /// "he"
        Prp = "PRP",
        /// "his"
        PrpS = "PRP$",
        /// "not"
        Rb = "RB",
        /// "more"
        Rbr = "RBR",
        /// "most"
        Rbs = "RBS",
        /// "carried out"
        Rp = "RP",
        /// "%"
        Sym = "SYM",
        /// "to"
        To = "TO",
        /// "yes"
        Uh = "UH",
        /// "expel"
        Vb = "VB",
        /// "expelled it"
        Vbd = "VBD",
        /// "expelling"
        Vbg = "VBG",
        /// "was expelled"
        Vbn = "VBN",
        /// "they expel"
        Vbp = "VBP",
        /// "expels"
        Vbz = "VBZ",
        /// "which"
        Wdt = "WDT",
        /// "who"
        Wp = "WP",
        /// "whose"
        WpS = "WP$",
        /// "when"
        Wrb = "WRB",
        /// a web address
        Add = "ADD",
        /// "pre"
        Afx = "AFX",
        /// part of a word
        Gw = "GW",
        /// "-"
        Hyph = "HYPH",
        /// superfluous mark
        Nfp = "NFP",
        /// unintelligible
        Xx = "XX",
        /// "."
        Stop = ".",
        /// ","
        Comma = ",",
        /// ":"
        Colon = ":",
        /// "“"
        OpenQuote = "``",
        /// "”"
        CloseQuote = "''",
        /// "("
        OpenBracket = "-LRB-",
        /// ")"
        CloseBracket = "-RRB-",
        /// "£"
        Currency = "$",
    }
);

impl Tag {
    /// Number of tags.
    pub const COUNT: usize = Self::ALL.len();

    /// A noun, common or proper.
    pub fn is_noun(self) -> bool {
        matches!(self, Tag::Nn | Tag::Nns | Tag::Nnp | Tag::Nnps)
    }

    /// A proper noun.
    pub fn is_proper(self) -> bool {
        matches!(self, Tag::Nnp | Tag::Nnps)
    }

    /// A verb form, modals not counted.
    pub fn is_verb(self) -> bool {
        matches!(self, Tag::Vb | Tag::Vbd | Tag::Vbg | Tag::Vbn | Tag::Vbp | Tag::Vbz)
    }

    /// A form that by itself makes a clause finite.
    pub fn is_finite(self) -> bool {
        matches!(self, Tag::Vbd | Tag::Vbp | Tag::Vbz | Tag::Md)
    }

    /// An adjective.
    pub fn is_adjective(self) -> bool {
        matches!(self, Tag::Jj | Tag::Jjr | Tag::Jjs)
    }

    /// An adverb.
    pub fn is_adverb(self) -> bool {
        matches!(self, Tag::Rb | Tag::Rbr | Tag::Rbs)
    }
}
