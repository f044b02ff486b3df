import { z } from 'zod';
import type { Api } from '@openprepay/contracts/http/api';
import type { Access, EndpointDefinition } from '@openprepay/contracts/http/endpoint';
import { openApiDocument as documentOfContract } from '@openprepay/contracts/http/openapi';
import { problem, PROBLEM_MEDIA_TYPE } from '@openprepay/contracts/http/problem';
import type { EndpointOptions } from './endpoint-options.js';
import { type AnyModule, type Route, routesOf } from './routes.js';

export interface OpenApiOptions {
  readonly title: string;
  readonly version: string;
  readonly module: AnyModule;
}

type Json = Readonly<Record<string, unknown>>;

const OPENAPI_VERSION = '3.1.0';

/** The document that a service answers itself: that of its contract where it has one. */
export const documentOf = (options: OpenApiOptions & { readonly api: Api | undefined }): Json =>
  options.api === undefined ? openApiDocument(options) : documentOfContract(options.api);

/** The OpenAPI document of a service, from its decorators and schemas alone: nothing needs to run. */
export function openApiDocument({ title, version, module }: OpenApiOptions): Json {
  const paths: Record<string, Record<string, Json>> = {};
  const routes = routesOf(module).filter((route): route is DescribedRoute => route.endpoint !== undefined && route.access !== undefined);
  for (const route of routes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1))) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: OPENAPI_VERSION,
    info: { title, version },
    paths,
    components: {
      schemas: { Problem: wireSchema(problem) },
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

/** The shape on the wire: a codec is its encoded side. */
function wireSchema(schema: z.ZodType): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}

type DescribedRoute = Route & { readonly endpoint: EndpointOptions | EndpointDefinition; readonly access: Access };

function operation(route: DescribedRoute): Json {
  const { endpoint } = route;
  const consumes = endpoint.consumes ?? ['application/json'];
  return {
    operationId: route.id,
    summary: endpoint.summary,
    ...access(route.access),
    parameters: [...pathParameters(route), ...queryParameters(route.query)],
    ...(route.body
      ? {
          requestBody: { required: true, content: Object.fromEntries(consumes.map((type) => [type, { schema: wireSchema(route.body!) }])) },
        }
      : {}),
    responses: {
      ...Object.fromEntries(Object.entries(endpoint.answers).map(([status, answer]) => [status, response(Number(status), answer)])),
      default: {
        description: 'an error; `code` says which',
        content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function access(rule: Access): Json {
  if ('public' in rule) return { security: [] };
  return {
    security: [{ accessToken: [] }],
    'x-roles': 'anyRole' in rule ? ['*'] : 'roles' in rule ? rule.roles : [],
    'x-admin': !('adminExcluded' in rule),
  };
}

const NO_CONTENT = 204;

function response(status: number, answer: z.ZodType | string): Json {
  if (status === NO_CONTENT) return { description: 'done' };
  const [type, schema] = typeof answer === 'string' ? [answer, { type: 'string' }] : ['application/json', wireSchema(answer)];
  return { description: 'done', content: { [type]: { schema } } };
}

const pathParameters = (route: Route): Json[] =>
  [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: route.params[name!] ? wireSchema(route.params[name!]!) : { type: 'string' },
  }));

function queryParameters(query: z.ZodType | undefined): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = wireSchema(query) as {
    readonly properties?: Record<string, Json>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
}
