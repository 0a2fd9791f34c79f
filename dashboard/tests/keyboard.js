// Everything by the keyboard alone: signing in with a pasted token, a search, a filter, a view saved under a name, a launch; the focus is always seen.
import assert from 'node:assert/strict';
import { connected, create, EMAIL, end, given, open, tell } from './browser.js';

await create('Segment', { name: 'Spring buyers', dynamicQuery: 'true' });
await create('MarketingEmail', { name: 'Spring mail', ...EMAIL });
const page = await open({ token: null });
const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
const focused = () => page.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.textContent);

/** Go on with Tab until what is focused has this name; whatever has the focus on the way shows it. */
async function tabTo(name, key = 'Tab') {
  for (let tries = 0; tries < 60; tries++) {
    await press(key);
    assert.ok(await page.evaluate(() => document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle !== 'none'), `the focus isn't seen on ${await focused()}`);
    if (name.test(await focused())) return;
  }
  assert.fail(`Tab never comes to ${name}`);
}

await page.goto(given.url);
await page.waitForSelector('#token');
await press('Tab');
await page.keyboard.type(given.token);
await press('Enter');
await connected(page);
await page.locator('.rows').getByRole('link', { name: 'Spring mail' }).waitFor();

// Search and filter are in the address; a view keeps them under a name.
await press('/');
await page.keyboard.type('spring');
await page.waitForURL('**/?q=spring');
await tabTo(/^Email\b/);
await press('Space');
await page.waitForURL('**/?q=spring&type=MARKETING_EMAIL');
await tabTo(/^Save view$/, 'Shift+Tab');
await press('Enter');
await page.keyboard.type('Spring mails');
await press('Enter');
await page.waitForURL('**/?view=*');
await page.waitForFunction(() => document.querySelectorAll('.rows [data-record]').length === 1);
const saved = page.url();
await page.goto(given.url);
await page.waitForFunction(() => document.querySelectorAll('.rows [data-record]').length === 2);
await page.locator('option', { hasText: 'Spring mails' }).waitFor({ state: 'attached' });
await tabTo(/^No view/);
await page.keyboard.type('Spring mails');
await press('Enter');
await page.waitForURL(saved);
await page.waitForFunction(() => document.querySelectorAll('.rows [data-record]').length === 1);

// The arrows go along the rows; the record is put live from its page, and is so on the board at once.
await tabTo(/^Spring mail$/);
await press('Enter');
await page.waitForSelector('[data-action=GO_LIVE]');
await tabTo(/^Go live$/);
await press('Enter');
await page.waitForSelector('.checklist');
await tabTo(/^Go live$/);
await press('Enter');
await page.waitForSelector('.record-head [data-state=LIVE]');
await tabTo(/^Board$/, 'Shift+Tab');
await press('Enter');
await page.locator('.rows [data-state=LIVE]').waitFor();
await press('Escape');
await tabTo(/^Spring mail$/);
await press('ArrowDown');
assert.match(await focused(), /Spring (mail|buyers)/);
tell(true);
await end();
