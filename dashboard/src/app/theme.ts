// Light, dark, or as the system says; kept in this browser.
import { Store } from '../api/store';

export type Theme = 'auto' | 'light' | 'dark';
const KEY = 'golive.theme';

export const theme = new Store<Theme>((localStorage.getItem(KEY) as Theme | null) ?? 'auto');

export function nextTheme(): void {
  const order: Theme[] = ['auto', 'light', 'dark'];
  theme.set(order[(order.indexOf(theme.get()) + 1) % order.length]!);
  localStorage.setItem(KEY, theme.get());
}

const show = () => (document.documentElement.dataset.theme = theme.get());
theme.follow(show);
show();
