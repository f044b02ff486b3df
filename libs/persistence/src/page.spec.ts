import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor, page } from './page.js';

const schema = z.tuple([z.iso.datetime(), z.uuid()]);
const key = ['2026-11-22T10:00:00Z', '0190f9c0-0000-7000-8000-000000000000'] as const;

describe('page', () => {
  it('has a cursor after its last item where a row is left over', () => {
    expect(page([1, 2, 3], 2, (last) => `after-${last}`)).toEqual({ items: [1, 2], nextCursor: 'after-2' });
  });

  it('is the last one where no row is left over', () => {
    expect(page([1, 2], 2, String)).toEqual({ items: [1, 2] });
  });
});

describe('decodeCursor', () => {
  it('reads what encodeCursor wrote', () => {
    expect(decodeCursor(encodeCursor(key), schema)).toEqual(key);
  });

  it.each([['garbage'], [''], [encodeCursor(['x', 'y'])], [encodeCursor([...key, 1])], ['a'.repeat(5_000)]])('refuses %s', (cursor) => {
    expect(() => decodeCursor(cursor, schema)).toThrow(expect.objectContaining({ code: 'request.cursor_invalid' }));
  });
});
