import type { EventData } from '@openprepay/contracts/event';
import { TokenRequestCancelled, TokenRequested } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths } from '@openprepay/quantities';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import type { AskedOrder, OrderCancellation } from './token-order.js';

interface Asking {
  readonly orders: readonly AskedOrder[];
  readonly at: Date;
}

/**
 * Asks the vault for the tokens of orders: always the same of one order, so that asking again gives the same token. One that is not
 * wanted any more is to be refused for good, unless there is a token already.
 */
export async function askForTokens(tx: Tx, requests: VaultRequests, { orders, at }: Asking): Promise<void> {
  const wanted = orders.filter(({ cancellation }) => !cancellation);
  const cancelled = orders.flatMap((order) => (order.cancellation ? [{ data: cancelledOf(order, order.cancellation) }] : []));
  await requests.appendAll(
    tx,
    TokenRequested,
    wanted.map((order) => ({ data: { ...requestOf(order), requestedAt: at } })),
  );
  await requests.appendAll(tx, TokenRequestCancelled, cancelled);
}

const cancelledOf = (order: AskedOrder, { cancelledAt, reason }: OrderCancellation): EventData<typeof TokenRequestCancelled> => ({
  ...requestOf(order),
  cancelledAt,
  reason,
});

const requestOf = ({
  orderId,
  meterNumber,
  meterPan,
  commodity,
  kind,
  value,
  request,
}: AskedOrder): Omit<EventData<typeof TokenRequested>, 'requestedAt'> => ({
  ...request.keyData,
  meterNumber,
  meterPan,
  requestId: orderId,
  tokens: [{ kind, commodity, amountTenths: creditTenths(0n), value }],
});
