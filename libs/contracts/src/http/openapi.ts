import type { z } from 'zod';
import { type Api, type ErrorStatuses, pathParameters } from './api.js';
import { DEFAULT_BODY_LIMIT, descriptionOf, type EndpointDefinition, type EventStream, type MediaType } from './endpoint.js';
import { anyErrors, callErrors } from './operation-errors.js';
import { passingErrors, platformErrors, problem, PROBLEM_MEDIA_TYPE } from './problem.js';
import { type Json, WireSchemas } from './wire-schemas.js';

/** Where `npm start` and `docker compose up` put the gateway. */
export const GATEWAY_ORIGIN = 'http://127.0.0.1:8080';
const OPENAPI_VERSION = '3.1.0';
const API_VERSION = '0.1.0';
const JSON_MEDIA_TYPE = 'application/json';
const EVENT_STREAM = 'text/event-stream';
const NO_CONTENT = 204;

/** What one error status of an operation is called among the components, where it means no more than it does everywhere. */
const RESPONSE_NAMES: Readonly<Record<number, string>> = {
  400: 'InvalidRequest',
  401: 'NotSignedIn',
  403: 'NotAllowed',
  408: 'RequestTimeout',
  413: 'BodyTooLarge',
  415: 'UnsupportedMediaType',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'Unavailable',
  504: 'GatewayTimeout',
};

export type OpenApiDocument = Json & { readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>> };

