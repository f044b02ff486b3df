import { KeyChangeRequested } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import type { KeyChange } from './key-change.js';

interface Asking {
  readonly change: KeyChange;
  readonly at: Date;
}

/** Asks the vault for the set of a key change: always the same words, so that asking again gives the same set. */
export const askForSet = (tx: Tx, requests: VaultRequests, { change, at }: Asking): Promise<void> =>
  requests.append(tx, KeyChangeRequested, {
    requestId: change.keyChangeId,
    meterNumber: change.meterNumber,
    meterPan: change.meterPan,
    from: change.from,
    to: change.to,
    requestedAt: at,
  });
