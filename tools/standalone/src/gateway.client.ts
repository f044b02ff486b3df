import { billingApi } from '@openprepay/contracts/http/billing';
import { client, type Client } from '@openprepay/contracts/http/client';
import { ApiError } from '@openprepay/contracts/http/client-errors';
import { gatewayApi } from '@openprepay/contracts/http/gateway';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import { vendingApi } from '@openprepay/contracts/http/vending';
import { pause } from '@openprepay/pace/pause';

const REQUEST_TIMEOUT_MS = 30_000;
/** A part that is just starting again answers 503; whoever calls waits it out. */
const OUTAGE_TRIES = 40;
const OUTAGE_PAUSE_MS = 250;
/** For all tries of one call together. */
const CALL_TIMEOUT_MS = 120_000;

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The platform's public door as one signed-in user sees it. */
export interface SignedIn {
  readonly accessToken: string;
  readonly gateway: Client<typeof gatewayApi>;
  readonly keyManagement: Client<typeof keyManagementApi>;
  readonly vending: Client<typeof vendingApi>;
  readonly telemetry: Client<typeof telemetryApi>;
  readonly billing: Client<typeof billingApi>;
}

/** @throws {ApiError} `gateway.credentials_wrong` */
export async function signIn(origin: string, credentials: Credentials): Promise<SignedIn> {
  const door = { origin, fetch: patientFetch, timeoutMs: CALL_TIMEOUT_MS };
  const { body } = await client(gatewayApi, door).signIn({ body: credentials });
  const asUser = { ...door, token: body.accessToken };
  return {
    accessToken: body.accessToken,
    gateway: client(gatewayApi, asUser),
    keyManagement: client(keyManagementApi, asUser),
    vending: client(vendingApi, asUser),
    telemetry: client(telemetryApi, asUser),
    billing: client(billingApi, asUser),
  };
}

/** What exists already (HTTP 409) is as good as made. */
export async function ensured(making: Promise<unknown>): Promise<void> {
  await making.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  });
}

async function patientFetch(...[address, init]: Parameters<typeof fetch>): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const limit = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const response = await fetch(address, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
    if (response.status !== 503 || attempt === OUTAGE_TRIES) return response;
    await response.body?.cancel();
    await pause(OUTAGE_PAUSE_MS);
  }
}
