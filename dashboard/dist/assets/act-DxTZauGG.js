import{P as e,S as t,i as n,w as r,y as i}from"./index-Dblm6xY-.js";var a={GO_LIVE:r(`mutation GoLive($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: goLive(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),EDIT:r(`mutation Edit($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: edit(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),DISCARD:r(`mutation Discard($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: discard(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),ACTIVATE:r(`mutation Activate($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: activate(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),DEACTIVATE:r(`mutation Deactivate($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: deactivate(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),RESUME:r(`mutation Resume($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: resume(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),RUN_NOW:r(`mutation RunNow($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: runNow(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),FULL_RUN:r(`mutation FullRun($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: fullRun(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),REVERT:r(`mutation Revert($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: revert(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),DELETE:r(`mutation Delete($id: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: delete(id: $id, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),STOP:r(`mutation Stop($id: ID!, $version: Int, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: stop(id: $id, version: $version, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),SAVE:r(`mutation Save($id: ID!, $comment: String, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: save(id: $id, comment: $comment, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),PAUSE:r(`mutation Pause($id: ID!, $resumeAt: DateTime, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: pause(id: $id, resumeAt: $resumeAt, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),COPY:r(`mutation Copy($id: ID!, $name: String, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: copy(id: $id, name: $name, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),SAVE_AS_TEMPLATE:r(`mutation SaveAsTemplate($id: ID!, $name: String, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: saveAsTemplate(id: $id, name: $name, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),SET_PUBLISH_STATUS:r(`mutation SetPublishStatus($id: ID!, $publishStatus: PublishStatus!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: setPublishStatus(id: $id, publishStatus: $publishStatus, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),RESTORE_VERSION:r(`mutation RestoreVersion($id: ID!, $versionId: ID!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: restoreVersion(id: $id, versionId: $versionId, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),SCHEDULE:r(`mutation Schedule($id: ID!, $action: Action!, $at: DateTime!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: schedule(id: $id, action: $action, at: $at, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t]),UNSCHEDULE:r(`mutation Unschedule($id: ID!, $action: Action!, $expectedRevision: Int, $confirm: Boolean! = false, $idempotencyKey: String) {
    answer: unschedule(id: $id, action: $action, expectedRevision: $expectedRevision, confirm: $confirm, idempotencyKey: $idempotencyKey) { __typename ...Done ...Refusal }
  }`,[i,t])};async function o(t,r,i={},o=crypto.randomUUID()){let s=a[t],{answer:c}=await e(s,{id:r,...i,idempotencyKey:o});if(!c)throw Error(`a null answer comes with an error`);return c.__typename===`GuardError`?{done:!1,refusal:c}:(n(c.cursor,c.record?[c.record]:[]),{done:!0,record:c.record,warnings:c.warnings,templateName:c.template?.name??null})}export{o as t};