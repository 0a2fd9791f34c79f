// A refusal in the server's words: what, why, what to do, every finding, who is in the way, what is possible instead.
import type { Refusal } from '../api/documents';
import { texts } from '../texts';
import { typeName } from './state';

export function Refused({ refusal }: { refusal: Refusal }) {
  return (
    <div class="notice bad" role="alert" data-code={refusal.code}>
      <strong>{refusal.message}</strong>
      <Findings findings={refusal.findings.filter((finding) => finding.message !== refusal.message)} />
      <Links title={texts.record.blocked} records={refusal.blockedBy} />
      {refusal.allowedActions.length > 0 && !refusal.findings.length && !refusal.confirmable && (
        <p>
          {texts.dialog.nowAllowed}: {refusal.allowedActions.map((action) => texts.actions[action] ?? action).join(', ')}
        </p>
      )}
    </div>
  );
}

export type Told = { code: string; severity: string; message: string; path?: string[]; stepId?: string | null };

export function Findings({ findings, onJump }: { findings: readonly Told[]; onJump?: (finding: Told) => void }) {
  if (!findings.length) return null;
  return (
    <ul class="findings">
      {findings.map((finding, index) => (
        <li key={index} class={finding.severity.toLowerCase()} data-finding={finding.code}>
          <span class="severity">{texts.record.severities[finding.severity] ?? finding.severity}</span>
          <span>{finding.message}</span>
          {onJump && Boolean(finding.path?.length || finding.stepId) && (
            <button type="button" class="link" onClick={() => onJump(finding)}>{texts.record.toField}</button>
          )}
        </li>
      ))}
    </ul>
  );
}

export function Links({ title, records }: { title: string; records: readonly { id: string; type: string; name: string }[] }) {
  if (!records.length) return null;
  return (
    <p>
      {title}:{' '}
      {records.map((record, index) => (
        <span key={record.id}>
          {index > 0 && ', '}
          <a href={`/records/${record.id}`}>{record.name}</a> ({typeName(record.type)})
        </span>
      ))}
    </p>
  );
}
