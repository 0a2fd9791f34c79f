// A record's state as a coloured mark with its name; colours never say it alone.
import { texts } from '../texts';

type Standing = { status: string; statusReason: string | null; publishStatus: string | null };

const TONES: Record<string, string> = {
  DRAFT: 'draft', READY_TO_PUBLISH: 'draft', GOING_LIVE: 'moving', PUBLISHING: 'moving', IN_PROGRESS: 'moving', STOPPING: 'moving', COMPLETING: 'moving', LIVE: 'live', ACTIVE: 'live', PUBLISHED: 'live',
  LIVE_EDITABLE: 'editing', LIVE_EDITING: 'editing', PAUSED: 'paused', STOPPED: 'stopped', COMPLETED: 'stopped', CANCELLED: 'stopped', EXPIRED: 'stopped', ERROR: 'error',
};

export const TRANSITIONAL = new Set(['GOING_LIVE', 'PUBLISHING', 'STOPPING', 'COMPLETING']);
export const stateOf = (of: Pick<Standing, 'statusReason' | 'publishStatus'>): string => of.statusReason ?? of.publishStatus ?? 'DRAFT';
export const tone = (state: string): string => TONES[state] ?? 'draft';
export const stateName = (state: string): string => texts.states[state] ?? state;
export const typeName = (type: string): string => texts.types[type] ?? type;

export function State({ of }: { of: Standing }) {
  const state = stateOf(of);
  const asleep = of.status === 'INACTIVE' && state !== 'EXPIRED';
  return (
    <span class={`state ${asleep ? 'stopped' : tone(state)}`} data-state={state}>
      {stateName(state)}
      {asleep && ` · ${texts.inactive}`}
    </span>
  );
}
