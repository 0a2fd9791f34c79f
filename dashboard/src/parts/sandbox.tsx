// What marketers wrote, as it looks: in a frame of an origin of its own, where nothing runs and nothing is fetched.
import { useEffect, useRef } from 'preact/hooks';

export function Sandbox({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const show = (event: MessageEvent) => {
      if (event.source === frame.current?.contentWindow && event.data === 'ready') frame.current!.contentWindow!.postMessage(html, '*');
    };
    addEventListener('message', show);
    return () => removeEventListener('message', show);
  }, [html]);
  return <iframe key={html} ref={frame} class="frame" title={title} src="/frame" sandbox="allow-scripts" />;
}
