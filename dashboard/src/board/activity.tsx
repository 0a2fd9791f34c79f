// What just happened in the workspace, beside the list where there is room.
import { useStore } from '../api/store';
import { activity } from '../app/activity';
import { stateName, tone } from '../parts/state';
import { When } from '../parts/times';
import { texts } from '../texts';

export function Activity() {
  const changes = useStore(activity);
  return (
    <aside class="activity" aria-label={texts.board.activity}>
      <h2>{texts.board.activity}</h2>
      {!changes.length && <p class="hint">{texts.board.quiet}</p>}
      <ol>
        {changes.slice(0, 14).map((change) => {
          const state = change.toStatusReason ?? change.toPublishStatus;
          return (
            <li key={change.id} class={state ? tone(state) : ''}>
              <a href={`/records/${change.recordId}`}>{change.recordName}</a>
              <span>
                {change.kind === 'STATE' || change.kind === 'VERSION' ? (state ? stateName(state) : '') : texts.history.kinds[change.kind]}
                {' · '}
                <When at={change.at} />
              </span>
            </li>
          );
        })}
      </ol>
    </aside>
  );
}
