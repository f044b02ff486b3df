import type { DynamicModule, Type } from '@nestjs/common';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { z } from 'zod';
import { endpointOf, type EndpointOptions } from './endpoint.js';

export type AnyModule = Type | DynamicModule;

/** One route as its decorators tell it; nothing is started to know it. */
export interface Route {
  /** `VendsController.create` */
  readonly id: string;
  readonly method: string;
  /** Without its leading slash doubled, parameters as `:id`. */
  readonly path: string;
  readonly endpoint: EndpointOptions | undefined;
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
  const endpoint = endpointOf(found.handler);
  const schemas = argumentSchemas(controller, name);
  return {
    id: `${controller.name}.${name}`,
    method: found.method,
    path: found.path,
    endpoint,
    body: endpoint?.body ?? schemas.find(({ kind }) => kind === RouteParamtypes.BODY)?.schema,
    query: endpoint?.query ?? schemas.find(({ kind, part }) => kind === RouteParamtypes.QUERY && part === undefined)?.schema,
    params: Object.fromEntries(
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

/** @throws {Error} naming the routes that nobody gave rules to: the service does not start with them */
export function refuseUnruledRoutes(routes: readonly Route[]): void {
  const unruled = routes.filter(({ endpoint }) => endpoint === undefined).map(({ id }) => id);
  if (unruled.length > 0) throw new Error(`these routes have no @Endpoint, so no one could say who may call them: ${unruled.join(', ')}`);
}
