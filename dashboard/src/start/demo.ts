// The demo's play: customers of a real campaign, six drafts that belong together, and what happens to them.
import { act } from '../api/act';
import { ask, tell } from '../api/client';
import { seen } from '../api/cursor';
import { graphql, type Json } from '../api/graphql';
import { own } from '../generated/own';
import customersFile from '../../../graph/demo/hillstrom-2000.csv?url';
import { parseCsv } from '../people/csv';
import { contactOf, guessed } from '../people/columns';
import { bringIn } from '../people/importing';
import { Plan, GoLiveAll } from '../board/plan';

export const CUSTOMERS = 120;
export const PARTS = ['segment', 'email', 'settings', 'form', 'page', 'journey'] as const;
export type Part = (typeof PARTS)[number];
export type Ids = Record<Part, string>;

const BODY = "<p>Dear {{ contact.first_name | default: 'friend' }}, spring is here.</p>";
const FOOTER = "<p>{{ content.address }} <a href='{{ content.unsubscribe_url }}'>Unsubscribe</a></p>";
const KEY = 'golive.demo';

/** The ids of the demo that was loaded in this browser. */
export function remembered(workspace: string): Ids | null {
  return (JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, Ids>)[workspace] ?? null;
}

export function forgetDemo(workspace: string): void {
  const { [workspace]: _, ...others } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, Ids>;
  localStorage.setItem(KEY, JSON.stringify(others));
}

/** Bring the customers in and create the drafts. Raises `Failure`. */
export async function load(workspace: string, onProgress: (done: number) => void): Promise<Ids> {
  const [names, ...rows] = parseCsv(await (await fetch(customersFile)).text());
  const columns = guessed(names!, rows, []);
  const customers = rows.slice(0, CUSTOMERS).map((row, index) => ({ ...contactOf(columns, row, true), email: `customer-${index + 1}@example.com` }));
  await bringIn(customers, true, onProgress);
  const sender = { fromName: 'Ada', fromAddress: 'ada@example.com' };
  const segment = await create('SEGMENT', { name: 'Rural women', segmentType: 'DYNAMIC', dynamicQuery: 'contact.womens == 1 && contact.zip_code == "Rural"' });
  const email = await create('MARKETING_EMAIL', { name: 'Spring mail', ...sender, design: { format: 'HTML', source: BODY } });
  const settings = await create('CONTENT_SETTINGS', { name: 'Our address', address: '1 Spring Street, 10115 Berlin' });
  const field = { key: 'email', label: 'E-mail', type: 'EMAIL', required: true, attribute: 'email' };
  const form = await create('MARKETING_FORM', { name: 'Newsletter', formType: 'LANDING', submitLabel: 'Send', fields: [field] });
  const partialUrl = `spring-${Math.random().toString(36).slice(2, 7)}`;
  const page = await create('MARKETING_PAGE', { name: 'Spring offers', pageType: 'LANDING', partialUrl, title: 'Spring', content: `<h1>Spring</h1>{% form '${form}' %}` });
  const journey = await create('CUSTOMER_JOURNEY', {
    name: 'Spring launch', contentSettingsId: settings, timeZone: 'Europe/Berlin', entry: { segment: { segmentIds: [segment] } },
    steps: [{ sendEmail: { id: 'mail', name: 'Spring mail', emailId: email, next: 'rest' } }, { wait: { id: 'rest', name: 'Three days', duration: 'P3D' } }],
  });
  const ids = { segment, email, settings, form, page, journey };
  localStorage.setItem(KEY, JSON.stringify({ ...JSON.parse(localStorage.getItem(KEY) ?? '{}'), [workspace]: ids }));
  return ids;
}

async function create(type: keyof typeof own, input: { [field: string]: Json }): Promise<string> {
  const document = own[type].create as (typeof own)['SEGMENT']['create'];
  const { answer } = await tell(document, { input: input as never, key: crypto.randomUUID() });
  if (answer?.__typename !== 'SegmentSuccess' && answer?.__typename === 'GuardError') throw new Error(answer.message);
  seen(answer!.cursor);
  return answer!.record!.id;
}

/** Too early: the email is refused. */
export const tooEarly = (ids: Ids) => act('GO_LIVE', ids.email);

export async function mend(ids: Ids): Promise<void> {
  const { answer } = await tell(own.MARKETING_EMAIL.update, { id: ids.email, input: { subject: 'New for spring', design: { format: 'HTML', source: BODY + FOOTER } } });
  if (answer?.__typename === 'GuardError') throw new Error(answer.message);
  seen(answer!.cursor);
}

/** Everything live, in the order that the plan says; goes on after the answer. */
export async function launch(ids: Ids): Promise<string> {
  const { goLivePlan } = await ask(Plan, { ids: [ids.journey, ids.page] });
  const { goLiveAll } = await tell(GoLiveAll, { ids: goLivePlan!.steps.map((step) => step.record.id), key: crypto.randomUUID() });
  return goLiveAll!.id;
}

/** A working copy is opened, changed and saved while the journey runs. */
export async function editLive(ids: Ids): Promise<void> {
  const opened = await act('EDIT', ids.journey);
  if (!opened.done) throw new Error(opened.refusal.message);
  const { answer } = await tell(own.CUSTOMER_JOURNEY.update, { id: ids.journey, input: { name: RENAMED } });
  if (answer?.__typename === 'GuardError') throw new Error(answer.message);
  const saved = await act('SAVE', ids.journey, { comment: 'Second week' });
  if (!saved.done) throw new Error(saved.refusal.message);
}

export const RENAMED = 'Spring launch, second week';
export const Standing = graphql(`query DemoStanding($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on MarketingEmail { id subject } } }`);
