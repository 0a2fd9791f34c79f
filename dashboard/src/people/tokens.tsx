// API tokens: who has one, new ones with their secret shown once, and revoking.
import { useState } from 'preact/hooks';
import { tell } from '../api/client';
import { graphql, type Of } from '../api/graphql';
import { may } from '../api/session';
import { Dialog } from '../parts/dialog';
import { useAsk, Waiting } from '../parts/load';
import { When } from '../parts/times';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import { Moment } from '../record/action-fields';
import '../styles/people.css';
import '../styles/record.css';

const All = graphql(`query Tokens($before: String) { tokens(last: 100, before: $before) { nodes { id name role createdAt createdBy expiresAt revokedAt } } }`);
const Create = graphql(`mutation CreateToken($name: String!, $role: Role!, $expiresAt: DateTime) {
  createToken(name: $name, role: $role, expiresAt: $expiresAt) { __typename ... on TokenSuccess { secret } ... on GuardError { message } }
}`);
const Revoke = graphql(`mutation RevokeToken($id: ID!) { revokeToken(id: $id) { id revokedAt } }`);

export default function Tokens() {
  const admin = may('ADMIN');
  const { data, error, again } = useAsk(All, {}, !admin);
  const [creating, create] = useState(false);
  const [revoking, revoke] = useState<{ id: string; name: string }>();
  if (!admin) return <p class="notice">{texts.tokens.forbidden}</p>;
  const take = async () => {
    await tell(Revoke, { id: revoking!.id });
    revoke(undefined);
    again();
  };
  return (
    <div class="narrow">
      <header class="page-head">
        <h1>{texts.tokens.title}</h1>
        <button type="button" class="primary" onClick={() => create(true)}>{texts.tokens.new}</button>
      </header>
      {!data ? (
        <Waiting error={error} />
      ) : (
        <ul class="card lines tokens">
          {[...data.tokens.nodes].reverse().map((token) => (
            <li key={token.id} class={token.revokedAt ? 'over' : ''}>
              <div>
                <strong>{token.name}</strong> <small>{texts.tokens.roles[token.role]?.split(':')[0] ?? token.role}</small>
                <p class="hint">
                  {texts.tokens.created} <When at={token.createdAt} /> {token.createdBy && texts.tokens.by(token.createdBy)}
                  {token.expiresAt && <> · {texts.tokens.expires} <When at={token.expiresAt} /></>}
                </p>
              </div>
              {token.revokedAt ? <small>{texts.tokens.revoked} <When at={token.revokedAt} /></small> : <button type="button" class="danger" onClick={() => revoke(token)}>{texts.tokens.revoke}</button>}
            </li>
          ))}
        </ul>
      )}
      {creating && <New onClose={() => (create(false), again())} />}
      {revoking && (
        <Dialog title={`${texts.tokens.revoke}: ${revoking.name}`} onClose={() => revoke(undefined)}>
          <div class="stack">
            <p>{texts.tokens.revokeSure(revoking.name)}</p>
            <footer>
              <button type="button" onClick={() => revoke(undefined)}>{texts.cancel}</button>
              <button type="button" class="danger" onClick={() => take().catch(failed)}>{texts.tokens.revoke}</button>
            </footer>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function New({ onClose }: { onClose: () => void }) {
  const [secret, show] = useState<string>();
  const [refused, refuse] = useState<string>();
  const [expiresAt, expire] = useState<string>();
  const [copied, copy] = useState(false);
  const [warned, warn] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const { createToken } = await tell(Create, { name: String(given.get('name')), role: given.get('role') as Of<'Role'>, expiresAt });
    if (createToken?.__typename === 'TokenSuccess') show(createToken.secret);
    else refuse(createToken?.message);
  };
  return (
    <Dialog title={texts.tokens.new} onClose={() => (secret && !copied && !warned ? warn(true) : onClose())}>
      {secret ? (
        <div class="stack">
          <p>{texts.tokens.secret}</p>
          <input class="mono" readOnly value={secret} aria-label={texts.tokens.secret} onFocus={(event) => event.currentTarget.select()} />
          {warned && !copied && <p class="notice warn" role="alert">{texts.tokens.copyFirst}</p>}
          <footer>
            <button type="button" onClick={() => void navigator.clipboard.writeText(secret).then(() => copy(true))}>{copied ? texts.tokens.copied : texts.tokens.copy}</button>
            <button type="button" class="primary" onClick={onClose}>{texts.close}</button>
          </footer>
        </div>
      ) : (
        <form class="stack" onSubmit={(event) => void submit(event).catch(failed)}>
          {refused && <p class="notice bad" role="alert">{refused}</p>}
          <label for="token-name">{texts.tokens.nameOf}</label>
          <input id="token-name" name="name" required data-focus />
          <label for="token-role">{texts.tokens.role}</label>
          <select id="token-role" name="role">
            {Object.entries(texts.tokens.roles).map(([role, name]) => <option key={role} value={role}>{name}</option>)}
          </select>
          <Moment label={texts.tokens.expiresHint} onChange={expire} />
          <button class="primary">{texts.tokens.create}</button>
        </form>
      )}
    </Dialog>
  );
}
