// One step of a journey: what is wrong with it, how its mails fared, and why contacts failed or left there.
import { coded, texts } from '../texts';
import type { VersionCounts } from './documents';
import type { Step } from './shape';

type Count = VersionCounts['steps'][number];

export function StepTold({ step, count }: { step: Step; count: Count | undefined }) {
  return (
    <>
      <h2>{texts.journey.at(step.name)}</h2>
      {step.emailId && <p><a href={`/records/${step.emailId}`}>{texts.journey.openEmail}</a></p>}
      {count?.error && <p class="notice bad">{count.error}</p>}
      {count?.mails && (
        <dl class="pairs">
          {(['queued', 'sent', 'blocked', 'opened', 'clicked', 'bounced', 'unsubscribed'] as const).map((each) => (
            <div key={each}>
              <dt>{texts.journey.mails[each]}</dt>
              <dd>{texts.number(count.mails![each])}</dd>
            </div>
          ))}
        </dl>
      )}
      {count && count.reasons.length > 0 && (
        <ul class="plain">
          {count.reasons.map((each) => <li key={each.outcome + each.reason}>{coded(each.reason)}: {texts.number(each.count)} <small>{each.outcome.toLowerCase()}</small></li>)}
        </ul>
      )}
    </>
  );
}
