import { DEFAULT_THEME, mergeMantineTheme } from '@mantine/core';
import { describe, expect, it } from 'vitest';
import { cssVariables, theme } from './theme.js';

type Rgb = readonly [number, number, number];

/** The page in the dark, and a paper on it. */
const GROUNDS = ['#14181b', '#242424'];
/** So much a surface differs at least from what it lies on, for it to be seen as one. */
const LEAST_SURFACE = 1.4;
/** WCAG 2.2, 1.4.3. */
const LEAST_TEXT = 4.5;

const merged = mergeMantineTheme(DEFAULT_THEME, theme);
const { dark } = cssVariables(merged);
const colours = Object.keys(merged.colors).filter((name) => name !== 'dark');

const rgbOf = (hex: string): Rgb => {
  const part = (at: number): number => parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
};

/** What is seen of a veil of this colour over a ground. */
function over(veil: string, ground: string): Rgb {
  const [red, green, blue, share] = veil.match(/[\d.]+/g)!.map(Number) as [number, number, number, number];
  const below = rgbOf(ground);
  const mixed = (above: number, nth: 0 | 1 | 2): number => above * share + below[nth] * (1 - share);
  return [mixed(red, 0), mixed(green, 1), mixed(blue, 2)];
}

/** WCAG 2.2, relative luminance. */
function luminance([red, green, blue]: Rgb): number {
  const linear = (part: number): number => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function contrast(one: Rgb, other: Rgb): number {
  const [first, second] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return Math.max(first, second) / Math.min(first, second);
}

describe('a light button or notice in the dark', () => {
  it.each(colours.flatMap((colour) => GROUNDS.map((ground) => [colour, ground] as const)))(
    'of %s is seen on %s, and its words are read, also under the pointer',
    (colour, ground) => {
      const words = rgbOf(merged.colors[colour]![0]);
      for (const state of ['light', 'light-hover']) {
        const surface = over(dark[`--mantine-color-${colour}-${state}`]!, ground);

        expect(contrast(surface, rgbOf(ground)), state).toBeGreaterThanOrEqual(LEAST_SURFACE);
        expect(contrast(words, surface), state).toBeGreaterThanOrEqual(LEAST_TEXT);
      }
    },
  );
});
