// What the states of a record say to those who wait for one.
import type { AnyRecordFragment, ChangeFragment, PublishStatus, StatusReason } from './generated.ts';

export type State = StatusReason | PublishStatus;

const GOING_LIVE: readonly State[] = ['GOING_LIVE', 'PUBLISHING'];
const UNDER_WAY: readonly State[] = [...GOING_LIVE, 'STOPPING', 'COMPLETING'];
/** Where a record stays until somebody acts, save that what is Stopped expires in time. */
const OVER: readonly State[] = ['ERROR', 'STOPPED', 'COMPLETED', 'EXPIRED', 'CANCELLED'];
export const RUNNING: readonly State[] = ['LIVE', 'ACTIVE', 'PUBLISHED'];
/** Where a record that was to go live has got to when it is over. What a newer server calls a state may be one on the way. */
export const SETTLED: readonly State[] = [...RUNNING, ...OVER, 'DRAFT', 'LIVE_EDITABLE', 'LIVE_EDITING', 'PAUSED', 'COMPLETING', 'STOPPING'];

/** Whether a record is, or got to, one of these states. */
export function isAt(of: AnyRecordFragment | ChangeFragment, states: readonly State[]): boolean {
  const both = 'recordId' in of ? [of.toStatusReason, of.toPublishStatus] : [of.statusReason, of.publishStatus];
  return both.some((state) => state !== null && states.includes(state));
}

/** Whether the record rests elsewhere: where it stays, where a failure or a refusal left it. */
export function missed(of: AnyRecordFragment | ChangeFragment, wanted: readonly State[]): boolean {
  const over = wanted.includes('EXPIRED') ? OVER.filter((state) => state !== 'STOPPED') : OVER;
  const failed = 'recordId' in of ? of.error !== null || of.kind === 'REFUSED' : of.lastError !== null && !isAt(of, UNDER_WAY);
  return failed || isAt(of, over);
}
