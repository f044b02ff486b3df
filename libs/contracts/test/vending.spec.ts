import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { refusalAt } from '../src/http/endpoint.js';
import { openApiDocument } from '../src/http/openapi.js';
import { vendingApi } from '../src/http/vending.js';
import { MAX_IDEMPOTENCY_KEY_LENGTH, MIN_IDEMPOTENCY_KEY_LENGTH } from '../src/http/vending-vends.js';

const { headers } = vendingApi.endpoints.sellVend;

describe('the Idempotency-Key of a sale', () => {
  it.each([
    'x'.repeat(MIN_IDEMPOTENCY_KEY_LENGTH),
    '0d5a4f5e-5c22-4f62-a2a6-0b8a0c1d2e3f',
    'till 7/receipt 12',
    'x'.repeat(MAX_IDEMPOTENCY_KEY_LENGTH),
  ])('may be %j', (key) => {
    expect(headers.parse({ 'idempotency-key': key })).toEqual({ 'idempotency-key': key });
  });

  it.each([
    undefined,
    '',
    'x'.repeat(MIN_IDEMPOTENCY_KEY_LENGTH - 1),
    'x'.repeat(MAX_IDEMPOTENCY_KEY_LENGTH + 1),
    'tab\there',
    'café',
    ' leading',
    'trailing ',
    'nul\0',
    'line\n',
  ])('is never %j', (key) => {
    expect(headers.safeParse({ 'idempotency-key': key }).success).toBe(false);
  });

  it('is refused with codes of its own, missing or wrong', () => {
    expect(refusalAt(headers, ['idempotency-key'])).toEqual({
      missing: 'vending.idempotency_key_required',
      invalid: 'vending.idempotency_key_invalid',
    });
  });

  it('stands in the document, with the header that says that an answer is an earlier one’s', () => {
    const { parameters, responses } = openApiDocument(vendingApi).paths['/api/vending/v1/vends']!['post'] as unknown as {
      readonly parameters: readonly object[];
      readonly responses: Readonly<Record<string, object>>;
    };

    expect(parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header', required: true, schema: { maxLength: 128 } }]);
    expect(responses['201']).toMatchObject({ headers: { 'Idempotency-Replayed': { required: false }, Location: { required: true } } });
  });
});

it('blames the caller or the state of things for every code, and the server only where what it knows is out of date or it plays dead', () => {
  const own = ['vending.pricing_stale', 'vending.sandbox_silent'];
  for (const [code, status] of Object.entries<number>(vendingApi.errors))
    expect([code, status >= 400 && (status < 500 || own.includes(code))]).toEqual([code, true]);
});

it('tells a page of vends from the one vend of a key', () => {
  const answer = vendingApi.endpoints.listVends.answers[200];

  expect(answer.parse({ items: [] })).toEqual({ items: [] });
  expect(z.safeParse(answer, {}).success).toBe(false);
});
