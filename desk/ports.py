"""What every flow of the desk gets handed: the record, someone to tell, a clock and ids."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.access.ports import AuditLog, FactorStore
from desk.agents.ports import AgentStore
from desk.attachments.attachment import Limits
from desk.attachments.ports import AttachmentFiles, AttachmentStore
from desk.conversations.ports import Announcer, ConversationStore, JobStore, ReceiptStore
from desk.customers.identity import ShopTrust
from desk.customers.ports import CustomerStore
from desk.handoff.ports import HandoffStore, Presence
from desk.privacy.ports import PrivacyStore

Clock = Callable[[], datetime]
NewId = Callable[[str], str]
"""Makes an unguessable id with that prefix."""


class Unit(Protocol):
    """One transaction: everything in it is stored together or not at all."""

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
    def factors(self) -> FactorStore: ...
    @property
    def audit(self) -> AuditLog: ...
    @property
    def privacy(self) -> PrivacyStore: ...
    @property
    def attachments(self) -> AttachmentStore: ...


class Record(Protocol):
    """The durable store. Both raise `record_unavailable` when the database cannot be reached."""

    def change(self) -> AbstractAsyncContextManager[Unit]:
        """A transaction that is durable once the block is left without an exception."""

    def look(self) -> AbstractAsyncContextManager[Unit]:
        """Reads only, each seeing what was committed when it ran."""


@dataclass(frozen=True)
class DeskPorts:
    """Everything the flows need from outside, picked once in `desk/app.py`."""

    record: Record
    announce: Announcer
    presence: Presence
    clock: Clock
    new_id: NewId
    trust: ShopTrust
    assistant_name: str
    files: AttachmentFiles
    attachment_limits: Limits
    wake_bot: Callable[[str], None]
    """Tells the bot's runner that a conversation has a job; never blocks."""
