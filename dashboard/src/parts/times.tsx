// Moments as people read them.
import { useEffect, useState } from 'preact/hooks';
import { texts } from '../texts';

const EXACT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', year: 'numeric' });
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const STEPS: [number, Intl.RelativeTimeFormatUnit, number][] = [
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86400, 'hour', 3600],
  [7 * 86400, 'day', 86400],
];

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function exact(moment: string): string {
  return EXACT.format(new Date(moment));
}

function relative(moment: string): string {
  const seconds = (Date.parse(moment) - Date.now()) / 1000;
  if (Math.abs(seconds) < 10) return texts.justNow;
  const step = STEPS.find(([below]) => Math.abs(seconds) < below);
  return step ? RELATIVE.format(Math.round(seconds / step[2]), step[1]) : DAY.format(new Date(moment));
}

/** How long ago, kept true while it is looked at; the exact moment as its title. */
export function When({ at }: { at: string | null | undefined }) {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((count) => count + 1), 20_000);
    return () => clearInterval(timer);
  }, []);
  if (!at) return <>{texts.none}</>;
  return (
    <time dateTime={at} title={exact(at)}>
      {relative(at)}
    </time>
  );
}

/** What a wall clock in `zone` shows, as a moment in UTC. `local` is like 2026-01-31T09:00. */
export function inZone(local: string, timeZone: string): string {
  const asUtc = Date.parse(`${local}Z`);
  let moment = asUtc;
  for (let round = 0; round < 2; round++) moment = asUtc - offset(moment, timeZone); // twice, as the offset may change in between
  return new Date(moment).toISOString();
}

/** What a wall clock in `zone` shows at a moment, like 2026-01-31T09:00. */
export function wallClock(moment: string, timeZone: string): string {
  const at = Date.parse(moment);
  return new Date(at + offset(at, timeZone)).toISOString().slice(0, 16);
}

function offset(at: number, timeZone: string): number {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  const shown = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  return shown - Math.floor(at / 1000) * 1000;
}
