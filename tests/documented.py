"""The documents' tables of the twelve lifecycles, copied by hand: what the catalogue is held to."""

# "." is a blank cell, "!" a refusal, ">" what the system goes on to, "?" what holds instead once the end date has passed.
# A lone cell fills its row.
JOURNEY_OR_PAGE = """
                Draft      Going  Live             Editable         Stopping  Stopped     Error          Expired
goLive          Going>Live .      .                .                .         Going>Live  Going>Live     .
stop            .          .      Stopping>Stopped Stopping>Stopped .         .           .              .
edit            .          .      Editable         .                .         .           .              .
save            .          .      .                Going>Live       .         .           .              .
discard         .          .      .                Live             .         .           .              .
revert          .          .      .                .                .         .           Stopped/Draft  .
copy            ✓          .      ✓                ✓                .         ✓           ✓              ✓
saveAsTemplate  ✓          .      ✓                ✓                .         ✓           ✓              ✓
delete          gone       .      !DELETE_LIVE     !DELETE_LIVE     .         gone        gone           gone
restoreVersion  ✓          .      Editable         ✓                .         ✓           .              .
"""
EMAIL_OR_SETTINGS = """
                Draft    Live          Editable      Stopped  Expired
goLive          Live     .             .             Live     .
stop            .        Stopped       Stopped       .        .
edit            .        Editable      .             .        .
save            .        .             Live          .        .
discard         .        .             Live          .        .
deactivate      Expired  Expired       Expired       Expired  .
activate        .        .             .             .        Stopped/Draft
copy            ✓        ✓             ✓             ✓        ✓
delete          gone     !DELETE_LIVE  !DELETE_LIVE  gone     gone
restoreVersion  ✓        Editable      ✓             ✓        .
schedule        ✓        ✓             ✓             ✓        ✓
unschedule      ✓        ✓             ✓             ✓        ✓
"""
EVENT_FAMILY = """
                  DRAFT      READY_TO_PUBLISH  IN_PROGRESS  PUBLISHED  CANCELLED
goLive            PUBLISHED  PUBLISHED         PUBLISHED    .          PUBLISHED
stop              .          .                 .            DRAFT      .
setPublishStatus  given
copy              ✓
delete            gone
schedule          ✓
unschedule        ✓
"""
GRIDS = {
    "CUSTOMER_JOURNEY": JOURNEY_OR_PAGE
    + """
schedule        ✓          .      ✓                ✓                .         ✓           ✓              .
unschedule      ✓          .      ✓                ✓                .         ✓           ✓              .
activate        !STATUS_SYSTEM_MANAGED
deactivate      !STATUS_SYSTEM_MANAGED
""",
    "REAL_TIME_JOURNEY": """
                Draft            Publishing Live             Editing          Paused
goLive          Publishing>Live  .          .                Publishing>Live  .
edit            .                .          Editing          .                .
discard         .                .          .                Live             .
pause           .                .          Paused           .                .
resume          .                .          .                .                Live?Completing>Completed
stop            .                .          Stopping>Stopped Stopping>Draft   Stopping>Stopped
copy            ✓                .          ✓                ✓                ✓
saveAsTemplate  ✓                .          ✓                ✓                ✓
delete          gone             .          !DELETE_LIVE     !DELETE_LIVE     !DELETE_LIVE
restoreVersion  ✓                .          Editing          ✓                .
schedule        ✓                .          ✓                ✓                ✓
unschedule      ✓                .          ✓                ✓                ✓
activate        !STATUS_SYSTEM_MANAGED
deactivate      !STATUS_SYSTEM_MANAGED

                Completing  Completed  Stopping  Stopped
copy            .           ✓          .         ✓
saveAsTemplate  .           ✓          .         ✓
delete          .           gone       .         gone
activate        !STATUS_SYSTEM_MANAGED
deactivate      !STATUS_SYSTEM_MANAGED
""",
    "AUDIENCE_JOURNEY": """
                Draft   Active        Paused
goLive          Active  .             Active
pause           .       Paused        .
resume          .       .             Active
edit            .       !PAUSE_FIRST  ✓
discard         .       .             ✓
runNow          .       ✓             .
fullRun         .       ✓             .
delete          gone    !DELETE_LIVE  gone
copy            ✓       ✓             ✓
saveAsTemplate  ✓       ✓             ✓
restoreVersion  ✓       !PAUSE_FIRST  ✓
schedule        ✓       ✓             ✓
unschedule      ✓       ✓             ✓
activate        !STATUS_SYSTEM_MANAGED
deactivate      !STATUS_SYSTEM_MANAGED
""",
    "MARKETING_EMAIL": EMAIL_OR_SETTINGS
    + """
saveAsTemplate  ✓        ✓             ✓             ✓        ✓
""",
    "CONTENT_SETTINGS": EMAIL_OR_SETTINGS,
    "LEAD_SCORING_MODEL": """
                Draft       Going  Live            Stopping  Error       Expired
goLive          Going>Live  .      .               .         Going>Live  .
stop            .           .      Stopping>Draft  .         .           .
edit            .           .      !STOP_FIRST     .         .           .
deactivate      Expired     .      !STOP_FIRST     .         Expired     .
activate        .           .      .               .         .           Draft
revert          .           .      .               .         Draft       .
copy            ✓           .      ✓               .         ✓           ✓
delete          gone        .      !DELETE_LIVE    .         gone        gone
restoreVersion  ✓           .      !STOP_FIRST     .         .           .
schedule        ✓           .      ✓               .         ✓           ✓
unschedule      ✓           .      ✓               .         ✓           ✓
""",
    "SEGMENT": """
                Draft  Live          Editable      Stopped
goLive          Live   .             .             Live
stop            .      Stopped       Stopped       .
edit            .      Editable      .             .
save            .      .             Live          .
discard         .      .             Live          .
copy            ✓      ✓             ✓             ✓
delete          gone   !DELETE_LIVE  !DELETE_LIVE  gone
restoreVersion  ✓      Editable      ✓             ✓
schedule        ✓      ✓             ✓             ✓
unschedule      ✓      ✓             ✓             ✓
activate        !NEVER_INACTIVE
deactivate      !NEVER_INACTIVE
""",
    "MARKETING_PAGE": JOURNEY_OR_PAGE
    + """
schedule        ✓          .      ✓                ✓                .         ✓           ✓              ✓
unschedule      ✓          .      ✓                ✓                .         ✓           ✓              ✓
deactivate      Expired    .      !STOP_FIRST      !STOP_FIRST      .         Expired     Expired        .
activate        .          .      .                .                .         .           .              Stopped/Draft
""",
    "MARKETING_FORM": """
                Draft    Live          Editable      Stopped  Error          Expired
goLive          Live     .             .             Live     Live           .
stop            .        Stopped       Stopped       .        .              .
edit            .        Editable      .             .        .              .
save            .        .             Live          .        .              .
discard         .        .             Live          .        .              .
deactivate      Expired  !STOP_FIRST   !STOP_FIRST   Expired  .              .
activate        .        .             .             .        .              Stopped/Draft
revert          .        .             .             .        Stopped/Draft  .
copy            ✓        ✓             ✓             ✓        ✓              ✓
saveAsTemplate  ✓        ✓             ✓             ✓        ✓              ✓
delete          gone     !DELETE_LIVE  !DELETE_LIVE  gone     gone           gone
restoreVersion  ✓        Editable      ✓             ✓        .              .
schedule        ✓        ✓             ✓             ✓        ✓              ✓
unschedule      ✓        ✓             ✓             ✓        ✓              ✓
""",
    "EVENT": EVENT_FAMILY,
    "EVENT_SESSION": EVENT_FAMILY,
    "EVENT_TRACK": EVENT_FAMILY,
}
SYSTEM = {
    "CUSTOMER_JOURNEY": {
        ("END_DATE", "Live"): "Stopping>Stopped",
        ("END_DATE", "Editable"): "Stopping>Stopped",
        ("EXHAUSTED", "Live"): "Stopping>Stopped",
        ("EXHAUSTED", "Editable"): "Stopping>Stopped",
        ("EXPIRY", "Stopped"): "Expired",
    },
    "REAL_TIME_JOURNEY": {
        ("END_DATE", "Live"): "Completing>Completed",
        ("END_DATE", "Editing"): "Draft",
        ("EXHAUSTED", "Live"): "Completing>Completed",
        ("EXHAUSTED", "Editing"): "Draft",
        ("PAUSE_LIMIT", "Paused"): "Stopping>Stopped",
    },
}
OLDER_VERSIONS = {
    ("STOP", "Completing"): "Stopping>Stopped",
    ("SUPERSEDED", "Live"): "Completing>Completed",
    ("END_DATE", "Live"): "Completing>Completed",
    ("EXHAUSTED", "Live"): "Completing>Completed",
}
FAILURES = {
    "CUSTOMER_JOURNEY": "goLive Draft Error, goLive Stopped Error, goLive Error Error, save Editable Editable",
    "REAL_TIME_JOURNEY": "goLive Draft Draft, goLive Editing Editing",
    "LEAD_SCORING_MODEL": "goLive Draft Error, goLive Error Error",
    "MARKETING_PAGE": "goLive Draft Error, goLive Stopped Error, goLive Error Error, save Editable Editable",
    "MARKETING_FORM": "goLive Draft Error, goLive Stopped Error, goLive Error Error, save Editable Editable",
}
"""Action, the state it is taken in, and where a failure for good leads."""

