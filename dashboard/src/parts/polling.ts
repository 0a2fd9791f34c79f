// Asking again every few seconds while the page is looked at, for what the API doesn't push.
import { useEffect } from 'preact/hooks';
import { connection } from '../api/connection';

const EVERY = 3000; // ms

/** Ask again for as long as `on`. */
export function usePolling(again: () => void, on = true): void {
  useEffect(() => {
    if (!on) return;
    const look = () => document.visibilityState === 'visible' && connection.get() !== 'offline' && again();
    const timer = setInterval(look, EVERY);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [again, on]);
}
