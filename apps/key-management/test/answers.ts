import { makeMeterNumber } from '@openprepay/sts';
import { type TokenRequest, type Vault, eventsOf, tokenRequest } from './vault.js';

export interface IssuedAnswer {
  readonly requestId: string;
  readonly meterPan: string;
  readonly sampleTables: boolean;
  readonly tokens: readonly { readonly token: string; readonly tokenIdentifier: number; readonly amountTenths: string }[];
}

export interface RefusedAnswer {
  readonly requestId: string;
  readonly code: string;
}

/** The answers that a request has had, oldest first. */
export const issuedTo = async (vault: Vault, requestId: string): Promise<readonly IssuedAnswer[]> =>
  (await eventsOf<IssuedAnswer>(vault, 'key-management.token.issued')).filter((event) => event.requestId === requestId);

export const refusedTo = async (vault: Vault, requestId: string): Promise<readonly RefusedAnswer[]> =>
  (await eventsOf<RefusedAnswer>(vault, 'key-management.token.refused')).filter((event) => event.requestId === requestId);

let nextSerial = 0;

/** A meter that no other test of the file has sold to. */
export function newMeter(): Pick<TokenRequest, 'meterNumber' | 'meterPan'> {
  const { meterNumber, meterPan } = tokenRequest({ meterNumber: makeMeterNumber('01', String(++nextSerial).padStart(8, '0')) });
  return { meterNumber, meterPan };
}

/** Every identifier that a meter has had. */
export async function identifiersOf(vault: Vault, meterPan: string): Promise<readonly number[]> {
  const { rows } = await vault.owner.query<{ id: number }>(
    `SELECT token_identifier AS id FROM issued_token WHERE meter_pan = $1 ORDER BY id`,
    [meterPan],
  );
  return rows.map(({ id }) => id);
}
