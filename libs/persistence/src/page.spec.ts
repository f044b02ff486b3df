import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cursorOf, encodeCursor, mapPage, pageOf } from './page.js';

const cursor = cursorOf(z.tuple([z.iso.datetime(), z.uuid()]));
const key: [string, string] = ['2026-11-22T10:00:00Z', '0190f9c0-0000-7000-8000-000000000000'];

describe('pageOf', () => {
  it('has a cursor after its last item where a row is left over', () => {
    expect(pageOf([1, 2, 3], 2, (last) => `after-${last}`)).toEqual({ items: [1, 2], nextCursor: 'after-2' });
  });

  it('is the last one where no row is left over', () => {
    expect(pageOf([1, 2], 2, String)).toEqual({ items: [1, 2] });
    expect(pageOf([], 2, String)).toEqual({ items: [] });
  });
});

describe('mapPage', () => {
  it('changes the items and leaves the cursor', () => {
    expect(mapPage({ items: [1, 2], nextCursor: 'c' }, (item) => item * 2)).toEqual({ items: [2, 4], nextCursor: 'c' });
    expect(mapPage({ items: [1] }, String)).toEqual({ items: ['1'] });
  });
});

describe('a cursor', () => {
  it('comes back as it was written, and is nothing on the first page', () => {
    expect(cursor.read(cursor.write(key))).toEqual(key);
    expect(cursor.read(undefined)).toBeUndefined();
  });

  it.each([['garbage'], [''], [encodeCursor(['x', 'y'])], [encodeCursor([...key, 1])], ['a'.repeat(5_000)]])('is refused: %s', (text) => {
    expect(() => cursor.read(text)).toThrow(expect.objectContaining({ code: 'request.cursor_invalid' }));
  });
});
