"""One transaction: every store of the record on the same connection."""

from __future__ import annotations

from desk.access.audit import AuditSeals
from desk.conversations.bot_turn import JobEnd
from desk.conversations.conversation import Change
from desk.handoff.handoff import Handoff
from desk.storage.access_store import SqlFactors
from desk.storage.agent_store import SqlAgents
from desk.storage.attachment_store import SqlAttachments
from desk.storage.audit_store import SqlAudit
from desk.storage.authority_store import SqlAuthority
from desk.storage.board_store import SqlBoard
from desk.storage.care_store import SqlCare
from desk.storage.clocks_store import SqlClocks, SqlTimers
from desk.storage.collaboration_store import (
    SqlCannedReplies,
    SqlCustomerNotes,
    SqlLabels,
    SqlMentions,
    SqlSavedViews,
)
from desk.storage.customer_store import SqlCustomers
from desk.storage.deployment_store import SqlDeployment
from desk.storage.feedback_store import SqlRecoveries, SqlResolutions, SqlSurveys
from desk.storage.follow_up_store import SqlFollowUps
from desk.storage.improvement_store import SqlImprovements
from desk.storage.incident_store import SqlIncidents
from desk.storage.insights_store import SqlInsights
from desk.storage.invitation_store import SqlInvitations
from desk.storage.knowledge_search_store import SqlArticleSearch
from desk.storage.knowledge_store import SqlArticles
from desk.storage.knowledge_use_store import SqlArticleUses
from desk.storage.letter_store import SqlLetters
from desk.storage.model_turn_store import SqlModelTurns
from desk.storage.practice_store import SqlPractice
from desk.storage.praise_store import SqlPraise
from desk.storage.privacy_store import SqlPrivacy
from desk.storage.promise_store import SqlPromises
from desk.storage.quality_store import SqlQuality
from desk.storage.rating_store import SqlRatings
from desk.storage.receipt_store import SqlReceipts
from desk.storage.relationship_store import SqlRelationship
from desk.storage.review_store import SqlReviews
from desk.storage.routing_store import SqlLine, SqlOffers, SqlSeats
from desk.storage.search_store import SqlSearch
from desk.storage.shopper_store import SqlShopper
from desk.storage.sql import Sql
from desk.storage.stores import SqlConversations, SqlHandoffs, SqlJobs
from desk.storage.studio_store import SqlStudio
from desk.storage.suggestion_store import SqlWorkedReplies
from desk.storage.training_store import SqlTraining
from desk.storage.warning_store import SqlWarning
from desk.storage.wrap_up_store import SqlWrapUps


