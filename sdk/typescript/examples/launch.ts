// Puts a segment live and waits for it, then meets a refusal. API_URL and API_TOKEN say where, and who asks.
import { Golive } from '@golive/client';

const { API_URL = '', API_TOKEN = '' } = process.env;
const golive = new Golive({ url: API_URL, token: API_TOKEN });

async function launch(id: string): Promise<void> {
  const told = await golive.goLiveAndWait({ id });
  switch (told.__typename) {
    case 'Live':
      return console.log(`${told.record.name} is live since ${told.record.liveSince}`);
    case 'Failed':
      return console.log(`${told.record.name} isn't live: ${told.error}`);
    case 'GuardError':
      return console.log([`${told.code}: ${told.message}`, ...told.findings.map((each) => `- ${each.message}`)].join('\n'));
    default:
      return console.log(`What a newer server says: ${told.__typename}`);
  }
}

const segment = await golive.createSegment({ input: { name: 'Everybody', dynamicQuery: 'true' } });
if (segment.__typename === 'SegmentSuccess' && segment.record) await launch(segment.record.id);
const mail = await golive.createMarketingEmail({ input: { name: 'Nothing in it yet' } });
if (mail.__typename === 'MarketingEmailSuccess' && mail.record) await launch(mail.record.id);
