//! The closed-class words that the rules of syntax name one by one.

use crate::lexicon::{Vocabulary, WordId};

/// Declares a struct with one word id a field, and the forms they stand for.
macro_rules! function_words {
    ($($name:ident = $form:literal,)+) => {
        /// Numbers of function words.
        #[derive(Debug, Clone, Copy)]
        pub struct FunctionWords {
            $(#[doc = concat!("\"", $form, "\"")] pub $name: WordId,)+
        }

        impl FunctionWords {
            /// Makes the forms known and keeps their numbers.
            pub fn load(vocabulary: &mut Vocabulary) -> Self {
                Self { $($name: vocabulary.add($form),)+ }
            }
        }
    };
}

function_words! {
    a = "a", an = "an", the = "the", every = "every",
    should = "should", must = "must",
    and = "and", or = "or", but = "but", nor = "nor",
    about = "about", above = "above", after = "after", against = "against", almost = "almost", among = "among",
    around = "around", as_ = "as", at = "at", before = "before", between = "between", both = "both", by = "by",
    during = "during", for_ = "for", from = "from", how = "how", if_ = "if", in_ = "in", including = "including",
    into = "into", least = "least", less = "less", like = "like", many = "many", more = "more", most = "most",
    nearly = "nearly", no = "no", not = "not", nt = "n't", never = "never", of = "of", on = "on", over = "over",
    roughly = "roughly", since = "since", some = "some", than = "than", that = "that", to = "to", under = "under",
    unless = "unless", until = "until", up = "up", via = "via", whether = "whether", while_ = "while",
    who = "who", whom = "whom", whose = "whose", which = "which", with = "with", without = "without", within = "within",
    because = "because", although = "although", though = "though", when = "when", where_ = "where", why = "why",
    what = "what", so = "so", fewer = "fewer", approximately = "approximately", according = "according",
    be = "be", am = "am", is = "is", are = "are", was = "was", were = "were", been = "been", being = "being",
    s = "'s", re = "'re", m = "'m",
    get = "get", gets = "gets", got = "got", getting = "getting", gotten = "gotten",
    have = "have", has = "has", had = "had", having = "having", ve = "'ve", d = "'d",
    do_ = "do", does = "does", did = "did",
    i = "i", we = "we", you = "you", he = "he", she = "she", it = "it", they = "they", him = "him", her = "her",
    them = "them", his = "his", its = "its", their = "their", my = "my", our = "our", me = "me", us = "us",
    himself = "himself", herself = "herself", themselves = "themselves",
    this = "this", these = "these", those = "those", there = "there",
    monday = "monday", tuesday = "tuesday", wednesday = "wednesday", thursday = "thursday", friday = "friday",
    saturday = "saturday", sunday = "sunday", today = "today", yesterday = "yesterday", tomorrow = "tomorrow",
    tonight = "tonight", day = "day", week = "week", month = "month", year = "year", night = "night",
    morning = "morning", afternoon = "afternoon", evening = "evening", weekend = "weekend", time = "time",
    days = "days", weeks = "weeks", months = "months", years = "years", hours = "hours",
    called = "called", named = "named", dubbed = "dubbed", given = "given", awarded = "awarded", told = "told",
    shown = "shown", paid = "paid", entitled = "entitled", titled = "titled", nicknamed = "nicknamed",
    deemed = "deemed", considered = "considered",
    rose = "rose", fell = "fell", grew = "grew", increased = "increased", decreased = "decreased", dropped = "dropped", jumped = "jumped", climbed = "climbed", declined = "declined", passed = "passed", stopped = "stopped", stood = "stood", went = "went", came = "came", swore = "swore", slipped = "slipped", surged = "surged", gained = "gained", lived = "lived", shrank = "shrank", next = "next",
    nobody = "nobody",
    none = "none",
    neither = "neither",
    nothing = "nothing",
    way = "way", ways = "ways", reason = "reason", reasons = "reasons", place = "place", places = "places",
    near = "near", moment = "moment", point = "point",
    last = "last", former = "former", then = "then", ex = "ex", based = "based",
    accuse = "accuse", accuses = "accuses", accused = "accused", accusing = "accusing",
    suspect = "suspect", suspects = "suspects", suspected = "suspected", suspecting = "suspecting",
    convict = "convict", convicts = "convicts", convicted = "convicted", convicting = "convicting",
    acquit = "acquit", acquits = "acquits", acquitted = "acquitted", acquitting = "acquitting",
    clears = "clears", cleared = "cleared", clearing = "clearing",
    will = "will", ll = "'ll", shall = "shall", wo = "wo",
}

impl FunctionWords {
    /// A form of "be".
    pub fn is_be(&self, word: WordId) -> bool {
        [self.be, self.am, self.is, self.are, self.was, self.were, self.been, self.being, self.s, self.re, self.m]
            .contains(&word)
    }

    /// A form of "have".
    pub fn is_have(&self, word: WordId) -> bool {
        [self.have, self.has, self.had, self.having, self.ve, self.d].contains(&word)
    }

    /// "will" and its forms.
    pub fn is_will(&self, word: WordId) -> bool {
        [self.will, self.ll, self.shall, self.wo].contains(&word)
    }

    /// A form of "accuse" and its like, whose object does what follows "of": "accused the army of killing ten".
    pub fn is_charge(&self, word: WordId) -> bool {
        [self.accuse, self.accuses, self.accused, self.accusing].contains(&word)
            || [self.suspect, self.suspects, self.suspected, self.suspecting].contains(&word)
            || [self.convict, self.convicts, self.convicted, self.convicting].contains(&word)
            || [self.acquit, self.acquits, self.acquitted, self.acquitting].contains(&word)
            || [self.clears, self.cleared, self.clearing].contains(&word)
    }

    /// A form of "get" as it builds passives.
    pub fn is_get(&self, word: WordId) -> bool {
        [self.get, self.gets, self.got, self.getting, self.gotten].contains(&word)
    }

    /// A form of "do" as it builds negations.
    pub fn is_do(&self, word: WordId) -> bool {
        [self.do_, self.does, self.did].contains(&word)
    }

    /// A noun that needs no preposition to say when: "Friday", "today".
    pub fn is_bare_time(&self, word: WordId) -> bool {
        [
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
            self.today,
            self.yesterday,
            self.tomorrow,
            self.tonight,
        ]
        .contains(&word)
    }

    /// A noun that says when after "last", "this", "each": "week".
    pub fn is_time_unit(&self, word: WordId) -> bool {
        [
            self.day,
            self.week,
            self.month,
            self.year,
            self.night,
            self.morning,
            self.afternoon,
            self.evening,
            self.weekend,
            self.time,
            self.days,
            self.weeks,
            self.months,
            self.years,
            self.hours,
        ]
        .contains(&word)
    }

    /// A noun that tells how, why or where what a clause after it says is done: "the way they fight".
    pub fn is_manner(&self, word: WordId) -> bool {
        [self.way, self.ways, self.reason, self.reasons, self.place, self.places, self.moment, self.point]
            .contains(&word)
    }

    /// A past tense that "by" may follow: "profits rose by a third", "officials stood by".
    pub fn moves_by(&self, word: WordId) -> bool {
        [
            self.rose,
            self.fell,
            self.grew,
            self.increased,
            self.decreased,
            self.dropped,
            self.jumped,
            self.climbed,
            self.declined,
            self.passed,
            self.stopped,
            self.stood,
            self.went,
            self.came,
            self.swore,
            self.slipped,
            self.surged,
            self.gained,
            self.lived,
            self.shrank,
        ]
        .contains(&word)
    }

    /// A participle that keeps an object in the passive: "a man called Smith", "troops given orders".
    pub fn keeps_object(&self, word: WordId) -> bool {
        [
            self.called,
            self.named,
            self.dubbed,
            self.given,
            self.awarded,
            self.told,
            self.shown,
            self.paid,
            self.entitled,
            self.titled,
            self.nicknamed,
            self.deemed,
            self.considered,
        ]
        .contains(&word)
    }

    /// "not", "n't", "never".
    pub fn is_negation(&self, word: WordId) -> bool {
        [self.not, self.nt, self.never].contains(&word)
    }

    /// "no", "nobody": at the head of a noun phrase it denies the clause.
    pub fn denies(&self, word: WordId) -> bool {
        [self.no, self.nobody, self.none, self.neither, self.nothing].contains(&word)
    }

    /// A word that may stand between a number and what comes before it: "over 400", "at least ten".
    pub fn is_number_modifier(&self, word: WordId) -> bool {
        [
            self.over,
            self.about,
            self.around,
            self.nearly,
            self.almost,
            self.roughly,
            self.approximately,
            self.some,
            self.under,
            self.least,
            self.most,
            self.than,
            self.to,
            self.as_,
        ]
        .contains(&word)
    }
}
