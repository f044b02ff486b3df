import { KeyChangeRequested } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import type { KeyChange } from './key-change.js';

interface Asking {
  readonly changes: readonly KeyChange[];
  readonly at: Date;
}

/** Asks the vault for the sets of key changes: always the same words, so that asking again gives the same set. */
export const askForSets = (tx: Tx, requests: VaultRequests, { changes, at }: Asking): Promise<void> =>
  requests.appendAll(
    tx,
    KeyChangeRequested,
    changes.map(({ keyChangeId, meterNumber, meterPan, from, to }) => ({
      data: { requestId: keyChangeId, meterNumber, meterPan, from, to, requestedAt: at },
    })),
  );
