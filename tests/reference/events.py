"""Events, sessions and tracks: a publish status that any value may follow, and a status by hand."""

from reference.record import Code, Record

STAYS = "✓"


def event_cell(record: Record, action: str) -> str:
    """What the family's text says to the action: a code, "✓", or "" where it is silent."""
    published = record.state == "PUBLISHED"
    match action:
        case "goLive":
            return Code("ACTION_NOT_ALLOWED") if published else STAYS
        case "stop":
            return STAYS if published else Code("ACTION_NOT_ALLOWED")
        case "activate":
            return Code("ACTION_NOT_ALLOWED") if record.active else STAYS
        case "deactivate":
            return STAYS if record.active else Code("ACTION_NOT_ALLOWED")
        case "setPublishStatus":
            return STAYS
    return ""


def publish(record: Record, status: str) -> str:
    """The action that setting this publish status is."""
    if status == "PUBLISHED" and record.state != status:
        return "goLive"
    return "stop" if record.state == "PUBLISHED" and status != "PUBLISHED" else "setPublishStatus"
