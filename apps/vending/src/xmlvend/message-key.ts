import { createHash } from 'node:crypto';
import { MAX_IDEMPOTENCY_KEY_LENGTH } from '@openprepay/contracts/http/vending-vends';
import type { Value } from '@openprepay/xmlvend';
import type { Asked } from './till-call.js';

const device = (id: Value<'DeviceID'>): string => (id.type === 'EANDeviceID' ? `ean.${id.ean}` : `id.${id.id}`);

/** An integer is the same one with a sign or zeros in front: whoever asks for the last response may write it another way. */
const numberOf = (integer: string): string => integer.replace(/^\+?(-?)0*(?=\d+$)/, '$1');

/**
 * The Idempotency-Key of a message: client, terminal and message, as they were written, but for what is one number. The same at every door, so that what one has
 * sold is found at another. Two messages have the same key only where all four parts are the same; one that would be too long is hashed.
 */
export function messageKey(
  { clientID, terminalID }: Pick<Asked, 'clientID' | 'terminalID'>,
  { dateTime, uniqueNumber }: Value<'MsgID'>,
): string {
  const parts = [device(clientID), device(terminalID), dateTime, numberOf(uniqueNumber)].map((part) => encodeURIComponent(part));
  const key = `xmlvend:${parts.join(':')}`;
  return key.length <= MAX_IDEMPOTENCY_KEY_LENGTH ? key : `xmlvend#${createHash('sha256').update(key).digest('base64url')}`;
}
