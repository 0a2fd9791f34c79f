// Ten thousand rows are scrolled for five seconds, and no frame is much work; those that a search leaves are tried in bulk, page by page.
import assert from 'node:assert/strict';
import { connected, end, given, open, tell } from './browser.js';

const page = await open();
await page.goto(given.url);
await connected(page);
await page.waitForSelector('.rows a');
const total = Number(await page.getAttribute('.rows', 'data-total'));

// What else the machine does would lengthen frames by the clock; so what counts is the work that the page has with each.
const chrome = await page.context().newCDPSession(page);
await chrome.send('Performance.enable', { timeDomain: 'threadTicks' });
const worked = async () => 1000 * (await chrome.send('Performance.getMetrics')).metrics.find((each) => each.name === 'TaskDuration').value;

/** Milliseconds of the page's own thread for one frame further down. */
async function frame() {
  const before = await worked();
  await page.evaluate(() => new Promise((done) => (scrollBy(0, 150), requestAnimationFrame(() => requestAnimationFrame(done)))));
  return (await worked()) - before;
}

/** Milliseconds by the clock between frames, as the page itself sees them while it is scrolled. */
const byTheClock = () =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const gaps = [];
        let [last, until] = [performance.now(), performance.now() + 5000];
        const next = (now) => {
          gaps.push(now - last);
          last = now;
          scrollBy(0, 150);
          if (now < until) requestAnimationFrame(next);
          else done(gaps);
        };
        requestAnimationFrame(next);
      }),
  );

const p95 = (frames) => frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.95)];
const frames = [];
if (given.clock) frames.push(...(await byTheClock()));
else for (const until = Date.now() + 5000; Date.now() < until; ) frames.push(await frame());
const drawn = await page.locator('.rows .row').count();
assert.ok(drawn < 60, `${drawn} rows are drawn`);
// Where one stops, rows are there.
await page.waitForFunction(() => {
  const middle = document.elementFromPoint(innerWidth / 3, innerHeight / 2)?.closest('.row');
  return middle && !middle.classList.contains('unloaded');
});
const scrolled = await page.evaluate(() => scrollY);

// A whole search in bulk: what each would answer is known to the last one before anything is done.
await page.goto(`${given.url}/?q=${given.search}`);
await connected(page);
const few = Number(await page.locator('.rows').getAttribute('data-total'));
await page.getByRole('checkbox', { name: `All ${few} that match` }).check();
await page.locator('.bulk').getByRole('button', { name: 'Stop' }).click();
await page.getByText(`0 would go through, ${few} would not`).waitFor();
assert.equal(await page.locator('.items li').count(), 100);
await page.getByRole('button', { name: 'Show more' }).click();
await page.waitForFunction((count) => document.querySelectorAll('.items li[data-status=REFUSED]').length === count, few);
assert.equal(await page.locator('.more').count(), 0);
tell({ total, few, frames: frames.length, p95: p95(frames), scrolled });
await end();
