import { TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import type { EventData } from '@openprepay/contracts/event';
import { meterPan } from '@openprepay/sts';
import { newMeterNumber } from '@openprepay/testing/meter';
import type { TokenRequest, Vault } from './vault.js';

/** The answers that a request has had, oldest first. */
export const issuedTo = async (vault: Vault, requestId: string): Promise<readonly EventData<typeof TokenIssued>[]> =>
  (await vault.events(TokenIssued)).map(({ data }) => data).filter((answer) => answer.requestId === requestId);

export const refusedTo = async (vault: Vault, requestId: string): Promise<readonly EventData<typeof TokenRefused>[]> =>
  (await vault.events(TokenRefused)).map(({ data }) => data).filter((answer) => answer.requestId === requestId);

/** A meter that no other test of the file has sold to. */
export function newMeter(): Pick<TokenRequest, 'meterNumber' | 'meterPan'> {
  const meterNumber = newMeterNumber();
  return { meterNumber, meterPan: meterPan(meterNumber) };
}

/** Every identifier that a meter has had. */
export async function identifiersOf(vault: Vault, meterPan: string): Promise<readonly number[]> {
  const { rows } = await vault.owner.query<{ id: number }>(
    `select token_identifier as id from issued_token where meter_pan = $1 order by id`,
    [meterPan],
  );
  return rows.map(({ id }) => id);
}
