// What the record page asks for.
import { Change, FindingFields, Row } from '../api/documents';
import { graphql, type ResultOf } from '../api/graphql';

export const Page = graphql(
  `query RecordPage($id: ID!, $atLeast: String) {
    record(id: $id, atLeast: $atLeast) {
      __typename ...Row ownerId resumeAt expiresAt
      allowedActions availableActions { action allowed confirmNeeded code message blockedBy { id type name } }
      fieldLocks { field editable permanent message }
      errorCheck { result findings { ...FindingFields } }
      liveVersion { id number liveFrom }
      ... on Segment { memberCount estimate }
    }
  }`,
  [Row, FindingFields],
);
export type RecordData = NonNullable<ResultOf<typeof Page>['record']>;
export type Availability = RecordData['availableActions'][number];
export type Lock = RecordData['fieldLocks'][number];

export const ProgressOf = graphql(`subscription ProgressOf($id: ID!) { progressChanged(id: $id) { phase done total attempt lastError } }`);

export const History = graphql(
  `query RecordHistory($id: ID!, $before: String, $atLeast: String) {
    record(id: $id, atLeast: $atLeast) { id history(last: 30, before: $before) { totalCount nodes { ...Change } pageInfo { hasPreviousPage startCursor } } }
  }`,
  [Change],
);

export const Versions = graphql(`query RecordVersions($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) {
    id hasWorkingCopy isLive
    versions(last: 50) { nodes { id number statusReason frozenAt liveFrom liveUntil author comment } }
  }
}`);

export const Diff = graphql(`query VersionDiff($id: ID!) { node(id: $id) { __typename ... on Version { id diff { field before after } } } }`);

export const NamesOf = graphql(`query NamesOf($ids: [ID!]!) { nodes(ids: $ids) { id ... on Publishable { name } ... on Template { name } ... on Contact { email } } }`);

export const Attributes = graphql(`query Attributes { attributes { name type } }`);

export const Connections = graphql(`query Connections($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) {
    id
    uses(first: 100) { totalCount nodes { id type name status statusReason publishStatus } }
    usedBy(first: 100) { totalCount nodes { id type name status statusReason publishStatus } }
  }
}`);

export const LifecycleOf = graphql(`query LifecycleOf($type: RecordType!) {
  lifecycle(type: $type) {
    type
    states { name statusReason publishStatus status isTransitional }
    transitions { action event from { name } to { name } target then { name } failed { name } ofOlderVersion needsWorkingCopy }
  }
}`);

export const ImpactOf = graphql(`query ImpactOf($id: ID!, $action: Action!, $version: Int) {
  impact(id: $id, action: $action, version: $version) {
    version peopleInside overdue queued handedOver
    availability { allowed confirmNeeded code message }
    affected(first: 20) { totalCount nodes { id type name } }
  }
}`);

export const Checklist = graphql(
  `query Checklist($id: ID!) { publishChecklist(id: $id) { ready items { kind state message findings { ...FindingFields } } } }`,
  [FindingFields],
);
