import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent, eventHeaders } from '@openprepay/contracts/event';
import * as wire from '@openprepay/contracts/wire';
import type { RawMessage } from '../kafka/raw-message.js';
import { encodeMessage } from '../outbox/producer.js';
import { consume } from './consume.js';
import { readMessage } from './incoming.js';

const Sold = defineEvent({
  type: 'shop.sale.made',
  topic: 'shop.sales.v1',
  data: z.object({ meter: z.string(), amountMinor: wire.naturalNumber, soldAt: wire.instant }),
  key: (data) => data.meter,
});
const definitions = new Map([[Sold.type, consume(Sold, { group: 'g' }, () => Promise.resolve())]]);
const MAX_BYTES = 1_000;
const data = { meter: 'm1', amountMinor: 12_345_678_901_234_567_890n, soldAt: new Date('2026-11-22T10:00:00.123Z') };
const envelope = { utility: 'north', id: '0190f9c0-0000-7000-8000-000000000000', time: new Date('2026-11-22T10:00:01Z') };

function raw(more: Partial<RawMessage> = {}): RawMessage {
  const { key, value, headers } = encodeMessage(Sold, data, envelope);
  return { topic: Sold.topic, partition: 0, offset: '7', key: Buffer.from(key), value: Buffer.from(value), headers, ...more };
}
const knownTypes = new Set([Sold.type, 'shop.sale.returned']);
const read = (message: RawMessage) => readMessage(message, { definitions, knownTypes, maxEventBytes: MAX_BYTES });

describe('readMessage', () => {
  it('gives back what encodeMessage was given', () => {
    expect(read(raw())).toMatchObject({
      kind: 'event',
      key: 'm1',
      utility: 'north',
      event: { ...envelope, type: Sold.type, source: 'shop', data },
    });
  });

  it.each([
    ['no value', { value: null }, 'messaging.not_json'],
    ['a value that is no JSON', { value: Buffer.from([0xff, 0xfe, 0x00]) }, 'messaging.not_json'],
    ['a value past the limit', { value: Buffer.alloc(MAX_BYTES + 1, 0x20) }, 'messaging.too_large'],
    ['data of another shape', { value: Buffer.from('{"meter":1}') }, 'messaging.schema_invalid'],
    ['data that is null', { value: Buffer.from('null') }, 'messaging.schema_invalid'],
  ])('calls %s unreadable', (_, more, code) => {
    expect(read(raw(more))).toMatchObject({ kind: 'unreadable', code, utility: 'north', eventId: envelope.id });
  });

  it.each([
    ['missing', undefined, '-'],
    ['given twice', ['north', 'south'], '-'],
    ['upper case', 'NORTH', '-'],
    ['the sign for all utilities', '*', '-'],
    ['the sign for an unknown one', '-', '-'],
  ])('gives a message whose utility is %s to nobody', (_, utility, expected) => {
    const message = raw();
    const headers = { ...message.headers, [eventHeaders.utility]: utility };

    expect(read({ ...message, headers })).toMatchObject({ kind: 'unreadable', code: 'messaging.headers_invalid', utility: expected });
  });

  it('passes over a trace that is none', () => {
    const message = raw();

    expect(read({ ...message, headers: { ...message.headers, traceparent: 'x' } })).not.toHaveProperty('event.traceparent');
  });

  it.each([
    ['shop.sale.returned', { kind: 'unasked' }],
    ['shop.sale.forgiven', { kind: 'unreadable', code: 'messaging.type_unknown', holdsKey: false, inboxId: envelope.id }],
  ])('tells a type that nobody asks for from one that nobody knows: %s', (type, expected) => {
    const message = raw();

    expect(read({ ...message, headers: { ...message.headers, [eventHeaders.type]: type } })).toMatchObject(expected);
  });

  it('is total: any bytes anywhere give an answer', () => {
    const bytes = fc.option(fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array)));
    const headers = fc.dictionary(
      fc.constantFrom(...Object.values(eventHeaders)),
      bytes.map((buffer) => buffer ?? undefined),
    );
    fc.assert(
      fc.property(bytes, bytes, headers, (key, value, some) => {
        expect(['unreadable', 'unasked', 'event']).toContain(read(raw({ key, value, headers: { ...raw().headers, ...some } })).kind);
      }),
    );
  });
});
