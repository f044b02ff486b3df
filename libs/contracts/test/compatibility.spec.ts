import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent, type EventDefinition } from '../src/event.js';
import { closedEnum, openEnum } from '../src/open-enum.js';
import { eventShapes, keyPattern, wireSchema, type EventShapes } from '../src/event-schema.js';
import * as wire from '../src/wire.js';
import { incompatibilities, type GainedMember } from './compatibility.js';

const readReleased = <T>(file: string): T => JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../released', file), 'utf8')) as T;

describe('the events', () => {
  it('only add to those of the last release, and what closed enumerations gained is written down', () => {
    const released = readReleased<{ readonly events: EventShapes }>('events.json').events;
    const gained = readReleased<readonly GainedMember[]>('gained-members.json');

    expect(Object.keys(released).length).toBeGreaterThan(15);
    expect(gained.filter(({ why }) => why === '')).toEqual([]);
    // `npm run generate -- --release` belongs to the commit of a release; it is no way around this.
    expect(incompatibilities(released, eventShapes(), gained)).toEqual([]);
  });
});

const line = z.object({ kind: closedEnum(['energy', 'tax'], 'why'), amount: wire.naturalNumber });
const sale = {
  saleId: z.uuid(),
  meter: z.string().max(18),
  kind: openEnum(['credit'], 'it is kept'),
  baseDate: closedEnum([1993, 2014], 'why'),
  soldAt: wire.instant,
  note: z.string().optional(),
  lines: z.array(line).min(1).max(20),
  recovery: z.union([z.strictObject({ share: wire.decimalText }), z.strictObject({ amount: wire.naturalNumber })]),
  registers: z.record(z.string(), wire.decimalText),
};
type Fields = Record<string, z.ZodType>;
const by =
  (name: string): EventDefinition['key'] =>
  (data) =>
    String((data as Readonly<Record<string, unknown>>)[name]);
const sold = (fields: Fields = sale, more: Partial<EventDefinition> = {}): EventDefinition =>
  defineEvent({ type: 'shop.sale.made', topic: 'shop.sales.v1', data: z.object(fields), key: by('meter'), ...more });
const shapes = (...definitions: readonly EventDefinition[]): EventShapes =>
  Object.fromEntries(
    definitions.map((definition) => {
      const { type, topic } = definition;
      return [type, { topic, cleanup: 'delete', key: keyPattern(definition), data: wireSchema(definition) }];
    }),
  );
const without = (name: keyof typeof sale): Fields => Object.fromEntries(Object.entries(sale).filter(([field]) => field !== name));
const against = (current: EventShapes, gained: readonly GainedMember[] = []) => incompatibilities(shapes(sold()), current, gained);

describe('what may be added', () => {
  it.each<readonly [string, EventShapes]>([
    ['nothing at all', shapes(sold())],
    ['an optional field', shapes(sold({ ...sale, till: z.string().optional() }))],
    [
      'an optional field of a line',
      shapes(
        sold({
          ...sale,
          lines: z
            .array(line.extend({ month: z.string().optional() }))
            .min(1)
            .max(20),
        }),
      ),
    ],
    ['a member of an open enumeration', shapes(sold({ ...sale, kind: openEnum(['credit', 'key-change'], 'it is kept') }))],
    ['an event', shapes(sold(), sold(sale, { type: 'shop.sale.returned' }))],
    ['words', shapes(sold({ ...sale, note: z.string().optional().describe('for people') }))],
    [
      'that an enumeration is open from now on',
      shapes(
        sold({
          ...sale,
          lines: z
            .array(line.extend({ kind: openEnum(['energy', 'tax'], 'kept') }))
            .min(1)
            .max(20),
        }),
      ),
    ],
  ])('%s', (_what, current) => {
    expect(against(current)).toEqual([]);
  });

  it('a member of a closed enumeration that is written down, for one field of one event', () => {
    const more = shapes(
      sold({
        ...sale,
        lines: z
          .array(line.extend({ kind: closedEnum(['energy', 'tax', 'levy'], 'why') }))
          .min(1)
          .max(20),
      }),
    );
    const levy = { type: 'shop.sale.made', field: 'lines[].kind', member: 'levy', why: 'levies are booked since 0.2' };

    expect(against(more, [levy])).toEqual([]);
    expect(against(more, [{ ...levy, field: 'kind' }])).toHaveLength(2);
    expect(against(more, [{ ...levy, type: 'shop.sale.returned' }])).toHaveLength(2);
    expect(against(shapes(sold()), [levy])).toEqual(['shop.sale.made lines[].kind: levy is written down as gained and was not']);
  });
});

