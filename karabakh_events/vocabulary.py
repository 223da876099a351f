"""The codebook: every closed list of the record, each member with its meaning.

Event types are those of PLOVER (the Political Language Ontology for Verifiable Event Records), the
successor of CAMEO; `PLOVER_TO_CAMEO` is the crosswalk by root code. Stages and statuses of agreements
are those of PA-X, the Peace Agreements Database of the University of Edinburgh. The values are what
stands in the record files and in the database.

A member's `meaning` is the string after its value. The help and the shell's completion show it.
"""

from enum import StrEnum
from typing import Self

from karabakh_events.errors import KeventsError


class Term(StrEnum):
    """A closed list whose members carry their meaning: `NAME = "value", "what it means"`."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    @classmethod
    def of(cls, text: str) -> Self:
        """The member that a user means: in any case, a hyphen written as a space or an underscore too.

        Raises KeventsError, whose message lists all members.
        """
        wanted = text.strip().casefold().replace("_", "-").replace(" ", "-")
        for member in cls:
            if member.casefold() == wanted:
                return member
        raise KeventsError(f"{text!r} is not one of: {', '.join(cls)}")


class ActorKind(Term):
    """What sort of thing acts or speaks."""

    PERSON = "person", "a named human being"
    STATE = "state", "a state, or the place name that stands for its leadership (Baku for Azerbaijan)"
    GOVERNMENT_BODY = "government-body", "a ministry, parliament, presidency, embassy or de facto authority"
    ARMED_FORCE = "armed-force", "an army, a peacekeeping contingent, an armed group"
    ORGANISATION = "organisation", "an international or private organisation (OSCE Minsk Group, CSTO)"
    GROUP = "group", "people spoken of together without an organisation (refugees, senators, the sides)"
    OUTLET = "outlet", "a newspaper, agency, site or broadcaster"
    UNNAMED_OFFICIAL = "unnamed-official", "the holder of an office whom no document names (an ambassador)"
    UNNAMED_SOURCE = "unnamed-source", "someone whom a document quotes without a name"


class EventType(Term):
    """PLOVER event types (root level)."""

    AGREE = "AGREE", "agree to, or declare the intention of, future cooperation or settlement"
    CONSULT = "CONSULT", "meet, visit, talk, negotiate, mediate"
    SUPPORT = "SUPPORT", "initiate, resume, improve or expand diplomatic, non-material cooperation"
    CONCEDE = "CONCEDE", "ease, lift or give up a position or restriction (the verbal part of CAMEO's yield)"
    COOPERATE = "COOPERATE", "engage in material cooperation: economic, military, judicial, sharing of facts"
    AID = "AID", "provide humanitarian, economic, military or other material aid"
    RETREAT = "RETREAT", "withdraw, hand over territory, release, let return (the material part of yield)"
    REQUEST = "REQUEST", "demand, order, appeal for"
    ACCUSE = "ACCUSE", "criticise, blame, allege wrongdoing"
    REJECT = "REJECT", "refuse, deny a demand, veto"
    THREATEN = "THREATEN", "threaten, warn of harm"
    PROTEST = "PROTEST", "demonstrate, rally, strike"
    SANCTION = "SANCTION", "reduce or break off relations, impose embargo or blockade, secede"
    MOBILIZE = "MOBILIZE", "raise alert, deploy or display forces"
    COERCE = "COERCE", "repress, seize, arrest, restrict, expel"
    ASSAULT = "ASSAULT", "use armed or physical violence"


PLOVER_TO_CAMEO: dict[EventType, tuple[str, ...]] = {
    EventType.AGREE: ("03",),
    EventType.CONSULT: ("04",),
    EventType.SUPPORT: ("05",),
    EventType.CONCEDE: ("08",),
    EventType.COOPERATE: ("06",),
    EventType.AID: ("07",),
    EventType.RETREAT: ("08",),
    EventType.REQUEST: ("02", "10"),
    EventType.ACCUSE: ("11",),
    EventType.REJECT: ("12",),
    EventType.THREATEN: ("13",),
    EventType.PROTEST: ("14",),
    EventType.SANCTION: ("16",),
    EventType.MOBILIZE: ("15",),
    EventType.COERCE: ("17",),
    EventType.ASSAULT: ("18", "19", "20"),
}
"""CAMEO root codes from which each PLOVER type was formed. CAMEO 01 (make public statement) has no
PLOVER type: here it is a statement, not an event. CAMEO 08 was split in two."""


class EventMode(Term):
    """What kind of happening within the PLOVER type; our own list, finer than PLOVER's modes."""

    VISIT = "visit", "an official stay of one side's representative with the other"
    MEETING = "meeting", "a meeting of officials below the level of leaders"
    SUMMIT = "summit", "a meeting of heads of state or government"
    TALKS = "talks", "negotiations or consultations, in one sitting or several"
    PHONE_CALL = "phone-call", "a conversation by telephone or video"
    INTERVIEW = "interview", "words given to a journalist"
    COMMUNICATION = "communication", "the issuing of a statement, report or notice as an act"
    SIGNING = "signing", "the signing or adoption of an agreement or statement"
    AGREEMENT = "agreement", "something agreed without a signed paper being named"
    PROPOSAL = "proposal", "a proposal handed over or made"
    MEDIATION = "mediation", "good offices between sides"
    INSTITUTION = "institution", "a centre, commission or other body set up or opened"
    DEPLOYMENT = "deployment", "forces or observers sent or stationed"
    MONITORING = "monitoring", "observation or verification at work"
    DEMINING = "demining", "clearing of mines and unexploded ordnance"
    HANDOVER = "handover", "territory or objects turned over"
    WITHDRAWAL = "withdrawal", "forces moved back"
    CEASEFIRE = "ceasefire", "a halt of fighting taking or being in effect"
    CEASEFIRE_VIOLATION = "ceasefire-violation", "fire or movement in breach of a halt"
    WAR = "war", "large-scale fighting over weeks or longer"
    CLASHES = "clashes", "fighting short of war, or its outbreak"
    STRIKE = "strike", "an attack by aircraft, missiles, artillery or drones"
    OFFENSIVE = "offensive", "a military operation to take ground"
    OCCUPATION = "occupation", "ground taken or held under the control of a side"
    MOBILISATION = "mobilisation", "mobilisation, a raised alert or martial law declared"
    CAPTURE = "capture", "people taken prisoner, detained or held"
    SHOOTING_DOWN = "shooting-down", "an aircraft or drone brought down"
    BLOCKADE = "blockade", "a road or border closed to people or goods"
    DISPLACEMENT = "displacement", "people fleeing or expelled"
    RETURN = "return", "displaced people going home"
    PRISONER_EXCHANGE = "prisoner-exchange", "prisoners, detainees or the dead handed over or exchanged"
    ASSISTANCE = "assistance", "money, goods or services given to people in need"
    RECONSTRUCTION = "reconstruction", "rebuilding of homes and services"
    SECESSION = "secession", "a territory declares itself out of a state"
    MILITARY_COOPERATION = "military-cooperation", "training, exercises, joint forces"
    ARMS_SUPPLY = "arms-supply", "arms or other military goods sold, given or delivered"
    APPEAL = "appeal", "a call for help or action, as an act"
    REFUSAL = "refusal", "a proposal or demand turned down, as an act"


