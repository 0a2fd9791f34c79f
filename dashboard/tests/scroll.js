// Ten thousand rows are scrolled for five seconds, and no frame is much work.
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

const frames = [];
for (const until = Date.now() + 5000; Date.now() < until; ) frames.push(await frame());
frames.sort((a, b) => a - b);
const drawn = await page.locator('.rows .row').count();
assert.ok(drawn < 60, `${drawn} rows are drawn`);
// Where one stops, rows are there.
await page.waitForFunction(() => {
  const middle = document.elementFromPoint(innerWidth / 3, innerHeight / 2)?.closest('.row');
  return middle && !middle.classList.contains('unloaded');
});
tell({ total, frames: frames.length, p95: frames[Math.floor(frames.length * 0.95)], scrolled: await page.evaluate(() => scrollY) });
await end();