class SqlUnit:
    """Keeps `desk.ports.Unit` on one connection."""

    def __init__(self, sql: Sql, seals: AuditSeals) -> None:
        self._sql = sql
        self._seals = seals
        self.written: list[Change | JobEnd | Handoff] = []

    @property
    def conversations(self) -> SqlConversations:
        return SqlConversations(self._sql, self.written)

    @property
    def jobs(self) -> SqlJobs:
        return SqlJobs(self._sql, self.written)

    @property
    def receipts(self) -> SqlReceipts:
        return SqlReceipts(self._sql)

    @property
    def handoffs(self) -> SqlHandoffs:
        return SqlHandoffs(self._sql, self.written)

    @property
    def customers(self) -> SqlCustomers:
        return SqlCustomers(self._sql)

    @property
    def agents(self) -> SqlAgents:
        return SqlAgents(self._sql)

    @property
    def invitations(self) -> SqlInvitations:
        return SqlInvitations(self._sql)

    @property
    def line(self) -> SqlLine:
        return SqlLine(self._sql)

    @property
    def seats(self) -> SqlSeats:
        return SqlSeats(self._sql)

    @property
    def offers(self) -> SqlOffers:
        return SqlOffers(self._sql)

    @property
    def follow_ups(self) -> SqlFollowUps:
        return SqlFollowUps(self._sql)

    @property
    def clocks(self) -> SqlClocks:
        return SqlClocks(self._sql)

    @property
    def timers(self) -> SqlTimers:
        return SqlTimers(self._sql)

    @property
    def factors(self) -> SqlFactors:
        return SqlFactors(self._sql)

    @property
    def audit(self) -> SqlAudit:
        return SqlAudit(self._sql, self._seals)

    @property
    def authority(self) -> SqlAuthority:
        return SqlAuthority(self._sql, self._seals)

    @property
    def promises(self) -> SqlPromises:
        return SqlPromises(self._sql)

    @property
    def privacy(self) -> SqlPrivacy:
        return SqlPrivacy(self._sql)

    @property
    def ratings(self) -> SqlRatings:
        return SqlRatings(self._sql)

    @property
    def surveys(self) -> SqlSurveys:
        return SqlSurveys(self._sql)

    @property
    def recoveries(self) -> SqlRecoveries:
        return SqlRecoveries(self._sql)

    @property
    def resolutions(self) -> SqlResolutions:
        return SqlResolutions(self._sql)

    @property
    def improvements(self) -> SqlImprovements:
        return SqlImprovements(self._sql)

    @property
    def relationship(self) -> SqlRelationship:
        return SqlRelationship(self._sql)

    @property
    def letters(self) -> SqlLetters:
        return SqlLetters(self._sql)

    @property
    def mentions(self) -> SqlMentions:
        return SqlMentions(self._sql)

    @property
    def labels(self) -> SqlLabels:
        return SqlLabels(self._sql)

    @property
    def canned_replies(self) -> SqlCannedReplies:
        return SqlCannedReplies(self._sql)

    @property
    def customer_notes(self) -> SqlCustomerNotes:
        return SqlCustomerNotes(self._sql)

    @property
    def saved_views(self) -> SqlSavedViews:
        return SqlSavedViews(self._sql)

    @property
    def search(self) -> SqlSearch:
        return SqlSearch(self._sql)

    @property
    def articles(self) -> SqlArticles:
        return SqlArticles(self._sql)

    @property
    def article_search(self) -> SqlArticleSearch:
        return SqlArticleSearch(self._sql)

    @property
    def article_uses(self) -> SqlArticleUses:
        return SqlArticleUses(self._sql)

    @property
    def insights(self) -> SqlInsights:
        return SqlInsights(self._sql)

    @property
    def board(self) -> SqlBoard:
        return SqlBoard(self._sql)

    @property
    def quality(self) -> SqlQuality:
        return SqlQuality(self._sql)

    @property
    def reviews(self) -> SqlReviews:
        return SqlReviews(self._sql)

    @property
    def shopper(self) -> SqlShopper:
        return SqlShopper(self._sql)

    @property
    def praise(self) -> SqlPraise:
        return SqlPraise(self._sql)

    @property
    def practice(self) -> SqlPractice:
        return SqlPractice(self._sql)

    @property
    def care(self) -> SqlCare:
        return SqlCare(self._sql)

    @property
    def wrap_ups(self) -> SqlWrapUps:
        return SqlWrapUps(self._sql)

    @property
    def studio(self) -> SqlStudio:
        return SqlStudio(self._sql)

    @property
    def training(self) -> SqlTraining:
        return SqlTraining(self._sql)

    @property
    def worked_replies(self) -> SqlWorkedReplies:
        return SqlWorkedReplies(self._sql)

    @property
    def attachments(self) -> SqlAttachments:
        return SqlAttachments(self._sql)

    @property
    def deployment(self) -> SqlDeployment:
        return SqlDeployment(self._sql)

    @property
    def model_turns(self) -> SqlModelTurns:
        return SqlModelTurns(self._sql)

    @property
    def warning(self) -> SqlWarning:
        return SqlWarning(self._sql)

    @property
    def incidents(self) -> SqlIncidents:
        return SqlIncidents(self._sql)