describe('what is refused', () => {
  it.each<readonly [string, EventShapes, string]>([
    ['an event that is gone', shapes(), 'shop.sale.made: gone'],
    ['an event of another name', shapes(sold(sale, { type: 'shop.sale.sold' })), 'shop.sale.made: gone'],
    ['another topic', shapes(sold(sale, { topic: 'shop.sales.v2' })), 'shop.sale.made: topic was shop.sales.v1'],
    ['another key', shapes(sold(sale, { key: by('saleId') })), 'shop.sale.made: key was {meter}, is {saleId}'],
    ['another way of keeping it', { 'shop.sale.made': { ...shapes(sold())['shop.sale.made']!, cleanup: 'compact' } }, 'cleanup was delete'],
    ['a field that is gone', shapes(sold(without('note'))), 'shop.sale.made note: gone'],
    ['a field of another name', shapes(sold({ ...without('note'), remark: z.string().optional() })), 'shop.sale.made note: gone'],
    ['a new field that is required', shapes(sold({ ...sale, till: z.string() })), 'shop.sale.made till: is new and required'],
    ['a field that must be there now', shapes(sold({ ...sale, note: z.string() })), 'shop.sale.made note: was optional, is required'],
    ['a field that may be missing now', shapes(sold({ ...sale, saleId: z.uuid().optional() })), 'saleId: was required, is optional'],
    ['another type', shapes(sold({ ...sale, meter: z.int() })), 'shop.sale.made meter: type was "string", is "integer"'],
    ['another format', shapes(sold({ ...sale, saleId: z.string() })), 'shop.sale.made saleId: format was "uuid"'],
    ['a narrower text', shapes(sold({ ...sale, meter: z.string().max(11) })), 'shop.sale.made meter: maxLength was 18, is 11'],
    ['a wider text', shapes(sold({ ...sale, meter: z.string().max(20) })), 'shop.sale.made meter: maxLength was 18, is 20'],
    ['a longer list', shapes(sold({ ...sale, lines: z.array(line).min(1).max(50) })), 'shop.sale.made lines: maxItems was 20, is 50'],
    ['a list of something else', shapes(sold({ ...sale, lines: z.array(z.string()).min(1).max(20) })), 'shop.sale.made lines[]: type'],
    [
      'a new required field of a line',
      shapes(
        sold({
          ...sale,
          lines: z
            .array(line.extend({ month: z.string() }))
            .min(1)
            .max(20),
        }),
      ),
      'lines[].month: is new and required',
    ],
    ['a member that is gone', shapes(sold({ ...sale, baseDate: closedEnum([2014], 'why') })), 'shop.sale.made baseDate: 1993 is gone'],
    [
      'a member that a closed enumeration gained',
      shapes(sold({ ...sale, baseDate: closedEnum([1993, 2014, 2035], 'why') })),
      'baseDate: 2035 is new in what was closed',
    ],
    [
      'a member that an enumeration gained as it was opened',
      shapes(
        sold({
          ...sale,
          lines: z
            .array(line.extend({ kind: openEnum(['energy', 'tax', 'levy'], 'kept') }))
            .min(1)
            .max(20),
        }),
      ),
      'lines[].kind: levy is new in what was closed',
    ],
    [
      'an enumeration that is closed now',
      shapes(sold({ ...sale, kind: closedEnum(['credit'], 'why') })),
      'shop.sale.made kind: was open, is closed',
    ],
    ['an enumeration where there was none', shapes(sold({ ...sale, meter: closedEnum(['m1'], 'why') })), 'shop.sale.made meter: '],
    [
      'another alternative',
      shapes(sold({ ...sale, recovery: z.union([...sale.recovery.options, z.strictObject({ all: z.boolean() })]) })),
      'recovery: had 2 alternatives, has 3',
    ],
    [
      'a field of what refuses unknown ones',
      shapes(
        sold({
          ...sale,
          recovery: z.union([z.strictObject({ share: wire.decimalText, of: z.string().optional() }), sale.recovery.options[1]]),
        }),
      ),
      'recovery.of: is new in an object that refuses',
    ],
    [
      'other values of a record',
      shapes(sold({ ...sale, registers: z.record(z.string(), z.number()) })),
      'registers: additionalProperties was',
    ],
  ])('%s', (_what, current, said) => {
    expect(
      against(current).some((one) => one.includes(said)),
      `${JSON.stringify(against(current))} has ${said}`,
    ).toBe(true);
  });
});
