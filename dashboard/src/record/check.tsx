// The error check: whether it could go live, and what is wrong, each finding a way to its field.
import { Findings, Links, type Told } from '../parts/refused';
import { texts } from '../texts';
import type { RecordData } from './documents';

export function Check({ record, unsaved }: { record: RecordData; unsaved: boolean }) {
  const { result, findings } = record.errorCheck;
  return (
    <aside class="card stack check" aria-label={texts.record.check} data-check={result}>
      <h2>
        {texts.record.check}
        {findings.length > 0 && <small> {texts.record.findings(findings.length)}</small>}
      </h2>
      {unsaved && <p class="hint">{texts.record.ofSaved}</p>}
      {result === 'VALID' ? <p class="notice good">{record.allowedActions.some((action) => action === 'GO_LIVE' || action === 'SAVE') ? texts.record.valid : texts.record.found}</p> : <Findings findings={findings} onJump={jump} />}
      <Links title={texts.record.blocked} records={findings.flatMap((finding) => (finding.record ? [finding.record] : []))} />
    </aside>
  );
}

/** Go to the field that a finding is about: the nearest to its path that is there. */
export function jump({ path = [], stepId }: Told): void {
  const field = (stepId ? within(document.getElementById(`step-${stepId}`), path.slice(2)) : null) ?? nearest(path);
  if (!field) return;
  for (let around = field.closest('details'); around; around = around.parentElement?.closest('details') ?? null) around.open = true;
  field.scrollIntoView({ block: 'center', behavior: 'smooth' });
  const target = field.matches('input, select, textarea, button') ? field : (field.querySelector<HTMLElement>('input:not(:disabled), select:not(:disabled), textarea:not(:disabled), button') ?? field);
  target.focus({ preventScroll: true });
}

/** The field at the path, or else what holds it. */
function nearest(path: string[]): HTMLElement | null {
  const ids = path.map((_, index) => `field-${path.slice(0, path.length - index).join('.')}`);
  return ids.map((id) => document.getElementById(id)).find(Boolean) ?? null;
}

/** What stands in a step at a path, which doesn't name the step's kind as the ids of fields do. */
function within(step: HTMLElement | null, path: string[]): HTMLElement | null {
  const found = path.map((_, index) => step?.querySelector<HTMLElement>(`[id$="${CSS.escape(`.${path.slice(0, path.length - index).join('.')}`)}"]`));
  return found.find(Boolean) ?? step;
}
