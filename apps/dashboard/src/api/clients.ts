import { type Client, client } from '@openprepay/contracts/http/client';
import type { Api } from '@openprepay/contracts/http/api';
import { gatewayApi } from '@openprepay/contracts/http/gateway';
import { session } from '../session/session.js';

const UNAUTHENTICATED = 401;

/** As `fetch`, but a token that the server no longer takes is renewed once. */
async function fetchInSession(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const answer = await fetch(input, init);
  if (answer.status !== UNAUTHENTICATED || !(await session.renewed())) return answer;
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${(await session.accessToken()) ?? ''}`);
  return fetch(input, { ...init, headers });
}

/** A client of one of the house's apis, in the session of the page. */
export const inSession = <A extends Api>(api: A): Client<A> =>
  client(api, { origin: location.origin, token: session.accessToken, fetch: fetchInSession });

export const gateway = inSession(gatewayApi);
