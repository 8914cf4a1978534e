//! A security chief's speech as a paper reports it, in our own words: the shape of an article that gives about 27 actors
//! and 40 edges in the overview.

use super::Sketch;
use crate::annotation::{
    ActorKind::{self, *},
    Annotation,
    Bound::*,
    EventType::*,
    Modality, Polarity, RelationKind,
    Role::*,
};

pub(crate) fn speech() -> Annotation {
    let mut s = Sketch::dated("speech", "2022-11-17");
    s.annotation.document.title = Some("Spy chief warns of threats to the kingdom".to_owned());
    let chief = s.actor("Ken McCallum", Person);
    s.alias(chief, "the intelligence chief");
    s.alias(chief, "McCallum");
    let [mi5, iran, uk] = [s.actor("MI5", Organization), s.actor("Iran", State), s.actor("United Kingdom", State)];
    s.alias(mi5, "the agency");
    s.alias(iran, "Tehran");
    s.alias(uk, "Britain");
    let [russia, china] = [s.actor("Russia", State), s.actor("China", State)];
    s.alias(russia, "the Kremlin");
    s.alias(china, "Beijing");
    let russian_services = s.actor("Russian Intelligence Services", Organization);
    let iranian_services = s.unnamed("Iran’s intelligence services", Organization);
    let allies = s.unnamed("Western allies", Group);
    let spies = s.unnamed("Russian spies", Group);
    let officials = s.unnamed("Russian officials", Group);
    let enemies = s.unnamed("enemies of the regime", Group);
    let journalists = s.unnamed("two Anglo-Iranian journalists", Group);
    let right_wing = s.unnamed("right-wing extremists", Group);
    let islamists = s.unnamed("Islamist extremists", Group);
    let [al_qaeda, islamic_state] = [s.actor("Al-Qaeda", Organization), s.actor("Islamic State", Organization)];
    let national_action = s.actor("National Action", Organization);
    let xi = s.actor("Xi Jinping", Person);
    let diaspora = s.unnamed("the Chinese diaspora", Group);
    let nationals = s.unnamed("Chinese nationals", Group);
    let ukraine = s.actor("Ukraine", State);
    let pipelines = s.actor("the Nord Stream pipelines", Other);
    let military = s.unnamed("the military", Group);
    let influencers = s.unnamed("extremist influencers", Group);
    s.actor("Salisbury", ActorKind::Place);

    s.sentence("Iran threatened to eliminate at least ten enemies of the regime in the United Kingdom.");
    s.event("threatened", "threaten", Threaten, &[(Agent, iran), (Patient, enemies)]);
    s.quantity("at least ten", 10.0, AtLeast);
    s.event("eliminate", "eliminate", Assault, &[(Agent, iran), (Patient, enemies)]);
    s.quantity("at least ten", 10.0, AtLeast);
    s.last().modality = Modality::Intended;

    s.sentence("Ken McCallum is the director general of MI5.");
    s.relation(chief, RelationKind::Leads, mi5, "director general");
    s.annotation.relations[0].role = Some("director general".to_owned());

    s.sentence("He belongs to them, said Iran’s intelligence services and Iran.");
    s.relation(iranian_services, RelationKind::PartOf, iran, "belongs");

    s.sentence("McCallum said Tehran operates on the soil of Britain.");
    s.claim(chief, "said", "Tehran operates on the soil of Britain", &[iran, uk]);
    s.sentence("McCallum said the agency makes its biggest shifts amid threats from Russia, China and Iran.");
    s.claim(chief, "said", "the agency makes its biggest shifts amid threats", &[mi5, russia, china, iran]);
    s.sentence("“We are facing adversaries who are not squeamish about the tactics they deploy,” McCallum said.");
    s.claim(chief, "said", "We are facing adversaries who are not squeamish about the tactics they deploy,", &[]);

    s.sentence(
        "McCallum said eight plots by right-wing extremists and Islamist extremists were thwarted in the past year.",
    );
    s.claim(
        chief,
        "said",
        "eight plots by right-wing extremists and Islamist extremists were thwarted in the past year",
        &[right_wing, islamists],
    );
    s.event("thwarted", "thwart", Coerce, &[(Patient, right_wing), (Patient, islamists)]);
    s.quantity("eight", 8.0, Exact);
    s.time("the past year", Some("P1Y"));
    s.sentence("McCallum said right-wing extremists try to acquire weapons.");
    s.claim(chief, "said", "right-wing extremists try to acquire weapons", &[right_wing]);
    s.event("acquire", "acquire", Mobilize, &[(Agent, right_wing)]);
    s.argument(Patient, "weapons");
    s.last().modality = Modality::Intended;

    s.sentence("Western allies expelled over 400 Russian spies after Russia invaded Ukraine.");
    s.event("expelled", "expel", Coerce, &[(Agent, allies), (Patient, spies)]);
    s.quantity("over 400", 400.0, AtLeast);
    s.event("invaded", "invade", Assault, &[(Agent, russia), (Patient, ukraine)]);
    s.sentence("This has struck the Russian Intelligence Services, Western allies said.");
    s.event("struck", "strike", Coerce, &[(Agent, allies), (Patient, russian_services)]);
    s.sentence("MI5 blocked visas for 100 Russian spies as the Kremlin attempts to rebuild its networks.");
    s.event("blocked", "block", Coerce, &[(Agent, mi5), (Patient, spies)]);
    s.quantity("100", 100.0, Exact);
    s.event("rebuild", "rebuild", Mobilize, &[(Agent, russia)]);
    s.argument(Patient, "its networks");
    s.last().modality = Modality::Intended;

    s.sentence("McCallum said Beijing uses all means to monitor and intimidate the Chinese diaspora.");
    let content = "Beijing uses all means to monitor and intimidate the Chinese diaspora";
    s.claim(chief, "said", content, &[china, diaspora]);
    s.event("monitor", "monitor", Coerce, &[(Agent, china), (Patient, diaspora)]);
    s.event("intimidate", "intimidate", Threaten, &[(Agent, china), (Patient, diaspora)]);
    s.sentence(
        "It follows the disclosure last week that two Anglo-Iranian journalists had been targeted for assassination.",
    );
    s.event("targeted for assassination", "target for assassination", Assault, &[(Patient, journalists)]);
    s.quantity("two", 2.0, Exact);

    s.sentence("McCallum warned that Iran projects threat to Britain, with ambitions to kidnap or even kill enemies of the regime.");
    let content = "Iran projects threat to Britain, with ambitions to kidnap or even kill enemies of the regime";
    s.claim(chief, "warned", content, &[iran, uk, enemies]);
    s.event("projects", "project threat", Threaten, &[(Agent, iran), (Patient, uk)]);
    for (trigger, modality) in [("kidnap", Modality::Intended), ("kill", Modality::Possible)] {
        s.event(trigger, trigger, Assault, &[(Agent, iran), (Patient, enemies)]);
        s.last().modality = modality;
    }
    s.sentence("McCallum warned Britain must tackle the aggression of Russia, which has sent Russian officials.");
    s.claim(chief, "warned", "Britain must tackle the aggression of Russia", &[uk, russia]);
    s.sentence("600 Russian officials were expelled from Europe.");
    s.event("expelled", "expel", Coerce, &[(Patient, officials)]);
    s.quantity("600", 600.0, Exact);
    s.sentence("“In the case of Britain, since our removal of 23 Russian spies, we have refused over 100 visas,” McCallum said.");
    let content = "In the case of Britain, since our removal of 23 Russian spies, we have refused over 100 visas";
    s.claim(chief, "said", content, &[uk, spies]);
    s.event("removal", "removal", Coerce, &[(Agent, uk), (Patient, spies)]);
    s.quantity("23", 23.0, Exact);
    s.event("refused", "refuse visas", Reject, &[(Agent, uk), (Patient, spies)]);
    s.quantity("over 100", 100.0, AtLeast);

    s.sentence(
        "McCallum said it is silly when Russia claims that Britain attacked the Nord Stream pipelines in September.",
    );
    let content = "it is silly when Russia claims that Britain attacked the Nord Stream pipelines in September";
    let outer = s.claim(chief, "said", content, &[russia, uk]);
    let content = "Britain attacked the Nord Stream pipelines in September";
    let inner = s.claim(russia, "claims", content, &[uk, pipelines]);
    s.annotation.claims[inner.index()].within = Some(outer);
    s.event("claims", "accuse", Accuse, &[(Agent, russia), (Patient, uk)]);
    s.event("attacked", "attack", Assault, &[(Agent, uk), (Patient, pipelines)]);
    s.time("September", Some("2022-09"));

    s.sentence("“China coerces and repatriates Chinese nationals as Xi Jinping consolidates power,” McCallum said.");
    let content = "China coerces and repatriates Chinese nationals as Xi Jinping consolidates power";
    s.claim(chief, "said", content, &[china, nationals, xi]);
    s.event("coerces", "coerce", Coerce, &[(Agent, china), (Patient, nationals)]);
    s.event("repatriates", "repatriate", Coerce, &[(Agent, china), (Patient, nationals)]);
    s.sentence("MI5 warned right-wing extremists are evolving away from groups like National Action.");
    let content = "right-wing extremists are evolving away from groups like National Action";
    s.claim(mi5, "warned", content, &[right_wing, national_action]);
    s.sentence("McCallum said extremist influencers are fuelling grievances.");
    s.claim(chief, "said", "extremist influencers are fuelling grievances", &[influencers]);
    s.sentence("McCallum said years of pressure by the military and MI5 forced Al-Qaeda and Islamic State to adapt.");
    let content = "years of pressure by the military and MI5 forced Al-Qaeda and Islamic State to adapt";
    s.claim(chief, "said", content, &[al_qaeda, islamic_state]);
    let roles = [(Agent, military), (Agent, mi5), (Patient, al_qaeda), (Patient, islamic_state)];
    s.event("pressure", "pressure", Coerce, &roles);
    s.sentence("Britain does not negotiate with Iran, MI5 said.");
    s.claim(mi5, "said", "Britain does not negotiate with Iran", &[uk, iran]);
    s.event("negotiate", "negotiate", Consult, &[(Agent, uk), (Patient, iran)]);
    s.last().polarity = Polarity::Negative;
    s.sentence("Britain will aid Ukraine.");
    s.event("aid", "aid", Aid, &[(Agent, uk), (Recipient, ukraine)]);
    s.annotation
}
