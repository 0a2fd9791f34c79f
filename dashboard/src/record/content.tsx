// The record's own fields: read, edited and saved together.
import { may } from '../api/session';
import { Waiting } from '../parts/load';
import { Refused } from '../parts/refused';
import { failed } from '../parts/toasts';
import { Padlock } from '../parts/padlock';
import { texts } from '../texts';
import type { RecordData } from './documents';
import { Field } from './field';
import type { Fields } from './fields';
import { LiveDiff } from './live-diff';
import { StepsContext, stepsIn } from './steps';

export function Content({ record, fields, cursor }: { record: RecordData; fields: Fields; cursor: string | undefined }) {
  const { base, edited, changed, refusal } = fields;
  if (!base) return <Waiting error={fields.error} />;
  const locks = new Map(record.fieldLocks.map((lock) => [lock.field, lock]));
  const locked = record.fieldLocks.filter((lock) => !lock.editable);
  const readOnly = !may('EDITOR');
  const allLocked = readOnly || (locked.length > 0 && locked.length === record.fieldLocks.length);
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (changed && !allLocked) fields.save().catch(failed);
  };
  // The check speaks of what is saved, and so not of a field that was changed since.
  const findings = [...record.errorCheck.findings.filter((finding) => !(finding.path[0]! in edited)), ...(refusal?.findings ?? [])];
  const ofSteps = findings.filter((finding) => finding.stepId);
  const valueOf = (name: string) => (name in edited ? edited[name]! : (base.values[name] ?? null));
  const overwritten = Object.keys(fields.theirs).some((name) => name in edited);
  return (
    <form class="content stack" onSubmit={save} noValidate>
      {allLocked && (
        <p class="notice lock">
          <Padlock /> <span>{readOnly ? texts.record.readOnly : record.allowedActions.includes('EDIT') ? texts.record.chooseEdit : texts.record.allLocked}</span>
        </p>
      )}
      <LiveDiff record={record} cursor={cursor} />
      {refusal && <Refused refusal={refusal} />}
      {overwritten && <p class="notice warn" role="status">{texts.record.stale}</p>}
      <div class="card fields">
        <StepsContext.Provider value={{ steps: stepsIn(valueOf('steps')), findings: ofSteps }}>
          {fields.specs.map((spec) => (
            <Field
              key={spec.name}
              spec={spec}
              value={valueOf(spec.name)}
              lock={locks.get(spec.name)}
              quietLock={allLocked}
              readOnly={readOnly}
              changed={spec.name in edited}
              theirs={spec.name in edited ? fields.theirs[spec.name] : undefined}
              names={base.names}
              findings={findings.filter((finding) => finding.path[0] === spec.name && !ofSteps.includes(finding))}
              onChange={(value) => fields.set(spec.name, value)}
            />
          ))}
        </StepsContext.Provider>
      </div>
      {changed > 0 && (
        <div class="save-bar" role="region" aria-label={texts.record.unsaved(changed)}>
          <span role="status">{texts.record.unsaved(changed)}{allLocked && `: ${texts.record.unsavedLocked}`}</span>
          <button type="button" onClick={fields.undo}>{texts.record.undo}</button>
          {!allLocked && <button class="primary" disabled={fields.busy}>{texts.record.save}</button>}
        </div>
      )}
    </form>
  );
}
