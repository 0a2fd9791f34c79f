// What a journey would do with the contacts that there are: who would enter, which mails would go, and where they would end.
import { Findings } from '../parts/refused';
import { exact } from '../parts/times';
import { coded, humanized, texts } from '../texts';
import type { DryRun } from './documents';

export function DryRunTold({ told, names }: { told: DryRun; names: Map<string, string> }) {
  const { wouldEnter, entered, sampled, complete, until, mails, ends } = told;
  if (wouldEnter === null) {
    return (
      <section class="notice bad" role="status">
        <strong>{texts.journey.cantPlay}</strong>
        <Findings findings={told.findings.filter((each) => each.severity === 'ERROR')} />
      </section>
    );
  }
  const at = (stepId: string | null) => (stepId ? (names.get(stepId) ?? stepId) : texts.none);
  const moments = (from: string, to: string) => (exact(from) === exact(to) ? exact(from) : texts.journey.between(exact(from), exact(to)));
  return (
    <section class="card stack dry-run" role="status" data-dry-run>
      <h2>{texts.journey.dryRunTitle}</h2>
      <p>
        {texts.journey.wouldEnter(wouldEnter)} {sampled && texts.journey.sampled(entered)} {entered > 0 && (complete ? texts.journey.overAt(exact(until)) : texts.journey.playedUntil(exact(until)))}
      </p>
      <div class="two">
        <div>
          <h3>{texts.journey.wouldSend}</h3>
          {!mails.length && <p class="hint">{texts.journey.noMails}</p>}
          <ul class="plain">
            {mails.map((each) => (
              <li key={JSON.stringify(each)}>
                {each.sent ? texts.journey.mailsOf(each.count, at(each.stepId)) : texts.journey.heldBack(each.count, at(each.stepId), coded(each.reason ?? ''))} <small>{moments(each.firstAt, each.lastAt)}</small>
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h3>{texts.journey.wouldEnd}</h3>
          {!ends.length && <p class="hint">{texts.journey.nobody}</p>}
          <ul class="plain">
            {ends.map((each) => (
              <li key={JSON.stringify(each)}>
                {texts.people(each.count)}: {humanized(each.status)} <small>{at(each.stepId)}{each.reason && ` · ${coded(each.reason)}`}</small>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
}
