/** Pseudo-random numbers for loads, the same for the same seed; nothing secret depends on them. */
export interface Random {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
}

/** Mulberry32, by Tommy Ettinger (public domain). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
    },
  };
}

/** A seed of its own for each meter of a fleet. */
export function seedOf(fleetSeed: number, meterNumber: string): number {
  let hash = fleetSeed >>> 0;
  for (const digit of meterNumber) hash = (Math.imul(hash, 31) + digit.charCodeAt(0)) >>> 0;
  return hash;
}
