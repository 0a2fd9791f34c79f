// A bulk stop of a selection: some stop, some are refused, and each says why.
import assert from 'node:assert/strict';
import { act, connected, create, EMAIL, end, given, open, tell } from './browser.js';

const segment = await create('Segment', { name: 'Everybody', dynamicQuery: 'true' });
const settings = await create('ContentSettings', { name: 'Ours', address: '1 Spring Street' });
const used = await create('MarketingEmail', { name: 'Used', ...EMAIL });
const free = await create('MarketingEmail', { name: 'Free', ...EMAIL });
await create('MarketingEmail', { name: 'Draft', ...EMAIL });
const journey = await create('CustomerJourney', {
  name: 'Journey', contentSettingsId: settings, timeZone: 'UTC', startsAt: '2099-01-01T09:00:00Z', entry: { segment: { segmentIds: [segment] } }, steps: [{ sendEmail: { id: 'mail', emailId: used } }],
});
for (const id of [segment, settings, used, free]) await act('goLive', id);
const page = await open();
await page.goto(`${given.url}/?type=MARKETING_EMAIL&type=CUSTOMER_JOURNEY`);
await connected(page);

// The plan comes before a group goes live.
await page.getByRole('checkbox', { name: 'Select Journey' }).check();
await page.locator('.bulk').getByRole('button', { name: 'Go live' }).click();
await page.getByText('Nothing is in the way').waitFor();
await page.getByRole('button', { name: 'Put 1 record live' }).click();
await page.waitForSelector('[data-operation=FINISHED]');
await page.keyboard.press('Escape');
await page.locator(`[data-record="${journey}"] [data-state=LIVE]`).waitFor();

// The rest is stopped in bulk, as far as that goes.
await page.getByRole('checkbox', { name: 'Select Journey' }).uncheck();
for (const name of ['Used', 'Free', 'Draft']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
await page.locator('.bulk').getByRole('button', { name: 'Stop' }).click();
await page.getByText('1 would go through').waitFor();
await page.getByRole('button', { name: 'Stop: 1 record' }).click();
await page.waitForSelector('[data-operation=FINISHED]');
const results = await page.$$eval('.items li', (items) => items.map((item) => [item.querySelector('a').textContent, item.dataset.status, item.querySelector('.why')?.textContent ?? null]));
await page.keyboard.press('Escape');
await page.locator(`[data-record="${free}"] [data-state=STOPPED]`).waitFor();
assert.equal(await page.locator(`[data-record="${used}"] .state`).getAttribute('data-state'), 'LIVE');
tell(Object.fromEntries(results.map(([name, ...told]) => [name, told])));
await end();
