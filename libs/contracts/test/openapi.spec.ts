import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Api, defineApi } from '../src/http/api.js';
import { endpoint } from '../src/http/endpoint.js';
import { openApiDocument } from '../src/http/openapi.js';
import { shopApi } from './shop-api.js';

interface Operation {
  readonly parameters: readonly Record<string, unknown>[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Record<string, unknown> }> };
  readonly responses: Record<string, Record<string, unknown>>;
  readonly [extension: string]: unknown;
}
const document = openApiDocument(shopApi);
const components = document['components'] as Record<'schemas' | 'responses', Record<string, unknown>>;
const operation = (method: string, path: string): Operation => document.paths[path]![method] as unknown as Operation;
const sell = operation('post', '/api/shop/v1/articles/{articleId}/sales');

describe('the document of an api', () => {
  it('has the addresses of the gateway, its server, and no hook', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'http://127.0.0.1:8080' }] });
    expect(Object.keys(document.paths)).toContain('/api/shop/v1/articles/{articleId}/label');
    expect(JSON.stringify(document)).not.toContain('broker');
  });

  it('names each operation and groups it', () => {
    expect(sell).toMatchObject({ operationId: 'sell', tags: ['Selling'] });
    expect(document['tags']).toEqual([{ name: 'Selling' }, { name: 'Articles' }]);
  });

  it('has the headers that a call needs, with their limits', () => {
    expect(sell.parameters).toEqual([
      { name: 'articleId', in: 'path', required: true, schema: { type: 'string', minLength: 1, maxLength: 40 } },
      { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', minLength: 1, maxLength: 128 } },
      { name: 'X-Till', in: 'header', required: false, schema: { type: 'string', maxLength: 10 } },
    ]);
    expect(sell.responses['201']!['headers']).toMatchObject({ 'Idempotency-Replayed': { required: false } });
  });

  it('has every limit of the query and of the body', () => {
    expect(operation('get', '/api/shop/v1/articles').parameters).toMatchObject([
      { name: 'cursor', in: 'query', required: false, schema: { maxLength: 1_024 } },
      { name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 } },
      { name: 'name', required: false, schema: { maxLength: 20 } },
    ]);
    expect(sell.requestBody?.content['application/json']!.schema).toMatchObject({
      additionalProperties: false,
      properties: { pieces: { minimum: 1, maximum: 99 }, gifts: { maxItems: 3, items: { pattern: '^[a-z]+$' } } },
      required: ['pieces'],
    });
    const load = operation('post', '/api/shop/v1/articles/import');
    expect(load.requestBody).toMatchObject({ 'x-max-bytes': 5_000_000, content: { 'text/csv': { schema: { type: 'string' } } } });
  });

  it('shows the wire, not what is inside: a codec is its text, and a named schema a component', () => {
    expect(sell.responses['201']).toMatchObject({ content: { 'application/json': { schema: { $ref: '#/components/schemas/Article' } } } });
    expect(components.schemas['Article']).toMatchObject({ properties: { price: { $ref: '#/components/schemas/Price' } } });
    expect(components.schemas['Price']).toMatchObject({
      description: 'what it costs',
      properties: { amountMinor: { type: 'string', maxLength: 30 }, since: { type: 'string', format: 'date-time', pattern: 'Z$' } },
    });
  });

  it('describes a body that the domain reads itself', () => {
    const { requestBody } = operation('put', '/api/shop/v1/description');

    expect(requestBody?.content['application/json']!.schema).toEqual({ $ref: '#/components/schemas/Description' });
  });

  it('tells text, streams and nothing at all apart', () => {
    expect(operation('get', '/api/shop/v1/articles/{articleId}/label').responses['200']).toMatchObject({ content: { 'text/plain': {} } });
    expect(operation('get', '/api/shop/v1/sales').responses['200']).toMatchObject({ content: { 'text/event-stream': {} } });
    expect(operation('get', '/api/shop/v1/till').responses['200']).toMatchObject({
      content: {
        'text/event-stream': {
          schema: { type: 'string' },
          'x-events': { sold: { $ref: '#/components/schemas/Price' }, closed: { $ref: '#/components/schemas/Closed' } },
        },
      },
    });
    expect(operation('delete', '/api/shop/v1/articles/{articleId}').responses['204']).toEqual({ description: 'done' });
  });
});