/** The public OpenAPI document of an api, from its contract alone: paths and errors as the gateway serves them, hooks left out. */
export function openApiDocument(api: Api): OpenApiDocument {
  const writer = new DocumentWriter(api);
  const operations = Object.entries(api.endpoints).filter(([, endpoint]) => endpoint.hook !== true);
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, endpoint] of operations) {
    const path = `${api.publicPath}${endpoint.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: writer.operation(name, endpoint) };
  }
  return {
    openapi: OPENAPI_VERSION,
    info: { title: api.title, version: API_VERSION, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: GATEWAY_ORIGIN, description: 'the gateway, as it is started out of the box' }],
    tags: [...new Set(operations.map(([, { tag }]) => tag))].map((name) => ({ name })),
    paths: sorted(paths),
    components: writer.components(),
  };
}

class DocumentWriter {
  private readonly schemas = new WireSchemas();
  private readonly responses: Record<string, Json> = {};
  private readonly statuses: ErrorStatuses;

  constructor(private readonly api: Api) {
    this.statuses = { ...platformErrors, ...passingErrors, ...api.errors };
  }

  operation(name: string, endpoint: EndpointDefinition): Json {
    return {
      operationId: name,
      summary: endpoint.summary,
      tags: [endpoint.tag],
      ...access(endpoint),
      parameters: this.parameters(endpoint),
      ...(endpoint.body === undefined ? {} : { requestBody: this.requestBody(endpoint, endpoint.body) }),
      responses: { ...this.refusals(endpoint), ...this.answers(endpoint) },
    };
  }

  components(): Json {
    this.schemas.of(problem);
    return {
      schemas: sorted(this.schemas.components()),
      responses: sorted(this.responses),
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    };
  }

  private parameters({ path, params, query, headers }: EndpointDefinition): Json[] {
    const inPath = new Map(this.fieldsOf(params).map((field) => [field.name, field]));
    return [
      ...pathParameters(path).map((name) => ({ ...inPath.get(name), name, in: 'path', required: true })),
      ...this.fieldsOf(query).map((field) => ({ ...field, in: 'query' })),
      ...this.fieldsOf(headers).map((field) => ({ ...field, name: headerName(field.name), in: 'header' })),
    ];
  }

  private fieldsOf(object: z.ZodObject | undefined): { readonly name: string; readonly required: boolean; readonly schema: Json }[] {
    if (object === undefined) return [];
    const { properties, required } = this.schemas.fieldsOf(object);
    return Object.entries(properties).map(([name, { description, ...schema }]) => ({
      name,
      ...(description === undefined ? {} : { description }),
      required: required.includes(name),
      schema,
    }));
  }

  private requestBody({ consumes = [JSON_MEDIA_TYPE], bodyLimit = DEFAULT_BODY_LIMIT }: EndpointDefinition, body: z.ZodType): Json {
    const schema = this.schemas.of(descriptionOf(body));
    const required = !descriptionOf(body).safeParse(undefined).success;
    return { required, 'x-max-bytes': bodyLimit, content: Object.fromEntries(consumes.map((type) => [type, { schema }])) };
  }

  private answers({ answers, answerHeaders, ...endpoint }: EndpointDefinition): Json {
    const fields = this.fieldsOf(answerHeaders).map(({ name, ...header }) => [headerName(name), header]);
    const headers = fields.length === 0 ? {} : { headers: Object.fromEntries(fields) as Json };
    return Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [
        status,
        { description: 'done', ...headers, ...this.content(Number(status), answer, endpoint) },
      ]),
    );
  }

  private content(
    status: number,
    answer: z.ZodType | MediaType,
    { stream, alsoAnswers = {} }: Pick<EndpointDefinition, 'stream' | 'alsoAnswers'>,
  ): Json {
    if (status === NO_CONTENT) return {};
    if (answer === EVENT_STREAM && stream !== undefined) return { content: { [answer]: this.events(stream) } };
    if (typeof answer === 'string') {
      const also = Object.entries(alsoAnswers).map(([type, other]) => [type, { schema: other === true ? BINARY : this.schemas.of(other) }]);
      return { content: { [answer]: { schema: { type: 'string' } }, ...(Object.fromEntries(also) as Json) } };
    }
    return { content: { [JSON_MEDIA_TYPE]: { schema: this.schemas.of(answer) } } };
  }

  /** OpenAPI 3.1 has no words for server-sent events: their data are components, and `x-events` says which is whose. */
  private events({ events }: EventStream): Json {
    const schemas = Object.entries(events).map(([event, data]) => [event, this.schemas.of(data)]);
    return { schema: { type: 'string' }, 'x-events': Object.fromEntries(schemas) as Json };
  }

  /** Per status, the codes it can carry. What any call may meet is written once, among the components. */
  private refusals(endpoint: EndpointDefinition): Json {
    const anywhere = byStatus(anyErrors(this.api), this.statuses);
    const responses = Object.entries(byStatus(callErrors(this.api, endpoint), this.statuses)).map(([status, codes]) => {
      const name = RESPONSE_NAMES[Number(status)];
      if (name === undefined || anywhere[status]?.join() !== codes.join()) return [status, refusal(codes)];
      this.responses[name] = refusal(codes);
      return [status, { $ref: `#/components/responses/${name}` }];
    });
    return Object.fromEntries(responses) as Json;
  }
}

const BINARY: Json = { type: 'string', format: 'binary' };

function byStatus(codes: readonly string[], statuses: ErrorStatuses): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const code of codes) (found[String(statuses[code])] ??= []).push(code);
  return found;
}

const refusal = (codes: readonly string[]): Json => ({
  description: codes.join(', '),
  content: {
    [PROBLEM_MEDIA_TYPE]: {
      schema: {
        allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { code: { type: 'string', enum: codes } } }],
      },
    },
  },
});

function access({ access: rule }: EndpointDefinition): Json {
  if ('public' in rule) return { security: [] };
  const roles = 'roles' in rule ? rule.roles : 'anyRole' in rule ? ['*'] : [];
  const admin = !('platform' in rule) && !('adminExcluded' in rule);
  return { security: [{ accessToken: [] }], 'x-roles': roles, 'x-admin': admin, ...('platform' in rule ? { 'x-platform': true } : {}) };
}

/** `idempotency-key` as people write it. */
const headerName = (name: string): string => name.replaceAll(/(^|-)([a-z])/g, (letters) => letters.toUpperCase());

const sorted = <Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
