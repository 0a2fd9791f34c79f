"""The contract: the names that clients and their generated SDKs are built on."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    is_non_null_type,
)

from golive.graph.schema import sdl
from golive.lifecycles.words import RecordType

ROOT = Path(__file__).resolve().parent.parent
RECORDS = tuple("".join(word.capitalize() for word in type_.split("_")) for type_ in RecordType)
PUBLISHABLE = {
    "id": "ID!", "type": "RecordType!", "name": "String!", "ownerId": "ID", "status": "Status!", "statusReason": "StatusReason",
    "publishStatus": "PublishStatus", "isLive": "Boolean!", "revision": "Int!", "createdAt": "DateTime!", "updatedAt": "DateTime!",
    "liveSince": "DateTime", "expiresAt": "DateTime", "lastError": "String", "progress": "Progress", "hasWorkingCopy": "Boolean!",
    "liveVersion": "Version", "scheduled": "[ScheduledAction!]!", "allowedActions": "[Action!]!",
    "availableActions": "[ActionAvailability!]!", "fieldLocks": "[FieldLock!]!", "errorCheck": "ErrorCheck!",
    "uses": "PublishableConnection!", "usedBy": "PublishableConnection!", "history": "StatusChangeConnection!",
    "versions": "VersionConnection!",
}  # fmt: skip
TYPES = {
    "Version": """id: ID! number: Int! statusReason: StatusReason frozenAt: DateTime liveFrom: DateTime liveUntil: DateTime
        author: String comment: String snapshot: JSONObject! diff: [FieldDiff!]!""",
    "ActionAvailability": """action: Action! allowed: Boolean! confirmNeeded: Boolean! code: GuardCode message: String
        blockedBy: [Publishable!]!""",
    "FieldLock": "field: String! editable: Boolean! permanent: Boolean! message: String",
    "ErrorCheck": "result: CheckResult! findings: [Finding!]!",
    "Finding": "code: String! severity: Severity! message: String! path: [String!]! stepId: ID record: Publishable",
    "Progress": """recordId: ID! version: Int phase: String! done: Int! total: Int startedAt: DateTime! deadline: DateTime
        attempt: Int! lastError: String""",
    "ScheduledAction": "action: Action! at: DateTime! scheduledBy: String!",
    "ActionSuccess": "record: Publishable template: Template change: StatusChange cursor: String! warnings: [Finding!]!",
    "CustomerJourneySuccess": "record: CustomerJourney change: StatusChange cursor: String! warnings: [Finding!]!",
    "GuardError": """code: GuardCode! message: String! action: Action record: Publishable allowedActions: [Action!]!
        findings: [Finding!]! blockedBy: [Publishable!]! confirmable: Boolean!""",
    "StatusChange": """id: ID! cursor: String! at: DateTime! kind: ChangeKind! recordId: ID! recordType: RecordType! recordName: String!
        record: Publishable revision: Int! version: Int action: Action actor: String cause: ChangeCause! fromStatus: Status
        fromStatusReason: StatusReason fromPublishStatus: PublishStatus toStatus: Status toStatusReason: StatusReason
        toPublishStatus: PublishStatus error: String findings: [Finding!]!""",
    "LiveViewEvent": """cursor: String! snapshot: [Publishable!] changed: [Publishable!]! removed: [ID!]! counts: [RecordCount!]!
        totalCount: Int!""",
    "PageInfo": "hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String",
    "RecordCount": "type: RecordType! status: Status! statusReason: StatusReason publishStatus: PublishStatus count: Int!",
}
ENUMS = {
    "StatusReason": """DRAFT GOING_LIVE PUBLISHING LIVE LIVE_EDITABLE LIVE_EDITING ACTIVE PAUSED COMPLETING COMPLETED STOPPING STOPPED
        ERROR EXPIRED""",
    "Status": "ACTIVE INACTIVE",
    "PublishStatus": "DRAFT READY_TO_PUBLISH IN_PROGRESS PUBLISHED CANCELLED",
    "Action": """GO_LIVE STOP EDIT SAVE DISCARD ACTIVATE DEACTIVATE PAUSE RESUME REVERT COPY SAVE_AS_TEMPLATE DELETE RUN_NOW FULL_RUN
        SET_PUBLISH_STATUS RESTORE_VERSION SCHEDULE UNSCHEDULE""",
    "GuardCode": """ACTION_NOT_ALLOWED TRANSITION_IN_PROGRESS EXPIRED CHECK_FAILED INVALID_INPUT FIELD_LOCKED FIELD_PERMANENT RULES_LOCKED
        REVISION_CONFLICT DEPENDENCY_NOT_LIVE IN_USE_BY_LIVE_RECORD IN_USE DELETE_LIVE STATUS_SYSTEM_MANAGED NEVER_INACTIVE STOP_FIRST
        PAUSE_FIRST EDIT_NOT_ALLOWED_ONE_TIME PEOPLE_INSIDE RUN_IN_PROGRESS IS_DEFAULT NOT_SCHEDULED LIMIT_REACHED""",
    "ChangeKind": "CREATED STATE VERSION DELETED REFUSED UPDATED",
    "ChangeCause": "USER SYSTEM SCHEDULE TIMER",
    "CheckResult": "VALID WARNING ERROR",
    "Severity": "ERROR WARNING",
    "RecordType": """CUSTOMER_JOURNEY REAL_TIME_JOURNEY AUDIENCE_JOURNEY MARKETING_EMAIL CONTENT_SETTINGS LEAD_SCORING_MODEL SEGMENT
        MARKETING_PAGE MARKETING_FORM EVENT EVENT_SESSION EVENT_TRACK""",
    "Role": "VIEWER EDITOR PUBLISHER ADMIN",
}
ACTIONS = ("goLive", "stop", "edit", "save", "discard", "pause", "resume", "revert", "copy", "delete", "schedule")
LISTS = (
    "customerJourneys", "realTimeJourneys", "audienceJourneys", "marketingEmails", "contentSettings", "leadScoringModels", "segments",
    "marketingPages", "marketingForms", "events", "eventSessions", "eventTracks",
)  # fmt: skip
ACTION = "id expectedRevision confirm idempotencyKey"
FIELDS = {
    "Query": {
        "node": "id atLeast", "nodes": "ids", "record": "id atLeast", "records": "filter orderBy first after last before atLeast",
        "recordCounts": "filter", "views": "", "view": "id", "templates": "", "lifecycle": "type", "lifecycles": "",
        "publishChecklist": "id", "impact": "id action version", "goLivePlan": "ids",
        "statusHistory": "filter first after last before", "contacts": "", "contact": "id", "attributes": "",
        "conditionPreview": "condition first", "conditionTree": "condition", "viewer": "", "liveServices": "", "journeyProgress": "id",
        **dict.fromkeys(
            LISTS,
            "filter orderBy first after last before",
        ),
    },
    "Mutation": {
        **{f"create{record}": "input idempotencyKey" for record in RECORDS},
        **{f"update{record}": "id input expectedRevision idempotencyKey" for record in RECORDS},
        **dict.fromkeys(["goLive", "edit", "discard", "activate", "deactivate", "resume", "revert", "delete", "runNow", "fullRun"], ACTION),
        "stop": f"{ACTION} version", "save": f"{ACTION} comment", "pause": f"{ACTION} resumeAt", "copy": f"{ACTION} name",
        "saveAsTemplate": f"{ACTION} name", "setPublishStatus": f"{ACTION} publishStatus",
        "restoreVersion": f"{ACTION} versionId", "schedule": f"{ACTION} action at", "unschedule": f"{ACTION} action",
        "goLiveAll": "ids confirm idempotencyKey", "performAction": "action filter confirm dryRun all idempotencyKey",
        "cancelBulkOperation": "", "createView": "", "updateView": "", "deleteView": "", "createFromTemplate": "templateId name",
        "createContact": "", "updateContact": "", "eraseContact": "", "createToken": "", "revokeToken": "",
        "setLiveService": "type url secret", "removeLiveService": "type",
    },
    "Subscription": {
        "statusChanged": "filter after", "liveView": "filter orderBy first", "progressChanged": "id", "journeyProgressChanged": "id",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((ROOT / "schema.graphql").read_text())


def test_the_committed_schema_is_fresh() -> None:
    assert (ROOT / "schema.graphql").read_text() == sdl(), "schema.graphql is stale: golive schema > schema.graphql"


@pytest.mark.parametrize("root", FIELDS)
def test_every_operation_of_the_contract_is_there_with_its_arguments(schema: GraphQLSchema, root: str) -> None:
    type_ = schema.type_map[root]
    assert isinstance(type_, GraphQLObjectType)
    for name, arguments in FIELDS[root].items():
        assert name in type_.fields, name
        assert set(arguments.split()) <= set(type_.fields[name].args), name


@pytest.mark.parametrize("name", ENUMS)
def test_the_values_of_an_enum_are_those_of_the_contract(schema: GraphQLSchema, name: str) -> None:
    enum = schema.type_map[name]
    assert isinstance(enum, GraphQLEnumType)
    assert list(enum.values) == ENUMS[name].split() or set(enum.values) == set(ENUMS[name].split())


@pytest.mark.parametrize("name", TYPES)
def test_the_fields_of_a_type_are_those_of_the_contract(schema: GraphQLSchema, name: str) -> None:
    type_ = schema.type_map[name]
    assert isinstance(type_, GraphQLObjectType)
    words = TYPES[name].replace(": ", ":").split()
    expected = dict(word.split(":") for word in words)
    assert expected == {field: str(type_.fields[field].type) for field in expected}


@pytest.mark.parametrize("name", [*RECORDS, "Publishable"])
def test_every_record_is_publishable_and_a_node(schema: GraphQLSchema, name: str) -> None:
    type_ = schema.type_map[name]
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    assert {field: str(type_.fields[field].type) for field in PUBLISHABLE} == PUBLISHABLE
    assert "Node" in {interface.name for interface in type_.interfaces}


def test_a_draft_may_lack_everything_but_its_name(schema: GraphQLSchema) -> None:
    for record in RECORDS:
        input_ = schema.type_map[f"Create{record}Input"]
        assert isinstance(input_, GraphQLInputObjectType)
        needed = {name for name, field in input_.fields.items() if is_non_null_type(field.type)}
        assert needed == ({"name", "eventId"} if record in ("EventSession", "EventTrack") else {"name"})
        update = schema.type_map[f"Update{record}Input"]
        assert isinstance(update, GraphQLInputObjectType)
        assert not [name for name, field in update.fields.items() if is_non_null_type(field.type)]


@pytest.mark.parametrize("interface", ["Publishable", "JourneyStep"])
def test_a_field_of_one_name_can_be_selected_over_all_types(schema: GraphQLSchema, interface: str) -> None:
    abstract = schema.type_map[interface]
    assert isinstance(abstract, GraphQLInterfaceType)
    for one, other in combinations(schema.get_possible_types(abstract), 2):
        for name in one.fields.keys() & other.fields.keys():
            assert str(one.fields[name].type) == str(other.fields[name].type), f"{one.name}.{name} and {other.name}.{name}"


def test_mutations_answer_with_a_success_or_a_guard_error(schema: GraphQLSchema) -> None:
    for record in RECORDS:
        union = schema.type_map[f"{record}Result"]
        assert isinstance(union, GraphQLUnionType)
        assert [type_.name for type_ in union.types] == [f"{record}Success", "GuardError"]
    mutation = schema.mutation_type
    assert mutation is not None
    for name in [
        "goLive",
        "stop",
        "edit",
        "save",
        "discard",
        "activate",
        "deactivate",
        "pause",
        "resume",
        "revert",
        "copy",
        "delete",
        "schedule",
    ]:
        assert str(mutation.fields[name].type) == "ActionResult", "nullable, so that one NOT_FOUND doesn't erase the others"


def test_a_success_and_a_guard_error_can_be_selected_together(schema: GraphQLSchema) -> None:
    guard = schema.type_map["GuardError"]
    assert isinstance(guard, GraphQLObjectType)
    for record in RECORDS:
        success = schema.type_map[f"{record}Success"]
        assert isinstance(success, GraphQLObjectType)
        for name in success.fields.keys() & guard.fields.keys():
            assert is_non_null_type(success.fields[name].type) == is_non_null_type(guard.fields[name].type), name


@pytest.mark.parametrize("name", ["StepInput", "JourneyEntryInput", "DestinationInput", "AfterSubmitInput"])
def test_an_input_of_exactly_one_kind_says_so(schema: GraphQLSchema, name: str) -> None:
    input_ = schema.type_map[name]
    assert isinstance(input_, GraphQLInputObjectType)
    assert input_.is_one_of
