// The whole launch of the demo by clicks, from the one-time link to a live journey, and a mail in its frame.
import assert from 'node:assert/strict';
import { connected, end, given, open, tell } from './browser.js';

const page = await open({ token: null });
await page.goto(given.link);
await page.getByRole('button', { name: 'Sign in' }).first().click();
await connected(page);
assert.equal(new URL(page.url()).pathname, '/');
await page.getByRole('link', { name: 'Load the demo and walk through a launch' }).click();
const clicks = ['Load the demo', 'Put the email live', 'Mend the email', 'Put all live', 'Rename the journey'];
for (const [index, click] of clicks.entries()) {
  await page.getByRole('button', { name: click }).click();
  if (click === 'Put the email live') {
    const refused = await page.waitForSelector('[data-code=CHECK_FAILED]');
    assert.equal((await refused.$$('[data-finding]')).length, 3);
  }
  await page.waitForSelector(`[data-step="${index + 1}"][data-done=true]`);
}
assert.deepEqual(await page.$$eval('[data-part] .state', (states) => states.map((state) => state.textContent)), Array(6).fill('Live'));

// The journey is at work: its graph counts people, live.
await page.getByRole('link', { name: 'Open the journey' }).click();
await page.waitForFunction(() => Number(document.querySelector('[data-totals] .entered dd')?.textContent) > 0);
await page.click('[data-step=rest]');
await page.locator('.people button').first().click();
await page.getByRole('list', { name: 'Path' }).getByText('Spring mail').waitFor();

// What it sent is shown in a frame of another origin, and the server doesn't hear of it.
await page.goto(`${given.url}/outbox`);
await page.locator('.mail').first().click();
const frame = page.frameLocator('iframe');
await frame.getByText('spring is here').waitFor();
const inside = page.frames().find((each) => each.url().endsWith('/frame'));
assert.equal(await inside.evaluate(() => origin), 'null');
assert.equal(await frame.locator('img[src]').count(), 0);

await page.goto(given.url);
await page.waitForSelector('.rows a');
tell({ records: await page.$$eval('.rows .row a', (names) => names.map((name) => name.textContent)), states: await page.$$eval('.rows .state', (states) => states.map((state) => state.textContent)) });
await end();
