// What the journey page asks for.
import { FindingFields } from '../api/documents';
import { graphql, type FragmentOf, type ResultOf } from '../api/graphql';

export const Steps = graphql(`query JourneySteps($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) {
    __typename id versions(last: 50) { nodes { id number } }
    ... on CustomerJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } } ... on WaitStep { duration } } entry { segment { segments { name } } trigger { event } } }
    ... on RealTimeJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } } ... on WaitStep { duration } } entry { segment { segments { name } } trigger { event } } }
    ... on AudienceJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } } ... on WaitStep { duration } } entryRules }
  }
}`);

export const Frozen = graphql(`query FrozenJourney($id: ID!) { node(id: $id) { __typename ... on Version { id snapshot } } }`);

export const VersionCounts = graphql(`fragment VersionCounts on VersionProgress {
  version
  people { entered inside completed exited removed failed }
  steps { stepId name kind entered waiting passed failed exited error reasons { outcome reason count } mails { queued sent blocked opened clicked bounced unsubscribed } }
}`);
export type VersionCounts = FragmentOf<typeof VersionCounts>;

export const JourneyCounts = graphql(
  `subscription JourneyCounts($id: ID!) { journeyProgressChanged(id: $id) { versions { ...VersionCounts } } }`,
  [VersionCounts],
);

const PassageFields = graphql(`fragment PassageFields on Passage {
  id status reason held stepId since dueAt enteredAt endedAt version contact { id email firstName lastName }
}`);
export type Passage = FragmentOf<typeof PassageFields>;

export const Passages = graphql(
  `query Passages($id: ID!, $stepId: ID, $status: PassageStatus, $version: Int, $after: String) {
    record(id: $id) {
      __typename id
      ... on CustomerJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
      ... on RealTimeJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
      ... on AudienceJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
    }
  }`,
  [PassageFields],
);

export const PathOf = graphql(`query PathOf($id: ID!) { node(id: $id) {
  __typename ... on Passage { id enteredAt endedAt status reason stepId path(first: 100) { nodes { number stepId name kind enteredAt leftAt outcome branch reason } } }
} }`);

export const Runs = graphql(`query Runs($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) { id ... on AudienceJourney { runHistory(last: 20) { nodes { id number trigger status error startedAt endedAt entered progressed exited completed failed } } } }
}`);

export const DryRun = graphql(
  `query DryRun($id: ID!) {
    simulateJourney(id: $id, first: 1) {
      findings { ...FindingFields } until wouldEnter entered sampled complete
      steps { stepId name kind entered waiting passed failed exited error reasons { outcome reason count } mails { queued sent blocked opened clicked bounced unsubscribed } }
      mails { stepId sent reason count firstAt lastAt }
      ends { status stepId reason count }
    }
  }`,
  [FindingFields],
);
export type DryRun = ResultOf<typeof DryRun>['simulateJourney'];
