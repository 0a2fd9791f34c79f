// Where a step leads: another of the journey's steps, chosen by its name.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Json } from '../api/graphql';
import { Findings, type Told } from '../parts/refused';
import { texts } from '../texts';

type Named = { id: string; name: string };
/** The steps of the journey that is being edited, and what the check says of them. */
export const StepsContext = createContext<{ steps: Named[]; findings: readonly Told[] }>({ steps: [], findings: [] });

/** What the check says of a step. */
export function StepFindings({ step }: { step: string }) {
  const { findings } = useContext(StepsContext);
  return <Findings findings={findings.filter((finding) => finding.stepId === step)} />;
}

/** The steps in a journey's field, which holds each under its kind. */
export function stepsIn(value: Json): Named[] {
  if (!Array.isArray(value)) return [];
  const steps = value.flatMap((each) => (each && typeof each === 'object' ? Object.values(each) : [])) as { id?: string; name?: string }[];
  return steps.map((step) => ({ id: step.id ?? '', name: step.name || step.id || '' }));
}

type Props = { id: string; disabled: boolean; 'aria-describedby'?: string; value: string; none: string; onChange: (value: string | null) => void };

export function StepChooser({ value, none, onChange, ...common }: Props) {
  const { steps } = useContext(StepsContext);
  return (
    <select {...common} value={value} onChange={(event) => onChange(event.currentTarget.value || null)}>
      <option value="">{none}</option>
      {value && !steps.some((step) => step.id === value) && <option value={value}>{texts.form.noSuchStep(value)}</option>}
      {steps.map((step) => <option key={step.id} value={step.id}>{step.name}</option>)}
    </select>
  );
}
