// A record's fields as the inputs have them, out of the answers, which have other names and shapes.
import type { Json } from '../api/graphql';
import type { Spec } from '../api/spec';

export type Values = { [field: string]: Json };
type Output = { [key: string]: unknown };
type Named = { id: string; name?: string; email?: string };

export function valuesOf(fields: Spec[], output: Output): Values {
  return Object.fromEntries(fields.map((spec) => [spec.name, valueOf(spec, output)]));
}

function valueOf(spec: Spec, output: Output): Json {
  if (spec.kind === 'Reference') {
    const found = output[spec.reads!] as Named | Named[] | null;
    return Array.isArray(found) ? found.map((each) => each.id) : (found?.id ?? null);
  }
  const found = output[spec.name] as Json | Output[] | null | undefined;
  if (found == null) return null;
  if (spec.list && Array.isArray(found)) return found.map((each) => inner(spec, each as Output));
  return inner(spec, found as Output);
}

function inner(spec: Spec, output: Output): Json {
  if (spec.kind === 'Object') return compact(spec.fields!, output);
  if (spec.kind !== 'OneOf') return output as unknown as Json;
  const chosen = spec.fields!.find((each) => (each.typename ? each.typename === output.__typename : output[each.name] != null));
  if (!chosen) return null;
  return { [chosen.name]: chosen.typename ? step(chosen, output) : valueOf(chosen, output) };
}

/** A step's own fields; where it leads stands in its edges. */
function step(spec: Spec, output: Output): Json {
  const next = (output.next as { branch: string | null; stepId: string | null }[]).find((edge) => edge.branch === null)?.stepId ?? null;
  return compact(spec.fields!, { ...output, next });
}

/** Null is what is left out. */
function compact(fields: Spec[], output: Output): Json {
  return Object.fromEntries(fields.map((each) => [each.name, valueOf(each, output)] as const).filter(([, value]) => value !== null));
}

/** The names of the records that an answer speaks of, by id. */
export function namesIn(output: unknown, names = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(output)) for (const each of output) namesIn(each, names);
  else if (output && typeof output === 'object') {
    const { id, name, email } = output as Partial<Named>;
    if (id && (name ?? email)) names.set(id, (name ?? email)!);
    for (const each of Object.values(output)) namesIn(each, names);
  }
  return names;
}

export const same = (one: Json | undefined, other: Json | undefined): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
