import { createHash } from 'node:crypto';

/**
 * The same message gives the same id, however often the meter sends it: a UUID of version 8 made of a SHA-256, so that a
 * consumer's inbox absorbs what MQTT delivers twice.
 *
 * @source RFC 9562 5.8
 */
export function eventIdOf(topic: string, payload: Buffer): string {
  const digest = createHash('sha256').update(topic).update('\0').update(payload).digest();
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
