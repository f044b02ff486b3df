import { alpha, createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Petrol: calm beside the colours that mean something. Shades 6 and up carry white text at 4.5:1 and more. */
const petrol: MantineColorsTuple = [
  '#e6f7f9',
  '#d0ecf0',
  '#a3d8e0',
  '#71c3cf',
  '#48b0bf',
  '#1b8ea0',
  '#0b7285',
  '#0a6172',
  '#08505f',
  '#063f4b',
];

/** Mantine's own, but darker from shade 5 on: white words on a red button are read too. */
const red: MantineColorsTuple = [
  '#fff5f5',
  '#ffe3e3',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8787',
  '#e03131',
  '#c92a2a',
  '#b02525',
  '#971f1f',
  '#7d1a1a',
];

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 6, dark: 6 },
  colors: { petrol, red },
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.1rem', lineHeight: '1.4' } } },
  cursorType: 'pointer',
  respectReducedMotion: true,
});

/** Shade of the veil, and how much of what it lies on it covers: more where the pointer is. */
const VEIL = { shade: 4, share: 0.25, shareUnderPointer: 0.35 } as const;
/** Mantine's name for the greys that the dark page itself is of. */
const OF_THE_PAGE = 'dark';

/**
 * In the dark, light buttons and notices are a veil of their colour, and are seen on the page: Mantine makes them of the darkest shade,
 * darkened once more, which on a dark page is hardly another colour than the page.
 */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {},
  dark: Object.fromEntries(
    Object.entries(colors)
      .filter(([name]) => name !== OF_THE_PAGE)
      .flatMap(([name, shades]) => [
        [`--mantine-color-${name}-light`, alpha(shades[VEIL.shade], VEIL.share)],
        [`--mantine-color-${name}-light-hover`, alpha(shades[VEIL.shade], VEIL.shareUnderPointer)],
      ]),
  ),
});
