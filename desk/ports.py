"""What every flow of the desk gets handed: the record, someone to tell, a clock and ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from desk.access.ports import AuditLog, FactorStore
from desk.agents.front_door import FrontDoor
from desk.agents.ports import AgentStore, InvitationStore
from desk.attachments.attachment import Limits
from desk.attachments.ports import AttachmentFiles, AttachmentStore
from desk.authority.ports import AuthorityStore, RemedyShop
from desk.care.ports import CareStore
from desk.collaboration.ports import CannedReplyStore, CustomerNoteStore, LabelStore, MentionStore, SavedViewStore
from desk.conversations.bot_turn import JobEnd
from desk.conversations.conversation import Change
from desk.conversations.ports import Announcer, ConversationStore, JobStore, ReceiptStore
from desk.customers.identity import ShopTrust
from desk.customers.ports import CustomerStore
from desk.customers.reception import Reception
from desk.feedback.ports import ImprovementStore, RecoveryStore, ResolutionStore, SurveyStore
from desk.handoff.handoff import Handoff
from desk.handoff.ports import FollowUpStore, HandoffStore, Presence, WrapUpStore
from desk.hours.service_promise import ServicePromise
from desk.incidents.ports import IncidentStore
from desk.insights.house_targets import InsightRules
from desk.insights.ports import BoardStore, InsightStore
from desk.knowledge.parts import KnowledgeBase
from desk.knowledge.ports import ArticleSearchStore, ArticleStore, ArticleUseStore
from desk.letters.ports import LetterStore
from desk.letters.return_link import ReturnLinks
from desk.models.ports import DeploymentStore, ModelHouse, ModelTurnStore
from desk.practice.ports import PracticeStore
from desk.praise.ports import PraiseStore
from desk.privacy.ports import PrivacyStore
from desk.promises.ports import PromiseStore
from desk.promises.promise import PromiseRules
from desk.quality.ports import PublicLine, QualityStore, ReviewStore, ShopperStore
from desk.ratings.ports import RatingStore
from desk.relationship.ports import RelationshipStore
from desk.routing.ports import LineStore, OfferStore, SeatStore
from desk.routing.routing_rules import DEFAULT_RULES, RoutingRules
from desk.search.ports import SearchStore
from desk.service_levels.ports import ClockStore
from desk.service_levels.service_level import ServiceLevels
from desk.studio.parts import Studio
from desk.studio.ports import StudioStore, TrainingStore
from desk.suggestions.known import Known
from desk.suggestions.ports import WorkedReplyStore
from desk.timers.ports import TimerStore
from desk.timers.timer import Silence
from desk.warning.ports import OrderBook, WarningStore

Clock = Callable[[], datetime]
NewId = Callable[[str], str]
"""Makes an unguessable id with that prefix."""


class Unit(Protocol):
    """One transaction: everything in it is stored together or not at all."""

    @property
    def written(self) -> Sequence[Change | JobEnd | Handoff]:
        """What was said and changed in it so far, for whoever counts."""

    @property
    def conversations(self) -> ConversationStore: ...
    @property
    def jobs(self) -> JobStore: ...
    @property
    def receipts(self) -> ReceiptStore: ...
    @property
    def handoffs(self) -> HandoffStore: ...
    @property
    def customers(self) -> CustomerStore: ...
    @property
    def agents(self) -> AgentStore: ...
    @property
    def invitations(self) -> InvitationStore: ...
    @property
    def line(self) -> LineStore: ...
    @property
    def seats(self) -> SeatStore: ...
    @property
    def offers(self) -> OfferStore: ...
    @property
    def follow_ups(self) -> FollowUpStore: ...
    @property
    def clocks(self) -> ClockStore: ...
    @property
    def timers(self) -> TimerStore: ...
    @property
    def factors(self) -> FactorStore: ...
    @property
    def audit(self) -> AuditLog: ...
    @property
    def authority(self) -> AuthorityStore: ...
    @property
    def promises(self) -> PromiseStore: ...
    @property
    def privacy(self) -> PrivacyStore: ...
    @property
    def attachments(self) -> AttachmentStore: ...
    @property
    def ratings(self) -> RatingStore: ...
    @property
    def surveys(self) -> SurveyStore: ...
    @property
    def recoveries(self) -> RecoveryStore: ...
    @property
    def resolutions(self) -> ResolutionStore: ...
    @property
    def improvements(self) -> ImprovementStore: ...
    @property
    def relationship(self) -> RelationshipStore: ...
    @property
    def letters(self) -> LetterStore: ...
    @property
    def mentions(self) -> MentionStore: ...
    @property
    def labels(self) -> LabelStore: ...
    @property
    def canned_replies(self) -> CannedReplyStore: ...
    @property
    def customer_notes(self) -> CustomerNoteStore: ...
    @property
    def saved_views(self) -> SavedViewStore: ...
    @property
    def search(self) -> SearchStore: ...
    @property
    def articles(self) -> ArticleStore: ...
    @property
    def article_search(self) -> ArticleSearchStore: ...
    @property
    def article_uses(self) -> ArticleUseStore: ...
    @property
    def insights(self) -> InsightStore: ...
    @property
    def board(self) -> BoardStore: ...
    @property
    def quality(self) -> QualityStore: ...
    @property
    def reviews(self) -> ReviewStore: ...
    @property
    def shopper(self) -> ShopperStore: ...
    @property
    def wrap_ups(self) -> WrapUpStore: ...
    @property
    def praise(self) -> PraiseStore: ...
    @property
    def practice(self) -> PracticeStore: ...
    @property
    def care(self) -> CareStore: ...
    @property
    def worked_replies(self) -> WorkedReplyStore: ...
    @property
    def studio(self) -> StudioStore: ...
    @property
    def training(self) -> TrainingStore: ...
    @property
    def deployment(self) -> DeploymentStore: ...
    @property
    def model_turns(self) -> ModelTurnStore: ...
    @property
    def warning(self) -> WarningStore: ...
    @property
    def incidents(self) -> IncidentStore: ...


class Record(Protocol):
    """The durable store. Both raise `record_unavailable` when the database cannot be reached."""

    def change(self) -> AbstractAsyncContextManager[Unit]:
        """A transaction that is durable once the block is left without an exception."""

    def look(self) -> AbstractAsyncContextManager[Unit]:
        """Reads only, each seeing what was committed when it ran."""


class SpareTime(Protocol):
    """When to read whole conversations for figures: nobody waits for that, and it keeps nobody waiting."""

    async def rush_over(self) -> None:
        """Returns once no crowd of browsers is coming in, after half a minute in any case."""

    def answering(self) -> AbstractContextManager[None]:
        """For an answer that a customer waits for: no piece begins meanwhile."""

    def piece(self) -> AbstractAsyncContextManager[None]:
        """For one conversation: no other is read meanwhile, and while people talk a rest follows."""


@dataclass(frozen=True)
class DeskPorts:
    """Everything the flows need from outside, picked once in `desk/assembly.py`."""

    record: Record
    announce: Announcer
    spare: SpareTime
    presence: Presence
    clock: Clock
    new_id: NewId
    trust: ShopTrust
    assistant_name: str
    shop_name: str
    files: AttachmentFiles
    attachment_limits: Limits
    wake_bot: Callable[[str], None]
    """Tells the bot's runner that a conversation has a job; never blocks."""
    known: Known
    """What helped before."""
    studio: Studio
    """What designers work with."""
    models: ModelHouse
    """The trained models, the slots they run in, and how they are rolled out."""
    remedies: RemedyShop
    """The shop, which carries out what is given to make good."""
    orders: OrderBook
    """The shop's recent orders, to see what those with a trouble have in common."""
    public_line: PublicLine
    """The desk's own door for customers, by which the mystery shopper comes."""
    routing: RoutingRules = DEFAULT_RULES
    service: ServicePromise = field(default_factory=ServicePromise)
    levels: ServiceLevels = field(default_factory=ServiceLevels)
    silence: Silence = field(default_factory=Silence)
    promises: PromiseRules = field(default_factory=PromiseRules)
    reception: Reception = field(default_factory=Reception)
    insights: InsightRules = field(default_factory=InsightRules)
    """What the house says about its figures."""
    return_links: ReturnLinks | None = None
    """How a letter leads back into the chat; None where no mail server is set up, and nobody is promised a letter."""
    front_door: FrontDoor = field(default_factory=FrontDoor)
    """How the team's own people come in by a link."""
    teams: Mapping[str, str] = field(default_factory=dict)
    """The house's teams: what each is called, by id."""
    late_notices: bool = False
    """Whether customers are told of late orders before they ask."""
    intents: tuple[str, ...] = ()
    """What the bot can understand, by name, as its domain lists them."""

    @property
    def knowledge(self) -> KnowledgeBase:
        """What the team has written down, by meaning."""
        return self.known.knowledge

    @property
    def can_mail(self) -> bool:
        """Whether answers can be sent by e-mail."""
        return self.return_links is not None
