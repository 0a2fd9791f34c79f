// Puts a segment live and waits for it, then meets a refusal. GOLIVE_URL and GOLIVE_TOKEN say where, and who asks.
import { Golive } from '@golive/client';

const { GOLIVE_URL = '', GOLIVE_TOKEN = '' } = process.env;
const golive = new Golive({ url: GOLIVE_URL, token: GOLIVE_TOKEN });

const made = await golive.createSegment({ input: { name: 'Everybody', dynamicQuery: 'true' } });
if (made.__typename !== 'SegmentSuccess' || made.record === null) throw new Error(`It was not made: ${JSON.stringify(made)}`);
const lived = await golive.goLiveAndWait({ id: made.record.id });
switch (lived.__typename) {
  case 'Live':
    console.log(`${lived.record.name} is ${lived.record.statusReason ?? lived.record.status}`);
    break;
  default:
    console.log(`It didn't get live: ${JSON.stringify(lived)}`);
}

const mail = await golive.createMarketingEmail({ input: { name: 'Nothing in it yet' } });
if (mail.__typename === 'MarketingEmailSuccess' && mail.record !== null) {
  const refused = await golive.goLive({ id: mail.record.id });
  if (refused.__typename === 'GuardError') console.log(`${mail.record.name}: ${refused.code}, ${refused.findings.length} findings`);
}
