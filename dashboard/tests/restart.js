// The server hangs, and dies, under an open board, which says so, and comes back with all that happened meanwhile.
import { connected, end, expectTrouble, given, open, tell, told } from './browser.js';

const page = await open();
await page.goto(given.url);
await connected(page);
await page.waitForSelector('.rows a');
expectTrouble(true);
tell('watching');
for (const state of ['offline', 'live', 'offline']) {
  await connected(page, state);
  tell(state);
}
await told(); // it is back, and other things have happened
await connected(page);
await page.locator('.rows').getByRole('link', { name: 'Made meanwhile' }).waitFor();
const shown = async () => ({
  names: await page.$$eval('.rows .row a', (names) => names.map((name) => name.textContent)),
  states: await page.$$eval('.rows .state', (states) => states.map((state) => state.dataset.state)),
  happened: await page.$$eval('.activity li a', (names) => names.map((name) => name.textContent)),
});
await page.waitForFunction(() => [...document.querySelectorAll('.activity li a')].some((name) => name.textContent === 'Made meanwhile'));
tell(await shown());
await end();
