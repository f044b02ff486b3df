import { type DynamicModule, type FactoryProvider, Module, type ValueProvider } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/internal';
import type { ServiceDefinition } from './define-service.js';
import type { Token } from './provide.js';
import type { AnyModule } from './routes.js';
import { PlatformModule, type PlatformOptions } from './service.js';

/** A token and what stands for it instead: how a test puts its own clock, device or settings into the service's wiring. */
export type Override = readonly [token: FactoryProvider['provide'], value: unknown];

/** Overrides whose values the compiler checks against their tokens. */
export type Overrides<Values extends readonly unknown[]> = {
  readonly [Index in keyof Values]: readonly [token: Token<Values[Index]>, value: NoInfer<Values[Index]>];
};

export type ContainerParts = Pick<PlatformOptions, 'config' | 'logger' | 'shutdown' | 'health' | 'onFatal'>;

@Module({})
class RootModule {}

/**
 * The service's module beside the platform's: the same in production and in tests.
 *
 * @throws {TypeError} for an override of what nobody provides
 */
export function rootModule(definition: ServiceDefinition, parts: ContainerParts, overrides: readonly Override[] = []): DynamicModule {
  const { name, module, rows = [], withoutMessaging = false, brokerMayBeAway = false } = definition;
  const platform = PlatformModule.forService({ ...parts, name, rows, withoutMessaging, brokerMayBeAway });
  const ofPlatform = new Set<unknown>(platform.exports);
  const ofService = new Set<unknown>(providersOf(module).map(({ provide }) => provide));
  const unknown = overrides.find(([token]) => !ofPlatform.has(token) && !ofService.has(token));
  if (unknown !== undefined) throw new TypeError(`${String(unknown[0])} is not provided in ${name}: there is nothing to override`);
  return {
    module: RootModule,
    imports: [
      withValues(
        platform,
        overrides.filter(([token]) => ofPlatform.has(token)),
      ),
      withValues(
        module,
        overrides.filter(([token]) => ofService.has(token)),
      ),
    ],
  };
}

function providersOf(module: AnyModule): readonly FactoryProvider[] {
  const type = 'module' in module ? module.module : module;
  const listed = (Reflect.getMetadata(MODULE_METADATA.PROVIDERS, type) ?? []) as readonly FactoryProvider[];
  return 'module' in module ? [...listed, ...((module.providers ?? []) as readonly FactoryProvider[])] : listed;
}

/** Of two providers of one token the later wins, and what a dynamic module adds comes after what the class lists. */
function withValues(module: AnyModule, overrides: readonly Override[]): AnyModule {
  if (overrides.length === 0) return module;
  const values = overrides.map(([provide, useValue]): ValueProvider => ({ provide, useValue }));
  return 'module' in module ? { ...module, providers: [...(module.providers ?? []), ...values] } : { module, providers: values };
}
