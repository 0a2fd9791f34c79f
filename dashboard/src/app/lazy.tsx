// Pages that are loaded when they are first shown.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Waiting } from '../parts/load';
import { texts } from '../texts';

export function lazy<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [Shown, show] = useState<{ is?: ComponentType<Props>; failed?: boolean }>({ is: loaded });
    useEffect(() => {
      if (!loaded) load().then(({ default: is }) => show({ is: (loaded = is) }), () => show({ failed: true }));
    }, []);
    if (Shown.failed) return <Waiting error={texts.errors.unreachable} />;
    return Shown.is ? <Shown.is {...props} /> : <Waiting />;
  };
}
