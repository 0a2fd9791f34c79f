// Where we are: the address, and how to get elsewhere without loading the page anew.
import { Store, useStore } from '../api/store';

export type Place = { path: string; query: URLSearchParams };

const read = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) });
const place = new Store<Place>(read());

export const usePlace = (): Place => useStore(place);

export function go(to: string, { replace = false } = {}): void {
  if (to === location.pathname + location.search) return;
  const elsewhere = new URL(to, location.href).pathname !== location.pathname;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  place.set(read());
  if (elsewhere) scrollTo(0, 0);
}

addEventListener('popstate', () => place.set(read()));

// Links within the page stay within the page; other keys and buttons do what browsers do.
addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.('a[href]');
  if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin || link.hasAttribute('download')) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