class EventStatus(Term):
    """How far the document vouches for an event."""

    OCCURRED = "occurred", "the document reports it as a fact, now over"
    ONGOING = "ongoing", "reported as a fact, not over at the time of the document"
    PLANNED = "planned", "announced or agreed for the future"
    PROPOSED = "proposed", "suggested, wished for or under discussion; not agreed"
    ALLEGED = "alleged", "only a speaker says so, and the document does not make it its own"
    DENIED = "denied", "the document or a speaker says that it did not happen"


class EventRole(Term):
    """An actor's part in an event."""

    ACTOR = "actor", "does it (PLOVER actor)"
    RECIPIENT = "recipient", "it is done to or for them (PLOVER recipient)"
    HOST = "host", "on whose ground or at whose invitation"
    MEDIATOR = "mediator", "brings the sides together"
    PARTICIPANT = "participant", "takes part on equal terms"
    OBSERVER = "observer", "present without a part"


class Manner(Term):
    """In what form a document gives somebody's words."""

    DIRECT = "direct", "the speaker's own words, between quotation marks or in a speech or answer"
    INDIRECT = "indirect", "reported speech, no words of the speaker's marked as such"
    MIXED = "mixed", "reported speech with a quoted fragment in it"


class SpeechAct(Term):
    """What the speaker does in saying it, after Searle's classes."""

    ASSERT = "assert", "states that something is so (assertive)"
    REPORT = "report", "gives figures, progress or what happened as information (assertive)"
    EXPLAIN = "explain", "gives reasons (assertive)"
    PREDICT = "predict", "says what will be (assertive)"
    ACCUSE = "accuse", "says that someone did wrong (assertive; PLOVER ACCUSE)"
    DENY = "deny", "says that something is not so, or refutes (assertive)"
    WARN = "warn", "says that harm will follow (assertive or directive)"
    REQUEST = "request", "urges, demands, appeals (directive; PLOVER REQUEST)"
    PROPOSE = "propose", "suggests a course (directive)"
    ASK = "ask", "puts a question (directive)"
    COMMIT = "commit", "promises, announces an intention, assures (commissive)"
    REFUSE = "refuse", "will not (commissive; PLOVER REJECT)"
    THREATEN = "threaten", "will do harm unless (commissive; PLOVER THREATEN)"
    SUPPORT = "support", "affirms or reaffirms backing, endorses (expressive; PLOVER SUPPORT)"
    WELCOME = "welcome", "praises, thanks, greets as good (expressive)"
    CRITICISE = "criticise", "finds wanting, regrets, is concerned (expressive)"
    HOPE = "hope", "wishes, expects with hope (expressive)"


