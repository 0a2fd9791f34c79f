// The page inside a sandboxed frame: shows the HTML that its opener sends, of which nothing runs and nothing is fetched.
const FETCHED = ['src', 'srcset', 'background', 'poster', 'data'];

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== parent || typeof event.data !== 'string') return;
  const shown = new DOMParser().parseFromString(event.data, 'text/html');
  // The policy of this page forbids all of it; what isn't there isn't reported either.
  for (const element of shown.querySelectorAll('script, link, iframe, object, embed, base, meta')) element.remove();
  for (const name of FETCHED) for (const element of shown.querySelectorAll(`[${name}]:not([${name}^="data:"])`)) element.removeAttribute(name);
  document.documentElement.replaceWith(document.adoptNode(shown.documentElement));
});
parent.postMessage('ready', '*');
