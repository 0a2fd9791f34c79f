// Every page in both themes at 360 and 1,440 pixels: nothing that axe objects to, nothing beside the page's edge, a picture of each.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connected, end, given, open, tell } from './browser.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const record = (id, tab) => `/records/${id}${tab ? `?tab=${tab}` : ''}`;
const { email, journey, contact } = given;
const PAGES = {
  board: ['/', '.rows a'],
  record: [record(email), '.fields'],
  journey: [record(journey, 'journey'), '.graph .node'],
  steps: [record(journey), '.fields'],
  versions: [record(email, 'versions'), '.versions li'],
  connections: [record(email, 'uses'), '.two'],
  history: [record(email, 'history'), '.timeline li'],
  lifecycle: [record(journey, 'machine'), '.graph .node'],
  contacts: ['/contacts', '.lines li'],
  contact: [`/contacts/${contact}`, '.pairs dd'],
  outbox: ['/outbox', '.chips'],
  tokens: ['/tokens', '.lines li'],
  start: ['/start', '.walk'],
};
const found = [];

async function look(page, name) {
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  for (const { id, nodes } of violations) found.push(`${name}: ${id}: ${nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).slice(0, 4).join(' | ')}`);
  if (given.pictures) await page.screenshot({ path: `${given.pictures}/${name}.png`, fullPage: true });
}

await Promise.all(
  ['light', 'dark'].map(async (theme) => {
    const page = await open({ theme, calm: true });
    await page.addInitScript(axe);
    for (const [name, [path, ready]] of Object.entries(PAGES)) {
      await page.goto(given.url + path);
      await page.waitForSelector(ready);
      await connected(page);
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 });
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than ${width}`);
        // Dark and wide, light and narrow: both themes, both widths, half the time.
        if ((width === 1440) === (theme === 'dark')) await look(page, `${name}-${width}-${theme}`);
        else if (given.pictures) await page.screenshot({ path: `${given.pictures}/${name}-${width}-${theme}.png`, fullPage: true });
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(given.url + record(email));
    await page.click('[data-action=STOP]');
    await page.waitForSelector('.consequences');
    await look(page, `dialog-1440-${theme}`);
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Template' }).click();
    await page.waitForSelector('[role=listbox]');
    await look(page, `chooser-1440-${theme}`);
    await page.goto(`${given.url}/contacts`);
    await page.getByRole('button', { name: 'Import' }).click();
    await page.setInputFiles('input[type=file]', { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('email,City\nada@example.com,Berlin') });
    await page.waitForSelector('dialog table');
    await look(page, `import-1440-${theme}`);
    if (theme === 'light') {
      // One at a time is played.
      await page.goto(given.url + record(journey, 'journey'));
      await page.getByRole('button', { name: 'Dry run' }).click();
      await page.waitForSelector('[data-dry-run]');
      await look(page, 'dry-run-1440-light');
    }
    await page.context().close();
    const signedOut = await open({ token: null, theme, calm: true });
    await signedOut.addInitScript(axe);
    await signedOut.goto(given.url);
    await signedOut.waitForSelector('form');
    await look(signedOut, `signin-1440-${theme}`);
  }),
);
tell(found);
await end();
