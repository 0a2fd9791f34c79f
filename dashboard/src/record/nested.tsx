// Inputs that hold inputs: an object, one of several kinds, a list.
import type { Json } from '../api/graphql';
import type { Spec } from '../api/spec';
import { texts } from '../texts';
import { Input, isSimple, labelFor, type InputProps } from './input';
import { StepFindings } from './steps';

type Holder = { [key: string]: Json };
const holder = (value: Json): Holder => (value && typeof value === 'object' && !Array.isArray(value) ? value : {});

export function Nested({ id, spec, value, ...rest }: InputProps) {
  const held = holder(value);
  return (
    <div class="nested">
      {nameFirst(spec.fields!).map((each) => {
        const own = `${id}.${each.name}`;
        const change = (next: Json) => {
          const { [each.name]: _, ...others } = held;
          rest.onChange(next === null ? others : { ...others, [each.name]: next });
        };
        const input = <Input {...rest} id={own} spec={each} value={held[each.name] ?? null} onChange={change} />;
        return isSimple(each) ? (
          <div key={each.name} class={`field ${each.kind === 'Boolean' ? 'boolean' : ''}`}>
            <label for={own}>{labelFor(each)}</label>
            {input}
          </div>
        ) : (
          <fieldset key={each.name} id={own}>
            <legend>{labelFor(each)}</legend>
            {input}
          </fieldset>
        );
      })}
    </div>
  );
}

/** What something is called comes before the id that it is known by. */
const nameFirst = (specs: Spec[]): Spec[] => [...specs].sort((a, b) => Number(b.name === 'name') - Number(a.name === 'name'));

export function ChoiceOfKind({ id, spec, value, ...rest }: InputProps) {
  const held = holder(value);
  const kind = spec.fields!.find((each) => each.name in held);
  const switchTo = (name: string) => {
    const next = spec.fields!.find((each) => each.name === name);
    rest.onChange(next ? { [next.name]: kind && isStep(next) ? turned(kind, next, holder(held[kind.name]!)) : blank(next) } : null);
  };
  const step = kind?.typename ? String(holder(held[kind.name]!).id ?? '') : '';
  return (
    <div class="kind" id={step ? `step-${step}` : undefined}>
      <div class="field">
        <label for={`${id}-kind`}>{texts.form.kind}</label>
        <select id={`${id}-kind`} value={kind?.name ?? ''} disabled={rest.locked} onChange={(event) => switchTo(event.currentTarget.value)}>
          <option value="">{texts.form.nothing}</option>
          {spec.fields!.map((each) => <option key={each.name} value={each.name}>{labelFor(each)}</option>)}
        </select>
      </div>
      {kind && isSimple(kind) && (
        <div class="field">
          <label for={`${id}.${kind.name}`}>{labelFor(kind)}</label>
          <Input {...rest} id={`${id}.${kind.name}`} spec={kind} value={held[kind.name]!} onChange={(next) => rest.onChange({ [kind.name]: next ?? '' })} />
        </div>
      )}
      {step && <StepFindings step={step} />}
      {kind && !isSimple(kind) && <Input {...rest} id={`${id}.${kind.name}`} spec={kind} value={held[kind.name]!} onChange={(next) => rest.onChange({ [kind.name]: next })} />}
    </div>
  );
}

const isStep = (spec: Spec): boolean => spec.typename !== undefined;

/** What a step of another kind keeps: its id, its own name, where it leads, branches of the same names. */
function turned(from: Spec, to: Spec, held: Holder): Json {
  const { id, name, ...fresh } = holder(blank(to));
  const kept: Holder = to.fields!.some((each) => each.name === 'next') && held.next ? { next: held.next } : {};
  return { ...fresh, ...kept, id: held.id ?? id!, name: held.name && held.name !== labelFor(from) ? held.name : name! };
}

/** The branches that a kind of step begins with. */
const BRANCHES: Record<string, Json> = {
  waitFor: [{ name: 'yes' }, { name: 'no' }],
  ifThen: [{ name: 'yes' }, { name: 'no' }],
  split: [{ name: 'A', percent: 50 }, { name: 'B', percent: 50 }],
  segmentGroup: [{ name: 'Group 1' }, { name: 'other' }],
};
let made = 0;

/** What something new begins with. */
function blank(spec: Spec): Json {
  if (spec.typename) return { id: `step-${++made}-${Math.random().toString(36).slice(2, 6)}`, name: labelFor(spec), ...(BRANCHES[spec.name] ? { branches: BRANCHES[spec.name]! } : {}) };
  if (spec.kind === 'Object') return Object.fromEntries(spec.fields!.filter((each) => each.required).map((each) => [each.name, blank(each)]));
  if (spec.kind === 'OneOf') return { [spec.fields![0]!.name]: blank(spec.fields![0]!) };
  if (spec.kind === 'Int') return 0;
  if (spec.kind === 'Enum') return spec.values![0]!;
  return '';
}

export function Many({ id, spec, value, ...rest }: InputProps) {
  const items = Array.isArray(value) ? value : [];
  const one: Spec = { ...spec, list: false };
  const put = (index: number, next: Json) => rest.onChange(items.map((each, at) => (at === index ? next : each)));
  const move = (index: number, way: number) => {
    const next = [...items];
    [next[index], next[index + way]] = [next[index + way]!, next[index]!];
    rest.onChange(next);
  };
  return (
    <div class="many">
      <ol>
        {items.map((item, index) => {
          const own = `${id}.${index}`;
          return (
            <li key={index} class={isSimple(one) ? 'simple' : 'block'} id={isSimple(one) ? undefined : own}>
              <div class="one">
                {isSimple(one) && <label class="visually-hidden" for={own}>{`${labelFor(spec)} ${texts.form.item(index)}`}</label>}
                <Input {...rest} id={own} spec={one} value={item} onChange={(next) => put(index, next ?? blank(one))} />
              </div>
              {!rest.locked && (
                <span class="tools">
                  <Tool text="↑" label={texts.form.up} disabled={index === 0} onClick={() => move(index, -1)} />
                  <Tool text="↓" label={texts.form.down} disabled={index === items.length - 1} onClick={() => move(index, 1)} />
                  <Tool text="×" label={texts.form.remove} onClick={() => rest.onChange(items.filter((_, at) => at !== index))} />
                </span>
              )}
            </li>
          );
        })}
      </ol>
      {!items.length && rest.locked && <p class="hint">{texts.record.nothing}</p>}
      {!rest.locked && <button type="button" onClick={() => rest.onChange(joined(items, one))}>{texts.form.add}</button>}
    </div>
  );
}

/** One more; a step follows the one before, where that leads nowhere yet. */
function joined(items: Json[], one: Spec): Json[] {
  const fresh = blank(one);
  const last = items.at(-1);
  if (!one.fields?.some(isStep) || !last) return [...items, fresh];
  const [kind, step] = Object.entries(holder(last))[0]!;
  const leads = one.fields.find((each) => each.name === kind)?.fields?.some((each) => each.name === 'next');
  const follows = leads && !holder(step).next;
  return [...items.slice(0, -1), follows ? { [kind]: { ...holder(step), next: holder(Object.values(holder(fresh))[0]!).id! } } : last, fresh];
}

function Tool({ text, label, disabled, onClick }: { text: string; label: string; disabled?: boolean; onClick: () => void }) {
  return (
    <button type="button" class="quiet" aria-label={label} disabled={disabled} onClick={onClick}>
      {text}
    </button>
  );
}