USUAL = "Draft Editable Stopped"
LOCKS = {
    "CUSTOMER_JOURNEY": {
        "name endsAt recurrenceCount templateId recurrenceInterval entry steps ownerId": USUAL,
        "startsAt": f"{USUAL} until started",
        "isRecurring contentSettingsId suppressionSegmentId timeZone pipeline": "Draft permanent",
    },
    "REAL_TIME_JOURNEY": {"name entry steps endsAt": "Draft Editing"},
    "AUDIENCE_JOURNEY": {"name": "Draft Active Paused", "entryRules exitRules": "Draft rules", "steps schedule": "Draft"},
    "MARKETING_EMAIL": {
        "legalDesignation contentType": "Draft permanent",
        "name subject design fromUser fromName fromAddress to replyTo templateId generatePlainText plainTextContent": USUAL,
    },
    "CONTENT_SETTINGS": {"name address isDefault": USUAL},
    "LEAD_SCORING_MODEL": {"name conditions grades": "Draft Error"},
    "SEGMENT": {
        "segmentType name segmentId ownerId description": "Draft permanent",
        "dynamicQuery filter staticMembers": USUAL,
    },
    "MARKETING_PAGE": {"name title content": USUAL},
    "MARKETING_FORM": {"name fields autoPublish": USUAL},
    "EVENT": {"name startsAt": "DRAFT READY_TO_PUBLISH IN_PROGRESS PUBLISHED CANCELLED"},
    "EVENT_SESSION": {"name eventId": "DRAFT READY_TO_PUBLISH IN_PROGRESS PUBLISHED CANCELLED"},
    "EVENT_TRACK": {"name audience": "DRAFT READY_TO_PUBLISH IN_PROGRESS PUBLISHED CANCELLED"},
}
PRECEDENCE = ("DELETE_LIVE", "IS_DEFAULT", "IN_USE_BY_LIVE_RECORD", "IN_USE", "PEOPLE_INSIDE")
BY_STATUS = {"deactivate": {"ACTIVE": "INACTIVE", "INACTIVE": "."}, "activate": {"ACTIVE": ".", "INACTIVE": "ACTIVE"}}


def read(text: str) -> dict[tuple[str, str], str]:
    """(action, state) → cell; several grids in one text are told by a line that begins with a blank."""
    cells: dict[tuple[str, str], str] = {}
    states: list[str] = []
    for line in filter(None, text.splitlines()):
        if line.startswith(" "):
            states = line.split()
            continue
        action, *row = line.split()
        cells |= {(action, state): cell for state, cell in zip(states, row * len(states) if len(row) == 1 else row, strict=True)}
    return cells
