import{S as e,i as t,y as n}from"./index-Dku8jbE1.js";import{c as r,t as i}from"./graphql-BIlKXdIs.js";var a={GO_LIVE:i(`mutation GoLive($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: goLive(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),EDIT:i(`mutation Edit($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: edit(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),DISCARD:i(`mutation Discard($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: discard(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),ACTIVATE:i(`mutation Activate($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: activate(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),DEACTIVATE:i(`mutation Deactivate($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: deactivate(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),RESUME:i(`mutation Resume($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: resume(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),RUN_NOW:i(`mutation RunNow($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: runNow(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),FULL_RUN:i(`mutation FullRun($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: fullRun(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),REVERT:i(`mutation Revert($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: revert(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),DELETE:i(`mutation Delete($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: delete(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),STOP:i(`mutation Stop($id: ID!, $version: Int, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: stop(id: $id, version: $version, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),SAVE:i(`mutation Save($id: ID!, $comment: String, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: save(id: $id, comment: $comment, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),PAUSE:i(`mutation Pause($id: ID!, $resumeAt: DateTime, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: pause(id: $id, resumeAt: $resumeAt, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),COPY:i(`mutation Copy($id: ID!, $name: String, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: copy(id: $id, name: $name, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),SAVE_AS_TEMPLATE:i(`mutation SaveAsTemplate($id: ID!, $name: String, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: saveAsTemplate(id: $id, name: $name, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),SET_PUBLISH_STATUS:i(`mutation SetPublishStatus($id: ID!, $publishStatus: PublishStatus!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: setPublishStatus(id: $id, publishStatus: $publishStatus, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),RESTORE_VERSION:i(`mutation RestoreVersion($id: ID!, $versionId: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: restoreVersion(id: $id, versionId: $versionId, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),SCHEDULE:i(`mutation Schedule($id: ID!, $action: Action!, $at: DateTime!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: schedule(id: $id, action: $action, at: $at, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e]),UNSCHEDULE:i(`mutation Unschedule($id: ID!, $action: Action!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: unschedule(id: $id, action: $action, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[n,e])};async function o(e,n,i={},o=crypto.randomUUID()){let s=a[e],{answer:c}=await r(s,{id:n,...i,idempotencyKey:o});if(!c)throw Error(`a null answer comes with an error`);return c.__typename===`GuardError`?{done:!1,refusal:c}:(t(c.cursor,c.record?[c.record]:[]),{done:!0,record:c.record,warnings:c.warnings,templateName:c.template?.name??null})}export{o as t};