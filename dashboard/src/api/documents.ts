// The documents that several pages share.
import { graphql, type FragmentOf, type ResultOf } from './graphql';

export const Row = graphql(`fragment Row on Publishable {
  id type name status statusReason publishStatus isLive revision createdAt updatedAt liveSince lastError hasWorkingCopy
  progress { phase done total attempt lastError }
  scheduled { action at scheduledBy }
}`);
export type Row = FragmentOf<typeof Row>;

export const FindingFields = graphql(`fragment FindingFields on Finding { code severity message path stepId record { id type name } }`);
export type Finding = FragmentOf<typeof FindingFields>;

export const Refusal = graphql(
  `fragment Refusal on GuardError {
    code message action confirmable allowedActions
    findings { ...FindingFields }
    blockedBy { id type name }
    record { id type name }
  }`,
  [FindingFields],
);
export type Refusal = FragmentOf<typeof Refusal>;

export const Done = graphql(
  `fragment Done on ActionSuccess { cursor warnings { ...FindingFields } record { ...Row } template { id name } }`,
  [FindingFields, Row],
);

export const Change = graphql(`fragment Change on StatusChange {
  id cursor at kind recordId recordType recordName revision version action actor cause
  fromStatus fromStatusReason fromPublishStatus toStatus toStatusReason toPublishStatus error
  findings { code severity message }
}`);
export type Change = FragmentOf<typeof Change>;

export const WhoAmI = graphql(`query WhoAmI { viewer { name role workspace cursor } }`);
export type Viewer = ResultOf<typeof WhoAmI>['viewer'];

export const Recent = graphql(`query Recent { statusHistory(last: 20) { nodes { ...Change } } }`, [Change]);

export const Changes = graphql(
  `subscription Changes($filter: RecordFilter, $after: String) { statusChanged(filter: $filter, after: $after) { ...Change } }`,
  [Change],
);

export const LiveView = graphql(
  `subscription LiveView($filter: RecordFilter, $orderBy: RecordOrder, $first: Int) {
    liveView(filter: $filter, orderBy: $orderBy, first: $first) {
      cursor totalCount removed
      snapshot { ...Row }
      changed { ...Row }
      counts { type status statusReason publishStatus count }
    }
  }`,
  [Row],
);
export type LiveEvent = ResultOf<typeof LiveView>['liveView'];
export type Count = LiveEvent['counts'][number];

export const Records = graphql(
  `query Records($filter: RecordFilter, $orderBy: RecordOrder, $first: Int, $after: String, $atLeast: String) {
    records(filter: $filter, orderBy: $orderBy, first: $first, after: $after, atLeast: $atLeast) {
      totalCount nodes { ...Row } pageInfo { endCursor hasNextPage }
    }
  }`,
  [Row],
);
