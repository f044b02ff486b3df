import { MantineProvider } from '@mantine/core';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Lamp, type LampState } from './lamp.js';

const STATES = Object.keys({ good: true, warning: true, bad: true, unknown: true } satisfies Record<LampState, true>) as LampState[];

/** What is seen of a lamp that has no colour: its shape, and then its words. */
const greyOf = (state: LampState): readonly string[] => {
  const lamp = createElement(Lamp, { state, children: 'in some state' });
  const html = renderToStaticMarkup(createElement(MantineProvider, null, lamp));
  return html
    .replaceAll(/<style[^]*?<\/style>/g, '')
    .split(/<[^>]*>/)
    .filter((text) => text.trim() !== '');
};

describe('a lamp', () => {
  it('says each of its states by a shape of its own and by words, and so without its colour too', () => {
    const seen = STATES.map(greyOf);

    expect(seen.map(([, words]) => words)).toEqual(STATES.map(() => 'in some state'));
    expect(new Set(seen.map(([shape]) => shape)).size).toBe(STATES.length);
  });
});
