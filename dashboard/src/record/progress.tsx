// The work under way: its phase, and how much of it is done.
import { useEffect, useState } from 'preact/hooks';
import { follow } from '../api/follow';
import { texts } from '../texts';
import { ProgressOf, type RecordData } from './documents';

type Progress = { phase: string; done: number; total: number | null; attempt: number; lastError: string | null };

export function WorkUnderWay({ record }: { record: RecordData }) {
  const [progress, set] = useState<Progress | null>(record.progress);
  const state = record.statusReason ?? '';
  useEffect(() => follow(ProgressOf, () => ({ id: record.id }), { onData: ({ progressChanged }) => set(progressChanged) }), [record.id, record.revision]);
  useEffect(() => set(record.progress), [record.progress]);
  const shown = progress ?? { phase: state, done: 0, total: null, attempt: 1, lastError: null };
  return (
    <div class="work" role="status">
      <p>
        <strong>{texts.record.working(shown.phase)}</strong> {shown.total != null && texts.record.progress(shown.done, shown.total)}
        {shown.attempt > 1 && <small> · {texts.record.attempt(shown.attempt)}</small>}
        {shown.lastError && <small> · {shown.lastError}</small>}
      </p>
      <progress aria-label={texts.record.working(shown.phase)} value={shown.total ? shown.done : undefined} max={shown.total || 1} />
    </div>
  );
}
