// Views: the system's and saved ones, by name.
import { useState } from 'preact/hooks';
import { tell } from '../api/client';
import { graphql, type Json } from '../api/graphql';
import { may } from '../api/session';
import { Dialog } from '../parts/dialog';
import { useAsk } from '../parts/load';
import { failed, toast } from '../parts/toasts';
import { texts } from '../texts';
import { go } from '../app/router';
import { orderOf, type Asked, type RecordFilter } from './filter';

const All = graphql(`query Views { views(first: 100) { nodes { id name system filter orderBy { field direction } } } }`);
const Create = graphql(`mutation CreateView($input: CreateViewInput!) { createView(input: $input) { __typename ... on ViewSuccess { view { id name } } ... on GuardError { message } } }`);
const Delete = graphql(`mutation DeleteView($id: ID!) { deleteView(id: $id) { __typename ... on GuardError { message } } }`);

type View = { id: string; name: string; system: boolean; filter: RecordFilter; sort: string | null };
export type Known = { ready: boolean; all: View[]; find: (id: string | null) => View | undefined; again: () => void };

export function useViews(): Known {
  const { data, again } = useAsk(All, {});
  const all = (data?.views.nodes ?? []).map(({ id, name, system, filter, orderBy }) => ({
    id, name, system, filter: filter as { [key: string]: Json } as RecordFilter, sort: orderBy && `${orderBy.field}.${orderBy.direction}`,
  }));
  return { ready: data !== undefined, all, find: (id) => all.find((view) => view.id === id), again };
}

export function Views({ views, now, filter, sort }: { views: Known; now: Asked; filter: RecordFilter; sort: string }) {
  const [asking, ask] = useState<'save' | 'delete'>();
  const shown = views.find(now.view);
  const narrowed = Boolean(now.search || now.types.length || now.states.length || now.sort);
  const remove = async () => {
    const { deleteView } = await tell(Delete, { id: shown!.id });
    if (deleteView?.__typename === 'GuardError') return toast(deleteView.message, 'bad');
    ask(undefined);
    go('/');
    views.again();
  };
  return (
    <div class="views">
      <label class="inline">
        <span class="visually-hidden">{texts.board.views}</span>
        <select value={now.view ?? ''} onChange={(event) => go(event.currentTarget.value ? `/?view=${event.currentTarget.value}` : '/')}>
          <option value="">{texts.board.noView}</option>
          {[false, true].map((system) => (
            <optgroup key={String(system)} label={system ? texts.board.systemViews : texts.board.savedViews}>
              {views.all.filter((view) => view.system === system).map((view) => (
                <option key={view.id} value={view.id}>{view.name}</option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {narrowed && may('EDITOR') && <button type="button" onClick={() => ask('save')}>{texts.board.saveView}</button>}
      {shown && !shown.system && may('EDITOR') && !narrowed && <button type="button" onClick={() => ask('delete')}>{texts.board.deleteView}</button>}
      {asking === 'save' && <Save filter={filter} sort={sort} onClose={() => ask(undefined)} onSaved={views.again} />}
      {asking === 'delete' && shown && (
        <Dialog title={texts.board.deleteView} onClose={() => ask(undefined)}>
          <div class="stack">
            <p>{texts.board.deleteViewSure(shown.name)}</p>
            <footer>
              <button type="button" onClick={() => ask(undefined)}>{texts.cancel}</button>
              <button type="button" class="danger" onClick={() => remove().catch(failed)}>{texts.board.deleteView}</button>
            </footer>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function Save({ filter, sort, onClose, onSaved }: { filter: RecordFilter; sort: string; onClose: () => void; onSaved: () => void }) {
  const [refused, refuse] = useState<string>();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get('name'));
    const { createView } = await tell(Create, { input: { name, filter, orderBy: orderOf(sort) } });
    if (createView?.__typename !== 'ViewSuccess') return refuse(createView?.message);
    toast(texts.board.viewSaved(name));
    onSaved();
    onClose();
    if (createView.view) go(`/?view=${createView.view.id}`);
  };
  return (
    <Dialog title={texts.board.saveView} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event).catch(failed)}>
        {refused && <p class="notice bad" role="alert">{refused}</p>}
        <label for="view-name">{texts.board.viewName}</label>
        <input id="view-name" name="name" required data-focus />
        <button class="primary">{texts.board.saveView}</button>
      </form>
    </Dialog>
  );
}
