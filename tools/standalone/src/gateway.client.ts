import { pause } from '@openprepay/pace/pause';

/** What the platform answered where it did not do as asked. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(`HTTP ${status} ${code}: ${detail}`);
  }
}

export type Json = Readonly<Record<string, unknown>>;

const REQUEST_TIMEOUT_MS = 30_000;
/** A part that is just starting again answers 503; the seed waits it out. */
const OUTAGE_TRIES = 40;
const OUTAGE_PAUSE_MS = 250;

/** The public door as a signed-in user sees it. */
export class GatewayClient {
  private constructor(
    private readonly baseUrl: string,
    private readonly accessToken: string,
  ) {}

  /** @throws ApiError `auth.…` where the password is wrong */
  static async signIn(baseUrl: string, username: string, password: string): Promise<GatewayClient> {
    const { accessToken } = await send(baseUrl, { method: 'POST', path: '/api/auth/token', body: { username, password } });
    return new GatewayClient(baseUrl, String(accessToken));
  }

  get(path: string): Promise<Json> {
    return send(this.baseUrl, { method: 'GET', path, accessToken: this.accessToken });
  }

  post(path: string, body: Json = {}, headers: Readonly<Record<string, string>> = {}): Promise<Json> {
    return send(this.baseUrl, { method: 'POST', path, body, headers, accessToken: this.accessToken });
  }

  /** As `post`; what exists already (HTTP 409) is as good as made. */
  async ensure(path: string, body: Json): Promise<Json | undefined> {
    return this.post(path, body).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 409) return undefined;
      throw error;
    });
  }
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
  readonly accessToken?: string;
}

async function send(baseUrl: string, call: Call): Promise<Json> {
  for (let attempt = 1; ; attempt++) {
    const { status, body } = await exchange(baseUrl, call);
    if (status < 300) return body;
    const error = new ApiError(status, textOf(body['code']) ?? 'unknown', textOf(body['detail']) ?? '');
    if (status !== 503 || attempt === OUTAGE_TRIES) throw error;
    await pause(OUTAGE_PAUSE_MS);
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

async function exchange(baseUrl: string, call: Call): Promise<{ readonly status: number; readonly body: Json }> {
  const response = await fetch(`${baseUrl}${call.path}`, {
    method: call.method,
    headers: {
      accept: 'application/json',
      ...(call.body ? { 'content-type': 'application/json' } : {}),
      ...(call.accessToken ? { authorization: `Bearer ${call.accessToken}` } : {}),
      ...call.headers,
    },
    ...(call.body ? { body: JSON.stringify(call.body) } : {}),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const text = await response.text();
  return { status: response.status, body: parse(text) };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return { detail: text.slice(0, 200) };
  }
}
