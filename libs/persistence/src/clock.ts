import { randomBytes } from 'node:crypto';

/** Where time and identity come from, so that use cases can be tested without either. */
export interface Clock {
  now(): Date;
  /** A UUIDv7: sorts by the time it was made. */
  newId(): string;
}

const RANDOM_POOL_BYTES = 8_192;
const RANDOM_PER_ID = 8;
const COUNTER_LIMIT = 0x1000;
let pool = Buffer.alloc(0);
let poolOffset = 0;
let lastMs = 0;
let counter = 0;

function random8(): Buffer {
  if (poolOffset + RANDOM_PER_ID > pool.length) {
    pool = randomBytes(RANDOM_POOL_BYTES);
    poolOffset = 0;
  }
  poolOffset += RANDOM_PER_ID;
  return pool.subarray(poolOffset - RANDOM_PER_ID, poolOffset);
}

/**
 * A UUID of version 7 that is greater than every one this process made before, even within one millisecond or when
 * the system clock steps back.
 *
 * @param nowMs milliseconds since 1970
 * @source RFC 9562 5.7 and 6.2 method 1: the 12 bits of rand_a count within the millisecond
 */
export function uuidV7(nowMs: number): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = random8().readUInt16BE(0) & 0x3ff;
  } else if (++counter === COUNTER_LIMIT) {
    lastMs += 1;
    counter = 0;
  }
  const tail = random8();
  tail[0] = (tail[0]! & 0x3f) | 0x80;
  const time = lastMs.toString(16).padStart(12, '0');
  const rest = tail.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}

export const systemClock: Clock = Object.freeze({
  now: () => new Date(),
  // By the time that only counts on: a clock that is set to another year while the process runs dates no id.
  newId: () => uuidV7(Math.floor(performance.timeOrigin + performance.now())),
});
