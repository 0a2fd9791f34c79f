"""11. Event session: lives as an event does."""

from __future__ import annotations

from golive.lifecycles.event import event_lifecycle
from golive.lifecycles.words import RecordType

EVENT_SESSION = event_lifecycle(RecordType.EVENT_SESSION)
