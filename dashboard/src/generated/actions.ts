// Made from schema.graphql by scripts/generate.mjs; `npm run generate` writes it anew.
import { Done, Refusal } from '../api/documents';
import { graphql } from '../api/graphql';

export const actions = {
  GO_LIVE: graphql(`mutation GoLive($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: goLive(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  EDIT: graphql(`mutation Edit($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: edit(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  DISCARD: graphql(`mutation Discard($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: discard(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  ACTIVATE: graphql(`mutation Activate($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: activate(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  DEACTIVATE: graphql(`mutation Deactivate($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: deactivate(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  RESUME: graphql(`mutation Resume($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: resume(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  RUN_NOW: graphql(`mutation RunNow($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: runNow(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  FULL_RUN: graphql(`mutation FullRun($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: fullRun(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  REVERT: graphql(`mutation Revert($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: revert(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  DELETE: graphql(`mutation Delete($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: delete(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  STOP: graphql(`mutation Stop($id: ID!, $version: Int, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: stop(id: $id, version: $version, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  SAVE: graphql(`mutation Save($id: ID!, $comment: String, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: save(id: $id, comment: $comment, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  PAUSE: graphql(`mutation Pause($id: ID!, $resumeAt: DateTime, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: pause(id: $id, resumeAt: $resumeAt, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  COPY: graphql(`mutation Copy($id: ID!, $name: String, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: copy(id: $id, name: $name, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  SAVE_AS_TEMPLATE: graphql(`mutation SaveAsTemplate($id: ID!, $name: String, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: saveAsTemplate(id: $id, name: $name, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  SET_PUBLISH_STATUS: graphql(`mutation SetPublishStatus($id: ID!, $publishStatus: PublishStatus!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: setPublishStatus(id: $id, publishStatus: $publishStatus, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  RESTORE_VERSION: graphql(`mutation RestoreVersion($id: ID!, $versionId: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: restoreVersion(id: $id, versionId: $versionId, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  SCHEDULE: graphql(`mutation Schedule($id: ID!, $action: Action!, $at: DateTime!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: schedule(id: $id, action: $action, at: $at, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
  UNSCHEDULE: graphql(`mutation Unschedule($id: ID!, $action: Action!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: unschedule(id: $id, action: $action, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`, [Done, Refusal]),
};
