import { KeyChangeRequestCancelled, KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import type { Tx } from '@openprepay/persistence/tx';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import type { KeyChange } from './key-change.js';

interface Asking {
  readonly changes: readonly KeyChange[];
  readonly at: Date;
}

/**
 * Asks the vault for the sets of key changes: always the same words, so that asking again gives the same set. One that is not wanted any
 * more is to be refused for good, unless there is a set already.
 */
export async function askForSets(tx: Tx, requests: VaultRequests, { changes, at }: Asking): Promise<void> {
  const wanted = changes.filter(({ cancellation }) => !cancellation);
  const cancelled = changes.flatMap((change) =>
    change.cancellation
      ? [{ data: { ...requestOf(change), cancelledAt: change.cancellation.cancelledAt, reason: change.cancellation.reason } }]
      : [],
  );
  await Promise.all([
    requests.appendAll(
      tx,
      KeyChangeRequested,
      wanted.map((change) => ({ data: { ...requestOf(change), requestedAt: at } })),
    ),
    requests.appendAll(tx, KeyChangeRequestCancelled, cancelled),
  ]);
}

const requestOf = ({ keyChangeId, meterNumber, meterPan, from, to, includeSupplyGroup }: KeyChange) => ({
  ...{ requestId: keyChangeId, meterNumber, meterPan, from, to },
  ...(includeSupplyGroup && { includeSupplyGroup }),
});
