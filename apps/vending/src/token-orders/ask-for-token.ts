import type { EventData } from '@openprepay/contracts/event';
import { TokenRequested } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths } from '@openprepay/quantities';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import type { AskedOrder } from './token-order.js';

interface Asking {
  readonly orders: readonly AskedOrder[];
  readonly at: Date;
}

/** Asks the vault for the tokens of orders: always the same of one order, so that asking again gives the same token. */
export async function askForTokens(tx: Tx, requests: VaultRequests, { orders, at }: Asking): Promise<void> {
  await requests.appendAll(
    tx,
    TokenRequested,
    orders.map((order) => ({ data: requestOf(order, at) })),
  );
}

const requestOf = (
  { orderId, meterNumber, meterPan, commodity, kind, value, request }: AskedOrder,
  at: Date,
): EventData<typeof TokenRequested> => ({
  ...request.keyData,
  meterNumber,
  meterPan,
  requestId: orderId,
  tokens: [{ kind, commodity, amountTenths: creditTenths(0n), value }],
  requestedAt: at,
});
