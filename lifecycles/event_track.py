"""12. Event track: lives as an event does."""

from __future__ import annotations

from golive.lifecycles.event import event_lifecycle
from golive.lifecycles.words import RecordType

EVENT_TRACK = event_lifecycle(RecordType.EVENT_TRACK)
