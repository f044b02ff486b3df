import type { CompiledTariff } from './compile-tariff.js';
import { TariffError } from './tariff-error.js';

/** One version of a tariff code; it holds from its `validFrom` until the next one's. */
export interface TariffVersion {
  readonly version: number;
  readonly tariff: CompiledTariff;
}

/**
 * The version that holds at an instant; of two that begin together, the higher one.
 * @param versions all of one tariff code, in any order
 * @returns undefined before the first one begins
 */
export function tariffInForce(versions: readonly TariffVersion[], at: Date): TariffVersion | undefined {
  const atMs = at.getTime();
  let inForce: TariffVersion | undefined;
  for (const candidate of versions) {
    if (candidate.tariff.validFromMs <= atMs && (!inForce || succeeds(candidate, inForce))) inForce = candidate;
  }
  return inForce;
}

/** @throws {TariffError} `tariffs.not_in_force` before the first version begins */
export function requireInForce(versions: readonly TariffVersion[], at: Date): TariffVersion {
  if (Number.isNaN(at.getTime())) throw new RangeError('a tender is priced at a valid time');
  const inForce = tariffInForce(versions, at);
  if (!inForce) throw new TariffError('tariffs.not_in_force', `no version of the tariff is in force at ${at.toISOString()}`);
  return inForce;
}

function succeeds(candidate: TariffVersion, other: TariffVersion): boolean {
  const later = candidate.tariff.validFromMs - other.tariff.validFromMs;
  return later > 0 || (later === 0 && candidate.version > other.version);
}
