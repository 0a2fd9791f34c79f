// A marketer's day by the dashboard alone: mend and edit an email, try it out, choose among many, play a journey dry, import contacts.
import assert from 'node:assert/strict';
import { act, ask, connected, create, EMAIL, end, given, open, tell } from './browser.js';

const page = await open();
const field = (name) => page.getByLabel(name, { exact: true });
const tab = (name) => page.getByRole('tab', { name }).click();
const state = (name) => page.waitForSelector(`.title [data-state=${name}]`);

// What the check finds leads to the fields; what is typed outlives other tabs and pages, and going live takes it along.
const email = await create('MarketingEmail', { name: 'Mail', fromName: EMAIL.fromName, fromAddress: EMAIL.fromAddress });
await page.goto(`${given.url}/records/${email}`);
await connected(page);
await field('Subject').waitFor();
await page.locator('.check').getByRole('button', { name: 'Show the field' }).first().click();
assert.equal(await page.evaluate(() => document.activeElement.id), 'field-subject');
await page.keyboard.type('Spring');
await field('Source').fill(EMAIL.design.source);
await tab('History');
await page.getByRole('link', { name: 'Contacts' }).click();
await page.getByRole('heading', { name: 'Contacts' }).waitFor();
await page.goBack();
await tab('Content');
assert.equal(await field('Subject').inputValue(), 'Spring');
await page.click('[data-action=GO_LIVE]');
await page.waitForSelector('.checklist');
await page.click('[data-confirm=GO_LIVE]');
await state('LIVE');

// The working copy beside the live version, then a version's difference.
await page.click('[data-action=EDIT]');
await state('LIVE_EDITABLE');
await field('Subject').fill('Summer');
await page.getByRole('button', { name: 'Save changes' }).click();
await page.locator('.content .diff').getByText('Spring').waitFor();

// A test of it comes to the outbox, which says by itself when it is sent, and how it looks.
await field('Send a test to').fill('ada@example.com');
await page.getByRole('button', { name: 'Send test' }).click();
await page.getByRole('link', { name: 'See it in the outbox' }).click();
await page.frameLocator('iframe').getByText('Spring is here').waitFor();
await page.locator('.mail', { hasText: 'ada@example.com' }).getByText('Sent').waitFor();

// The oldest of many segments is found by its name.
const everybody = await create('Segment', { name: 'Everybody', dynamicQuery: 'true' });
await act('goLive', everybody);
const many = Array.from({ length: 24 }, (_, n) => `s${n}: createSegment(input: { name: "Other ${n}" }) { __typename }`);
await ask(`mutation { ${many.join(' ')} }`);
const ours = await create('ContentSettings', { name: 'Ours', address: '1 Spring Street' });
const steps = [{ wait: { id: 'rest', name: 'Rest', duration: 'P2D', next: 'mail' } }, { sendEmail: { id: 'mail', name: 'Spring', emailId: email } }];
const journey = await create('CustomerJourney', { name: 'Journey', timeZone: 'UTC', contentSettingsId: ours, entry: { segment: { segmentIds: [] } }, steps });
await page.goto(`${given.url}/records/${journey}`);
await page.locator('#field-entry').getByRole('group', { name: 'Segments', exact: true }).getByRole('button', { name: 'Add' }).click();
const segment = page.getByRole('combobox', { name: 'Segments 1.' });
await segment.click();
await page.locator('[role=option]').getByText('Other 23').waitFor();
assert.equal(await page.locator('[role=option]').getByText('Everybody').count(), 0);
await segment.fill('every');
await page.locator('[role=option]').getByText('Everybody').waitFor();
await page.keyboard.press('ArrowDown');
await page.keyboard.press('Enter');
assert.equal(await segment.inputValue(), 'Everybody');
await page.getByRole('button', { name: 'Save changes' }).click();
await page.locator('.save-bar').waitFor({ state: 'detached' });

// Contacts come in from a file whose columns are guessed; who is there already is updated.
await ask('mutation { createContact(input: { email: "p0@example.com", firstName: "Old" }) { __typename } }');
const rows = Array.from({ length: 30 }, (_, n) => `p${n}@example.com;New ${n};0${n};${n}`);
const file = ['Address;First name;ZIP Code;Points', ...rows, 'nobody;;;', ';Nobody;;'].join('\r\n');
await page.goto(`${given.url}/contacts`);
await page.getByRole('button', { name: 'Import' }).click();
await page.setInputFiles('input[type=file]', { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
const taken = () => page.$$eval('dialog select', (selects) => selects.map((select) => select.value));
await page.getByLabel('What Address is taken for').waitFor();
assert.deepEqual(await taken(), ['email', 'firstName', 'attribute', 'attribute']);
await page.getByRole('button', { name: 'Import 32 contacts' }).click();
const outcome = await page.getByText('refused.').innerText();
await page.getByText('Row 33').waitFor();
const { contacts } = await ask('{ contacts(search: "p0@example.com") { nodes { firstName attributes } } }');

// What the journey would do with them.
await page.goto(`${given.url}/records/${journey}?tab=journey`);
await page.getByRole('button', { name: 'Dry run' }).click();
await page.waitForSelector('[data-dry-run]');
const passed = await page.locator('[data-step=rest] .passed-count').innerText();

// What it needs isn't live: the plan puts both live.
await page.click('[data-plan]');
await page.locator('.plan').getByRole('link', { name: 'Ours' }).waitFor();
await page.getByRole('button', { name: 'Put 2 records live' }).click();
await state('LIVE');
tell({ outcome, contact: contacts.nodes[0], passed });
await end();
