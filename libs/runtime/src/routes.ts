import type { DynamicModule, Type } from '@nestjs/common';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import type { Api } from '@openprepay/contracts/http/api';
import type { EndpointDefinition } from '@openprepay/contracts/http/endpoint';
import { contractOf } from './endpoint.js';

export type AnyModule = Type | DynamicModule;

/** One route as its decorators tell it; nothing is started to know it. */
export interface Route {
  /** `VendsController.create` */
  readonly id: string;
  readonly method: string;
  /** Without its leading slash doubled, parameters as `:id`. */
  readonly path: string;
  /** Undefined: nobody said who may call it. */
  readonly endpoint: EndpointDefinition | undefined;
}

/** Every route of the module and of those it imports. */
export const routesOf = (module: AnyModule): Route[] => controllersOf(module).flatMap(routesOfController);

function controllersOf(module: AnyModule, seen = new Set<unknown>()): Type[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const type = 'module' in module ? module.module : module;
  const dynamic = 'module' in module ? module : undefined;
  const imports = [...metadata<AnyModule[]>(MODULE_METADATA.IMPORTS, type, []), ...((dynamic?.imports ?? []) as AnyModule[])];
  const own = [...metadata<Type[]>(MODULE_METADATA.CONTROLLERS, type, []), ...(dynamic?.controllers ?? [])];
  return [...new Set([...own, ...imports.flatMap((imported) => controllersOf(imported, seen))])];
}

function routesOfController(controller: Type): Route[] {
  const prototype = controller.prototype as Readonly<Record<string, unknown>>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = name === 'constructor' ? undefined : prototype[name];
    if (typeof handler !== 'function') return [];
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const prefixes = [metadata<string | string[]>(PATH_METADATA, controller, '/')].flat();
    const paths = [metadata<string | string[]>(PATH_METADATA, handler, '/')].flat();
    return prefixes.flatMap((prefix) =>
      paths.map((path) => ({
        id: `${controller.name}.${name}`,
        method: RequestMethod[method],
        path: join(prefix, path),
        endpoint: contractOf(handler),
      })),
    );
  });
}

const metadata = <T>(key: string, target: object, otherwise: T): T => (Reflect.getMetadata(key, target) as T | undefined) ?? otherwise;

const join = (...parts: readonly string[]): string =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;

/**
 * Refuses a service whose routes are not what was agreed on, before it connects to anything.
 *
 * @throws {Error} naming the routes without rules, and what the contract and the controllers have that the other has not
 */
export function refuseWrongRoutes(routes: readonly Route[], api: Api): void {
  const unruled = routes.filter(({ endpoint }) => endpoint === undefined).map(({ id }) => id);
  if (unruled.length > 0) throw new Error(`these routes have no @Endpoint, so no one could say who may call them: ${unruled.join(', ')}`);
  const agreed = new Set<unknown>(Object.values(api.endpoints));
  const served = new Set<unknown>(routes.map(({ endpoint }) => endpoint));
  const unserved = Object.entries(api.endpoints).filter(([, endpoint]) => !served.has(endpoint));
  if (unserved.length > 0) throw new Error(`no controller serves what the contract has: ${unserved.map(([name]) => name).join(', ')}`);
  const foreign = routes.filter(({ endpoint }) => !agreed.has(endpoint)).map(({ id }) => id);
  if (foreign.length > 0) throw new Error(`these routes are not in the contract: ${foreign.join(', ')}`);
}