describe('who may call an operation', () => {
  it.each<[string, string, object]>([
    ['post', '/api/shop/v1/articles/{articleId}/sales', { 'x-roles': ['clerk'], 'x-admin': true, security: [{ accessToken: [] }] }],
    ['get', '/api/shop/v1/articles', { 'x-roles': ['*'] }],
    ['delete', '/api/shop/v1/articles/{articleId}', { 'x-platform': true, 'x-admin': false }],
    ['post', '/api/shop/v1/articles/import', { 'x-roles': [], 'x-admin': false }],
    ['get', '/api/shop/v1/sales', { security: [] }],
  ])('%s %s', (method, path, access) => {
    expect(operation(method, path)).toMatchObject(access);
  });
});

describe('what an operation can be refused with', () => {
  const codesOf = (of: Operation, status: string): unknown => {
    const response = of.responses[status];
    const name = (response?.['$ref'] as string | undefined)?.replace('#/components/responses/', '');
    return (name === undefined ? response : (components.responses[name] as Record<string, unknown>))?.['description'];
  };

  it('stands under its status: its own codes, what the platform adds, and what the gateway answers in its place', () => {
    expect(codesOf(sell, '404')).toBe('shop.article_unknown');
    expect(codesOf(sell, '409')).toBe('shop.sold_out');
    expect(codesOf(sell, '400')).toBe('gateway.path_refused, request.invalid, shop.key_required');
    expect(codesOf(sell, '503')).toBe('gateway.service_unavailable, service.unavailable');
    expect(JSON.stringify(sell.responses['409'])).toContain('{"type":"string","enum":["shop.sold_out"]}');
  });

  it('is no more than it can meet', () => {
    const watch = operation('get', '/api/shop/v1/sales');
    const list = operation('get', '/api/shop/v1/articles');

    expect(Object.keys(watch.responses)).toEqual(['200', '400', '429', '500', '503', '504']);
    expect(codesOf(list, '403')).toBeUndefined();
    expect(codesOf(list, '400')).toBe('gateway.path_refused, request.cursor_invalid, request.invalid');
    expect(codesOf(list, '413')).toBeUndefined();
  });

  it('has nothing of a proxy in the gateway’s own document', () => {
    const own = openApiDocument({ ...shopApi, publicPath: '' });

    expect(Object.keys((own.paths['/v1/sales']!['get'] as unknown as Operation).responses)).not.toContain('504');
  });
});

describe('an api that contradicts itself is refused', () => {
  const get = {
    method: 'GET',
    path: '/v1/things',
    summary: '',
    tag: '',
    access: { public: true },
    answers: { 200: z.object({}) },
  } as const;
  const withEndpoints = (endpoints: Api['endpoints']): Api => defineApi({ ...shopApi, endpoints: endpoints as never });

  it.each<[string, Api['endpoints'], string]>([
    ['a path parameter without a schema', { a: endpoint({ ...get, path: '/v1/things/:id' }) }, 'other parameters than its path'],
    [
      'a schema without a path parameter',
      { a: endpoint({ ...get, params: z.object({ id: z.uuid() }) }) },
      'other parameters than its path',
    ],
    ['a lenient query', { a: endpoint({ ...get, query: z.object({}) }) }, 'not strict'],
    ['a header in capitals', { a: endpoint({ ...get, headers: z.object({ 'X-Key': z.string() }) }) }, 'lower case'],
    ['only failures', { a: endpoint({ ...get, answers: { 503: z.object({}) } }) }, 'no answer of success'],
    ['an error without a status', { a: endpoint({ ...get, errors: ['shop.unheard_of'] }) }, 'shop.unheard_of'],
    ['one route twice', { a: endpoint(get), b: endpoint(get) }, 'b and a are both GET /v1/things'],
  ])('%s', (_what, endpoints, message) => {
    expect(() => withEndpoints(endpoints)).toThrow(message);
  });

  it('and two schemas of one name', () => {
    const named = (schema: z.ZodType) => endpoint({ ...get, path: `/v1/${schema.type}`, answers: { 200: schema.meta({ id: 'Twice' }) } });

    expect(() => openApiDocument(withEndpoints({ a: named(z.string()), b: named(z.boolean()) }))).toThrow('Twice');
  });

  it('by the compiler already, where an error has no status', () => {
    expect(() =>
      defineApi({
        service: 'shop',
        title: 'Shop',
        publicPath: '',
        errors: { 'shop.known': 404 },
        // @ts-expect-error shop.unknown is no key of the table
        endpoints: { a: endpoint({ ...get, errors: ['shop.known', 'shop.unknown'] }) },
      }),
    ).toThrow(TypeError);
  });
});
