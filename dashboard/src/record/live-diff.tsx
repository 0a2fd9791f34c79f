// The working copy beside the live version, where one is open.
import { texts } from '../texts';
import type { RecordData } from './documents';
import { VersionDiff } from './versions';

export function LiveDiff({ record, cursor }: { record: RecordData; cursor: string | undefined }) {
  if (!record.liveVersion || !record.hasWorkingCopy) return null;
  return (
    <details class="card" open>
      <summary>{texts.record.diff}</summary>
      <VersionDiff id={record.liveVersion.id} name={texts.record.before} cursor={cursor} />
    </details>
  );
}
