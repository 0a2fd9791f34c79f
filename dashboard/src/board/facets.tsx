// Types and states with their counts, which narrow the board when they are pressed.
import { stateName, tone, typeName } from '../parts/state';
import { texts } from '../texts';
import type { Counts } from './counts';
import type { Asked } from './filter';

export function Facets({ counts, now, onChange }: { counts: Counts; now: Asked; onChange: (part: Partial<Asked>) => void }) {
  const toggled = (list: string[], one: string) => (list.includes(one) ? list.filter((each) => each !== one) : [...list, one]);
  const states = Object.keys(texts.states).filter((state) => counts.byState.has(state) || now.states.includes(state));
  return (
    <div class="facets">
      <div class="states" role="group" aria-label={texts.board.states}>
        <Tile name={texts.board.allStates} count={counts.of(now.types, [])} pressed={!now.states.length} onPress={() => onChange({ states: [] })} />
        {states.map((state) => (
          <Tile key={state} name={stateName(state)} tone={tone(state)} state={state} count={counts.of(now.types, [state])} pressed={now.states.includes(state)} onPress={() => onChange({ states: toggled(now.states, state) })} />
        ))}
      </div>
      <div class="types" role="group" aria-label={texts.board.types}>
        <Chip name={texts.board.allTypes} count={counts.of([], now.states)} pressed={!now.types.length} onPress={() => onChange({ types: [] })} />
        {Object.keys(texts.types)
          .filter((type) => counts.byType.has(type) || now.types.includes(type))
          .map((type) => (
            <Chip key={type} name={typeName(type)} count={counts.of([type], now.states)} pressed={now.types.includes(type)} onPress={() => onChange({ types: toggled(now.types, type) })} />
          ))}
      </div>
    </div>
  );
}

type Facet = { name: string; count: number; pressed: boolean; onPress: () => void };

function Tile({ name, count, pressed, onPress, tone: colour = 'all', state }: Facet & { tone?: string; state?: string }) {
  return (
    <button type="button" class={`tile ${colour}`} aria-pressed={pressed} onClick={onPress} data-count-of={state}>
      <strong>{texts.number(count)}</strong>
      <span>{name}</span>
    </button>
  );
}

function Chip({ name, count, pressed, onPress }: Facet) {
  return (
    <button type="button" class="chip" aria-pressed={pressed} onClick={onPress}>
      {name} <span class="count">{texts.number(count)}</span>
    </button>
  );
}
