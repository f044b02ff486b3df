import type { EncryptionAlgorithm } from '@openprepay/contracts/wire';
import { VendingError } from '../vending-error.js';

/** Tokens that bring a meter another key, as its model says; undefined of one whose model is not known. */
export type SetSize = 2 | 3 | 4 | undefined;

/** A key of 64 bits comes in two tokens, or in three with the supply group; one of 128 bits in four. @source IEC 62055-41 6.2.4 */
const hasShortKey = (encryptionAlgorithm: EncryptionAlgorithm): boolean => encryptionAlgorithm === 'EA07';

/** Whether the set of a meter tells it its supply group by a token of its own. */
export const wantsSupplyGroup = (encryptionAlgorithm: EncryptionAlgorithm, size: SetSize): boolean =>
  hasShortKey(encryptionAlgorithm) && size !== undefined && size > 2;

export const takesSets = (encryptionAlgorithm: EncryptionAlgorithm, size: SetSize): boolean =>
  size === undefined || size === 4 || hasShortKey(encryptionAlgorithm);

/** @throws {VendingError} `vending.meter_model_unsuited` where the model takes fewer tokens than a key of the algorithm comes in */
export function requireTakesSets(encryptionAlgorithm: EncryptionAlgorithm, size: SetSize): void {
  if (takesSets(encryptionAlgorithm, size)) return;
  throw new VendingError(
    'vending.meter_model_unsuited',
    `a key of ${encryptionAlgorithm} comes in four tokens, the meter's model takes ${size}`,
  );
}
