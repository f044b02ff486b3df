import { createHash } from 'node:crypto';
import { MAX_IDEMPOTENCY_KEY_LENGTH } from '@openprepay/contracts/http/vending-vends';
import type { Value } from '@openprepay/xmlvend';
import type { Asked } from './till-call.js';

const device = (id: Value<'DeviceID'>): string => (id.type === 'EANDeviceID' ? `ean.${id.ean}` : `id.${id.id}`);

/**
 * The Idempotency-Key of a message: client, terminal and message, as they were written. The same at every door, so that what one has
 * sold is found at another. Two messages have the same key only where all four parts are the same; one that would be too long is hashed.
 */
export function messageKey(
  { clientID, terminalID }: Pick<Asked, 'clientID' | 'terminalID'>,
  { dateTime, uniqueNumber }: Value<'MsgID'>,
): string {
  const parts = [device(clientID), device(terminalID), dateTime, uniqueNumber].map((part) => encodeURIComponent(part));
  const key = `xmlvend:${parts.join(':')}`;
  return key.length <= MAX_IDEMPOTENCY_KEY_LENGTH ? key : `xmlvend#${createHash('sha256').update(key).digest('base64url')}`;
}
