// Taking an action: one call for all of them, and what came of it as data.
import { actions } from '../generated/actions';
import { tell } from './client';
import { seen } from './cursor';
import type { Finding, Refusal, Row } from './documents';
import type { Of } from './graphql';

export type Action = Of<'Action'>;
export type Arguments = {
  version?: number;
  comment?: string;
  resumeAt?: string;
  name?: string;
  publishStatus?: Of<'PublishStatus'>;
  versionId?: string;
  action?: Action;
  at?: string;
  confirm?: boolean;
  expectedRevision?: number;
};
export type Outcome = { done: true; record: Row | null; warnings: Finding[]; templateName: string | null } | { done: false; refusal: Refusal };

/** Take it; a network that fails in between may be tried again with the same `key`. Raises `Failure`. */
export async function act(action: Action, id: string, more: Arguments = {}, key: string = crypto.randomUUID()): Promise<Outcome> {
  const document = actions[action as keyof typeof actions] as (typeof actions)['STOP'];
  const { answer } = await tell(document, { id, ...more, idempotencyKey: key });
  if (!answer) throw new Error('a null answer comes with an error');
  if (answer.__typename === 'GuardError') return { done: false, refusal: answer };
  seen(answer.cursor, answer.record ? [answer.record] : []);
  return { done: true, record: answer.record, warnings: answer.warnings, templateName: answer.template?.name ?? null };
}
