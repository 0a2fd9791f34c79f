// Runs the audits of GraphQL over HTTP against a server, and tells the result of each.
import { serverAudits } from 'graphql-http';

const { url, token } = JSON.parse(process.argv[2]);
const fetchFn = (address, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(address, { ...init, headers });
};

for (const audit of serverAudits({ url, fetchFn })) {
  const { id, name, status, reason } = await audit.fn();
  console.log(JSON.stringify({ id, name, status, reason }));
}
