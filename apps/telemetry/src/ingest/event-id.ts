import { hash } from 'node:crypto';

const VARIANTS = '89ab';
const SEPARATOR = Buffer.from('\0');

/**
 * The same message gives the same id, however often the meter sends it: a UUID of version 8 made of a SHA-256, so that a
 * consumer's inbox absorbs what MQTT delivers twice.
 *
 * @param distinct what tells two things apart that the same bytes say: parts of one message, or the same said again later
 * @source RFC 9562 5.8
 */
export function eventIdOf(topic: string, payload: Buffer, distinct = ''): string {
  const hex = hash('sha256', Buffer.concat([Buffer.from(topic), SEPARATOR, payload, Buffer.from(distinct)]), 'hex');
  const variant = VARIANTS[Number.parseInt(hex[16]!, 16) & 0x3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
