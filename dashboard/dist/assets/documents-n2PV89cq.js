import{C as e,b as t,v as n}from"./index-Dku8jbE1.js";import{t as r}from"./graphql-BIlKXdIs.js";var i=r(`query RecordPage($id: ID!, $atLeast: String) {
    record(id: $id, atLeast: $atLeast) {
      __typename ...Row ownerId resumeAt expiresAt
      allowedActions availableActions { action allowed confirmNeeded code message blockedBy { id type name } }
      fieldLocks { field editable permanent message }
      errorCheck { result findings { ...FindingFields } }
      liveVersion { id number liveFrom }
      ... on Segment { memberCount estimate }
    }
  }`,[e,t]),a=r(`subscription ProgressOf($id: ID!) { progressChanged(id: $id) { phase done total attempt lastError } }`),o=r(`query RecordHistory($id: ID!, $before: String, $atLeast: String) {
    record(id: $id, atLeast: $atLeast) { id history(last: 30, before: $before) { totalCount nodes { ...Change } pageInfo { hasPreviousPage startCursor } } }
  }`,[n]),s=r(`query RecordVersions($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) {
    id hasWorkingCopy isLive
    versions(last: 50) { nodes { id number statusReason frozenAt liveFrom liveUntil author comment } }
  }
}`),c=r(`query VersionDiff($id: ID!) { node(id: $id) { __typename ... on Version { id diff { field before after } } } }`),l=r(`query NamesOf($ids: [ID!]!) { nodes(ids: $ids) { id ... on Publishable { name } ... on Template { name } ... on Contact { email } } }`),u=r(`query Attributes { attributes { name type } }`),d=r(`query Connections($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) {
    id
    uses(first: 100) { totalCount nodes { id type name status statusReason publishStatus } }
    usedBy(first: 100) { totalCount nodes { id type name status statusReason publishStatus } }
  }
}`),f=r(`query LifecycleOf($type: RecordType!) {
  lifecycle(type: $type) {
    type
    states { name statusReason publishStatus status isTransitional }
    transitions { action event from { name } to { name } target then { name } failed { name } ofOlderVersion needsWorkingCopy }
  }
}`),p=r(`query ImpactOf($id: ID!, $action: Action!, $version: Int) {
  impact(id: $id, action: $action, version: $version) {
    version peopleInside overdue queued handedOver
    availability { allowed confirmNeeded code message }
    affected(first: 20) { totalCount nodes { id type name } }
  }
}`),m=r(`query Checklist($id: ID!) { publishChecklist(id: $id) { ready items { kind state message findings { ...FindingFields } } } }`,[t]);export{o as a,l as c,s as d,c as i,i as l,m as n,p as o,d as r,f as s,u as t,a as u};