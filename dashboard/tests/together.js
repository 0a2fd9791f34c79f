// Two browsers on one board see each other's changes; a refused action is explained; a change of one's own is there at once.
import assert from 'node:assert/strict';
import { connected, create, EMAIL, end, given, open, tell } from './browser.js';

const unfinished = await create('MarketingEmail', { name: 'Unfinished' });
await create('MarketingEmail', { name: 'Spring', ...EMAIL });
const [hers, his] = [await open(), await open()];
for (const page of [hers, his]) {
  await page.goto(given.url);
  await connected(page);
  await page.locator('.rows').getByRole('link', { name: 'Spring' }).waitFor();
}

// She puts it live; his row moves up, changes and is marked, within a second of her own answer.
await hers.locator('.rows').getByRole('link', { name: 'Spring' }).click();
await hers.click('[data-action=GO_LIVE]');
await hers.waitForSelector('.checklist');
const seen = his.waitForFunction(() => {
  const row = document.querySelector('.rows [aria-rowindex="2"]');
  return row?.querySelector('a').textContent === 'Spring' && row.querySelector('[data-state=LIVE]') && row.classList.contains('just') && Date.now();
});
const answered = hers.waitForResponse((answer) => answer.request().postData()?.includes('mutation GoLive')).then(() => Date.now());
await hers.click('[data-confirm=GO_LIVE]');
const took = (await (await seen).jsonValue()) - (await answered);
assert.equal(await his.locator('[data-count-of=LIVE] strong').textContent(), '1');
await hers.waitForSelector('.record-head [data-state=LIVE]');

// A refusal says what, why and what to do; a finding leads to its field.
await hers.goto(`${given.url}/records/${unfinished}`);
await hers.click('[data-action=GO_LIVE]');
await hers.click('[data-confirm=GO_LIVE]');
const refused = hers.locator('dialog [data-code=CHECK_FAILED]');
await refused.waitFor();
assert.match(await refused.textContent(), /can't go live as the check found \d errors: correct each of the findings/);
await hers.keyboard.press('Escape');
await hers.locator('.check [data-finding=SUBJECT_REQUIRED] button').click();
assert.equal(await hers.evaluate(() => document.activeElement.id), 'field-subject');

// What can't be done is there with its reason.
await hers.click('.impossible summary');
assert.match(await hers.locator('[data-impossible=STOP]').textContent(), /Stop/);

// An edit is saved by the keyboard alone; he sees it, too.
await hers.keyboard.press('Escape');
await hers.fill('#field-name', 'Finished at last');
await hers.keyboard.press('Enter');
await hers.getByRole('heading', { name: 'Finished at last', level: 1 }).waitFor();
await his.locator('.rows').getByRole('link', { name: 'Finished at last' }).waitFor();
tell({ took });
await end();