class StatementRole(Term):
    """An actor's part in a statement."""

    SPEAKER = "speaker", "whose words they are"
    ADDRESSEE = "addressee", "to whom, where the document says so"
    SUBJECT = "subject", "whom the statement is about"
    RELAYER = "relayer", "carried the words: the attribution chain, in order from the speaker to the outlet"


class AgreementType(Term):
    """The kind of paper, or none."""

    CEASEFIRE = "ceasefire", "a paper whose substance is a halt of fighting"
    JOINT_STATEMENT = "joint-statement", "a statement issued by several, without a halt of fighting in it"
    MEMORANDUM = "memorandum", "a written arrangement between administrations or forces"
    UNDERSTANDING = "understanding", "something agreed, of which the document names no paper"
    PRINCIPLES = "principles", "proposed or agreed principles of a settlement"
    CHARTER = "charter", "the founding text of an organisation or alliance"
    TREATY = "treaty", "a treaty between states, signed to be ratified"


class AgreementStage(Term):
    """PA-X `Stage`, with PA-X's own codes, so that the two join."""

    PRE = "Pre", "pre-negotiation or process: how to get to the table and stay there"
    SUBSTANTIVE_PARTIAL = "SubPar", "framework-substantive, partial: some of the issues"
    SUBSTANTIVE_COMPREHENSIVE = "SubComp", "framework-substantive, comprehensive"
    IMPLEMENTATION = "Imp", "implementation or renegotiation"
    RENEWAL = "Ren", "renewal: recommits to what was agreed before"
    CEASEFIRE = "Cea", "ceasefire or related"
    OTHER = "Oth", "other"


class AgreementStatus(Term):
    """PA-X `Status`, shortened; PA-X's wording is in the meaning. `proposed` is ours."""

    MULTIPARTY = "multiparty", "Multiparty signed/agreed"
    UNILATERAL = "unilateral", "Unilateral document"
    UNCLEAR = "unclear", "Status unclear"
    SUBSEQUENT = "subsequent", "Agreement with subsequent status"
    PROPOSED = "proposed", "on the table, not agreed at the time of the document (not in PA-X)"


class AgreementRole(Term):
    """An actor's part in an agreement."""

    PARTY = "party", "bound by it"
    SIGNATORY = "signatory", "the hand that signed, on behalf of a party"
    MEDIATOR = "mediator", "brought it about"
    GUARANTOR = "guarantor", "answers for its being kept"
    WITNESS = "witness", "signed or stood by as a witness"


class AgreementRelation(Term):
    """What an event has to do with an agreement."""

    SIGNED = "signed", "the event is the signing or making of the agreement"
    TOOK_EFFECT = "took-effect", "the event is its coming into effect"
    PROVIDED_FOR = "provided-for", "the agreement says that the event is to happen"
    IMPLEMENTED = "implemented", "the event carries it out"
    BREACHED = "breached", "the event goes against it"
    DISCUSSED = "discussed", "it was talked about at the event"


class Verdict(Term):
    """What is said or shown of a provision's, or a whole agreement's, being kept.

    `mostly` and `partly` are opposite messages. The one says that it is kept and names an exception; the
    other says that it is not and grants that some of it is.
    """

    FULFILLED = "fulfilled", "it is or was carried out"
    MOSTLY = "mostly", "carried out, with exceptions that the source calls minor or rare"
    PARTLY = "partly", "carried out in part only: the source stresses what is not carried out"
    BREACHED = "breached", "it was broken or is not observed"
    DISPUTED = "disputed", "its meaning or its being kept is called into question"
    REAFFIRMED = "reaffirmed", "someone bound by it, or its maker, stands by it or promises it again"


