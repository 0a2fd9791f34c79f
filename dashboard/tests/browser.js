// What the browser tests share: a browser, signed-in pages whose consoles must stay empty, and lines of JSON to and from pytest.
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

export const given = JSON.parse(process.argv[2]);
export const tell = (value) => console.log(JSON.stringify(value));

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
/** What pytest says next. */
export const told = async () => JSON.parse((await lines.next()).value);

const browser = await chromium.launch({ executablePath: given.chromium, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const complaints = [];
let expectingTrouble = false;

/** From now on the server is away, which browsers write to the console by themselves. */
export const expectTrouble = (yes) => (expectingTrouble = yes);

/** A page in a browser profile of its own. */
export async function open({ token = given.token, width = 1440, height = 900, theme = 'light', calm = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: calm ? 'reduce' : 'no-preference' });
  if (token) await context.addInitScript((secret) => origin === 'null' || localStorage.setItem('golive.token', secret), token);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => !expectingTrouble && complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error.stack)));
  page.on('request', (request) => new URL(request.url()).origin !== given.url && complaints.push(`asked ${request.url()}`));
  return page;
}

/** Ask the API as a client would. */
export async function ask(query, variables = {}) {
  const answer = await fetch(`${given.url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${given.token}` }, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await answer.json();
  assert.equal(errors, undefined);
  return data;
}

const KINDS = { MarketingEmail: 'createMarketingEmail', ContentSettings: 'createContentSettings', Segment: 'createSegment', MarketingPage: 'createMarketingPage', CustomerJourney: 'createCustomerJourney' };

/** A draft's id. */
export async function create(kind, input) {
  const { made } = await ask(`mutation($input: Create${kind}Input!) { made: ${KINDS[kind]}(input: $input) { ... on ${kind}Success { record { id } } } }`, { input });
  return made.record.id;
}

export const EMAIL = { subject: 'Spring', fromName: 'Ada', fromAddress: 'ada@example.com', design: { format: 'HTML', source: '<p>Spring is here. {{ content.address }} {{ content.unsubscribe_url }}</p>' } };

export const act = (action, id) => ask(`mutation($id: ID!) { ${action}(id: $id) { __typename ... on GuardError { message } } }`, { id });

/** Wait until the badge says so. */
export const connected = (page, state = 'live') => page.waitForSelector(`[data-connection=${state}]`);

/** End: the consoles must have stayed empty, and nobody else's host been asked. */
export async function end() {
  assert.deepEqual(complaints, []);
  await browser.close();
  process.exit(0);
}
