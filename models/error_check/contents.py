"""The checks of what a record's own fields hold, which need nothing else from the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from golive.lifecycles.words import RecordType
from golive.models.checks import content_settings as settings_check
from golive.models.checks import email as email_check
from golive.models.checks import event as event_check
from golive.models.checks import event_session as session_check
from golive.models.checks import event_track as track_check
from golive.models.checks import form as form_check
from golive.models.checks import journey as journey_check
from golive.models.checks import lead_scoring as scoring_check
from golive.models.checks import segment as segment_check
from golive.models.checks.finding import Finding
from golive.models.error_check.batch import Batch, Check, Found
from golive.models.off_loop import off_loop
from golive.models.records import Record

Fields = Mapping[str, Any]

_FAMILY = {
    RecordType.EVENT: event_check.check,
    RecordType.EVENT_SESSION: session_check.check,
    RecordType.EVENT_TRACK: track_check.check,
}


def _of_fields(check: Callable[[Record, Fields, Batch], Iterable[Finding]]) -> Check:
    async def found(batch: Batch, records: Sequence[Record]) -> Found:
        def all_of_them() -> Found:
            return [(record.id, finding) for record in records for finding in check(record, batch.contents[record.id], batch)]

        # Templates and conditions are compiled here, which takes time that other requests shouldn't wait for.
        return await off_loop(all_of_them, size=sum(batch.sizes[record.id] for record in records))

    return found


email = _of_fields(lambda _, fields, batch: email_check.check(fields, batch.attributes))
form = _of_fields(lambda _, fields, batch: form_check.check(fields, batch.attributes))
content_settings = _of_fields(lambda _, fields, __: settings_check.check(fields))
event_family = _of_fields(lambda record, fields, _: _FAMILY[record.type](fields))
segment = _of_fields(lambda _, fields, batch: segment_check.check(fields, batch.attributes))
lead_scoring = _of_fields(lambda _, fields, batch: scoring_check.check(fields, batch.attributes))
journey = _of_fields(
    lambda record, fields, batch: journey_check.check(record.type, fields, batch.attributes, batch.now, second_check=batch.second_check)
)