class Precision(Term):
    """How narrow the bounds of a date are (UCDP GED `date_prec`: day, days, week, month, year)."""

    DAY = "day", "one day"
    WEEK = "week", "seven days"
    MONTH = "month", "one calendar month"
    YEAR = "year", "one calendar year"
    INTERVAL = "interval", "some other span with two known ends"
    OPEN = "open", "one end or both unknown"


class Basis(Term):
    """On what a date rests."""

    STATED = "stated", "the text has it whole"
    COMPLETED = "completed", "the year or month is supplied from elsewhere in the same text"
    DERIVED = "derived", "a relative expression resolved against a known date"
    INFERRED = "inferred", "reasoned from facts in the text or corpus; the reason is mandatory"
    EXTERNAL = "external", "from outside the corpus; a reason and a reference are mandatory"


class SectionKind(Term):
    """The parts of a page."""

    TITLE = "title", "headline, kicker, standfirst"
    BODY = "body", "the article itself"
    SPEECH = "speech", "somebody's own words without quotation marks: a speech, communiqué or letter"
    QUESTION = "question", "a question in an interview"
    ANSWER = "answer", "the answer of the person interviewed, without quotation marks"
    BACKGROUND = "background", "the article's standing paragraph on the history"
    RELATED = "related", "teasers of other articles"
    COMMENT = "comment", "readers' comments"
    CHROME = "chrome", "page furniture: captions repeated, policies, menus, feeds, weather"


class Supports(Term):
    """What a citation proves."""

    WHOLE = "whole", "the record as such"
    QUOTE = "quote", "the speaker's very words"
    DATE = "date", "when"
    PLACE = "place", "where"
    ACTORS = "actors", "who"
    STATUS = "status", "that it happened, is planned, is alleged …"
    FIGURE = "figure", "how many"


class PlacePrecision(Term):
    """How large the place is that the coordinates stand for."""

    SITE = "site", "a building or spot"
    SETTLEMENT = "settlement", "a town or village"
    DISTRICT = "district", "a district"
    REGION = "region", "a region larger than a district"
    COUNTRY = "country", "somewhere in the country"
    AREA = "area", "an area without agreed bounds (a line of contact, a corridor)"


class ClaimField(Term):
    """The fields on which sources may differ."""

    DATE = "date", "when it happened or was said (EDTF)"
    SIGNED = "signed", "when an agreement was signed (EDTF)"
    EFFECTIVE = "effective", "when an agreement took effect (EDTF)"
    DEADLINE = "deadline", "by when a provision is due (EDTF)"
    HELD = "held", "when an office was held (EDTF)"
    PUBLISHED = "published", "when a document was published (EDTF)"
    PLACE = "place", "where (a place id)"
    STATUS = "status", "whether it happened (an event status)"
    ACTORS = "actors", "who took part or signed"
    SPEAKERS = "speakers", "who said it"
    OUTLET = "outlet", "who published a document (an actor id)"
    TITLE = "title", "what it, or the office, is called"
    SUMMARY = "summary", "what happened, was said or agreed"
    QUOTE = "quote", "the words, in another translation or wording"


DATE_FIELDS = (
    ClaimField.DATE,
    ClaimField.SIGNED,
    ClaimField.EFFECTIVE,
    ClaimField.DEADLINE,
    ClaimField.HELD,
    ClaimField.PUBLISHED,
)
"""The fields whose value is a date."""


class ClaimRelation(Term):
    """What another reading is to the reading of the record."""

    CONTRADICTS = "contradicts", "both cannot be true: the bounds do not meet, or the places or actors differ"
    NARROWS = "narrows", "more exact: it lies within the record's bounds, or within its place"
    OTHERWISE_WORDED = "otherwise-worded", "the same in other words, or a wider reading"


class FigureKind(Term):
    """What a figure counts."""

    KILLED = "killed", "people killed"
    WOUNDED = "wounded", "people wounded"
    MISSING = "missing", "people missing"
    CAPTURED = "captured", "people taken prisoner or detained"
    DISPLACED = "displaced", "people who fled or were expelled"
    RETURNED = "returned", "displaced people who went home"


class IdentifierScheme(Term):
    """The outside lists whose identifiers a record may carry."""

    WIKIDATA = "wikidata", "Wikidata item (Q159)"
    PAX = "pax", "PA-X agreement (AgtId)"
    UCDP = "ucdp", "UCDP actor, conflict or GED event"
    GEONAMES = "geonames", "GeoNames place"


class Belonging(Term):
    """How an actor belongs to another, by its own step, the first of the way."""

    ITSELF = "itself", "the actor itself"
    PART = "part", "part of it, as a ministry is of its state"
    OFFICE = "office", "holds an office of it, or of a part of it"
    MEMBER = "member", "a member of the group, or of a part of it"
