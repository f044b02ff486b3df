import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServiceUnderTest, startService } from '@openprepay/testing/start-service';
import type { Overrides } from '@openprepay/runtime/container';
import { gatewayService } from '../src/gateway.js';

export const ADMIN = { username: 'root', password: 'planted-root-password' } as const;

export interface GatewayUnderTest extends Omit<ServiceUnderTest, 'call'> {
  call(path: string, options?: CallOptions): Promise<Response>;
  /** Signs in and returns the access token. */
  signIn(username: string, password: string): Promise<string>;
}

export interface CallOptions {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The gateway on a real PostgreSQL, with a bootstrapped platform administrator of the utility `main`. */
export async function startGatewayUnderTest<const Values extends readonly unknown[] = []>(
  env: Readonly<Record<string, string>> = {},
  override?: readonly [...Overrides<Values>],
): Promise<GatewayUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'openprepay-gateway-'));
  const away = 'http://127.0.0.1:9';
  const running = await startService(gatewayService, {
    ...(override === undefined ? {} : { override }),
    env: {
      LOG_LEVEL: 'trace',
      KEY_MANAGEMENT_URL: away,
      VENDING_URL: away,
      TELEMETRY_URL: away,
      BILLING_URL: away,
      JWT_SIGNING_KEY_FILE: join(folder, 'keys.json'),
      BOOTSTRAP_ADMIN_USERNAME: ADMIN.username,
      BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
      PORT: '0',
      ...env,
    },
  });
  const call = (path: string, { method = 'GET', token, body, headers = {} }: CallOptions = {}): Promise<Response> =>
    fetch(`${running.service.url}${path}`, {
      method,
      redirect: 'manual',
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
  return {
    ...running,
    call,
    signIn: async (username, password) => {
      const response = await call('/api/auth/token', { method: 'POST', body: { username, password } });
      if (!response.ok) throw new Error(`sign-in of ${username}: ${response.status} ${await response.text()}`);
      return ((await response.json()) as { readonly accessToken: string }).accessToken;
    },
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true });
    },
  };
}

export interface StubService {
  readonly url: string;
  readonly seen: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string }[];
  stop(): Promise<void>;
}

/** A service behind the gateway that remembers what reached it; `answer` runs once the body has been read. */
export async function startStub(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void): Promise<StubService> {
  const seen: StubService['seen'] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      answer(request, response, body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export async function problemOf(
  response: Response,
): Promise<{ readonly status: number; readonly code: string; readonly type: string | null }> {
  const { code } = (await response.json()) as { readonly code: string };
  return { status: response.status, code, type: response.headers.get('content-type') };
}

export const problem = (status: number, code: string): object => ({ status, code, type: 'application/problem+json; charset=utf-8' });
