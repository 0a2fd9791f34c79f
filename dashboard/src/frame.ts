// The page inside a sandboxed frame: shows the HTML that its opener sends, of which nothing runs and nothing is fetched.
addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== parent || typeof event.data !== 'string') return;
  const shown = new DOMParser().parseFromString(event.data, 'text/html');
  document.documentElement.replaceWith(document.adoptNode(shown.documentElement));
});
parent.postMessage('ready', '*');
