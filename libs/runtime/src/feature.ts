import type { FactoryProvider, ModuleMetadata, Type } from '@nestjs/common';

/** What one folder of a service adds to it; listed in its `<feature>.feature.ts`. */
export interface Feature {
  readonly controllers?: readonly Type[];
  readonly providers: readonly FactoryProvider[];
}

/**
 * Puts features together to a module; any of them may inject what another provides.
 *
 * ```ts
 * // meters/meters.feature.ts — every class named once, each line checked against its constructor
 * export const METERS = token<MeterSettings>('meter settings');
 *
 * export const meters: Feature = {
 *   controllers: [MetersController],
 *   providers: [
 *     provideBy(METERS, [VENDING_CONFIG], (config) => ({ waitMs: config.METER_WAIT_MS })),
 *     provide(MeterRepository, []),
 *     provide(CreateMeter, [UnitOfWork, MeterRepository, Outbox, METERS, CLOCK]),
 *     consumers([CreateMeter], metersConsumers),
 *   ],
 * };
 *
 * // vending.module.ts
 * @Module(compose(meters, vendors, selling, parkedMessages))
 * export class VendingModule {}
 * ```
 *
 * @throws {TypeError} where two features provide the same thing: the later one would silently win
 */
export function compose(...features: readonly Feature[]): ModuleMetadata {
  const providers = features.flatMap((feature) => feature.providers);
  const seen = new Set<FactoryProvider['provide']>();
  for (const { provide } of providers) {
    if (seen.has(provide)) throw new TypeError(`${nameOf(provide)} is provided twice`);
    seen.add(provide);
  }
  return { controllers: features.flatMap(({ controllers = [] }) => controllers), providers };
}

const nameOf = (token: FactoryProvider['provide']): string => (typeof token === 'function' ? token.name : String(token));
