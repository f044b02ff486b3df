import type { DynamicModule, Type } from '@nestjs/common';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { z } from 'zod';
import type { Api } from '@openprepay/contracts/http/api';
import type { Access, EndpointDefinition } from '@openprepay/contracts/http/endpoint';
import { rulesOf } from './endpoint.js';
import type { EndpointOptions } from './endpoint-options.js';

export type AnyModule = Type | DynamicModule;

/** One route as its decorators tell it; nothing is started to know it. */
export interface Route {
  /** `VendsController.create` */
  readonly id: string;
  readonly method: string;
  /** Without its leading slash doubled, parameters as `:id`. */
  readonly path: string;
  /** Undefined: nobody said who may call it. */
  readonly access: Access | undefined;
  /** By which the document describes it. */
  readonly endpoint: EndpointOptions | EndpointDefinition | undefined;
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly params: Readonly<Record<string, z.ZodType>>;
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
      paths.map((path) => routeOf(controller, name, { handler, method: RequestMethod[method], path: join(prefix, path) })),
    );
  });
}

function routeOf(
  controller: Type,
  name: string,
  found: { readonly handler: object; readonly method: string; readonly path: string },
): Route {
  const rules = rulesOf(found.handler);
  const endpoint = rules?.contract ?? rules?.options;
  const schemas = argumentSchemas(controller, name);
  return {
    id: `${controller.name}.${name}`,
    method: found.method,
    path: found.path,
    access: rules?.access,
    endpoint,
    body: endpoint?.body ?? schemas.find(({ kind }) => kind === RouteParamtypes.BODY)?.schema,
    query: endpoint?.query ?? schemas.find(({ kind, part }) => kind === RouteParamtypes.QUERY && part === undefined)?.schema,
    params:
      rules?.contract?.params?.shape ??
      Object.fromEntries(
        schemas.flatMap(({ kind, part, schema }) => (kind === RouteParamtypes.PARAM && part !== undefined ? [[part, schema]] : [])),
      ),
  };
}

interface ArgumentSchema {
  readonly kind: RouteParamtypes;
  readonly part: string | undefined;
  readonly schema: z.ZodType;
}

interface ArgumentMetadata {
  readonly data?: unknown;
  readonly pipes?: readonly unknown[];
}

/** The schemas of the `valid` pipes: what is documented is what is checked. */
function argumentSchemas(controller: Type, name: string): ArgumentSchema[] {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Readonly<Record<string, ArgumentMetadata>>;
  return Object.entries(args).flatMap(([key, { data, pipes }]) => {
    const pipe = pipes?.find(
      (candidate): candidate is { readonly schema: z.ZodType } =>
        typeof candidate === 'object' && candidate !== null && 'schema' in candidate,
    );
    return pipe ? [{ kind: Number(key.split(':')[0]), part: typeof data === 'string' ? data : undefined, schema: pipe.schema }] : [];
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
export function refuseWrongRoutes(routes: readonly Route[], api: Api | undefined): void {
  const unruled = routes.filter(({ access }) => access === undefined).map(({ id }) => id);
  if (unruled.length > 0) throw new Error(`these routes have no @Endpoint, so no one could say who may call them: ${unruled.join(', ')}`);
  if (api === undefined) return;
  const agreed = new Set<unknown>(Object.values(api.endpoints));
  const served = new Set<unknown>(routes.map(({ endpoint }) => endpoint));
  const unserved = Object.entries(api.endpoints).filter(([, endpoint]) => !served.has(endpoint));
  if (unserved.length > 0) throw new Error(`no controller serves what the contract has: ${unserved.map(([name]) => name).join(', ')}`);
  const foreign = routes.filter(({ endpoint }) => !agreed.has(endpoint)).map(({ id }) => id);
  if (foreign.length > 0) throw new Error(`these routes are not in the contract: ${foreign.join(', ')}`);
}
