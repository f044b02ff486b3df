import type { TestIdentity, TestPrincipal } from './identity.js';

export interface CallOptions {
  /** Who calls; of the utility `acme` unless given. Nobody without it. */
  readonly as?: TestPrincipal | undefined;
  /** An access token of the test's own, in place of `as`. */
  readonly token?: string | undefined;
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** As it came. */
  readonly text: string;
  /** What the JSON says; the text itself where it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- assertions look into whatever came
  readonly body: any;
}

export interface Target {
  readonly url: string;
  readonly identity: TestIdentity;
}

export interface Request extends CallOptions {
  readonly method: string;
  readonly path: string;
}

/** One request as a client makes it; redirects are answers. */
export async function httpCall({ url, identity }: Target, request: Request): Promise<Answer> {
  const { method, path, as, token, body, headers } = request;
  const bearer = token ?? (as && (await identity.tokenFor(as)));
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, text, body: isJson ? (JSON.parse(text) as unknown) : text };
}
