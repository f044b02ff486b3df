import type { Page } from 'playwright-core';

/** The marks that stand before the word of a state. */
const MARKS = '●○▲■';
/** Greys say nothing, and what is as good as transparent is not seen. */
const [LEAST_CHROMA, LEAST_OPACITY] = [60, 0.15];
/** The house's own colour, of links and buttons. */
const [OWN_HUE_FROM, OWN_HUE_TO] = [170, 205];

/**
 * What a page says by colour and by nothing else, so that it is lost in shades of grey: whatever has a colour that is not the house's own and
 * neither a word, in it or beside it, nor a name; and marks of one shape in two colours.
 */
export const saidByColourAlone = (page: Page): Promise<readonly string[]> => page.evaluate<readonly string[]>(FIND);

const FIND = `(() => {
  const hasWord = (text) => /[\\p{L}\\p{N}]/u.test(text ?? '');
  const means = (colour) => {
    const [red = 0, green = 0, blue = 0, opacity = 1] = (colour.match(/[\\d.]+/g) ?? []).map(Number);
    const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
    const chroma = most - least;
    if (chroma < ${LEAST_CHROMA} || opacity < ${LEAST_OPACITY}) return false;
    const sector = most === red ? (green - blue) / chroma : most === green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
    const hue = (sector * 60 + 360) % 360;
    return hue < ${OWN_HUE_FROM} || hue > ${OWN_HUE_TO};
  };
  const ownText = (element) => [...element.childNodes].flatMap((node) => (node.nodeType === 3 ? [node.data] : [])).join('').trim();
  const edges = ['Top', 'Right', 'Bottom', 'Left'];
  const coloursOf = (element) => {
    const style = getComputedStyle(element);
    if (element instanceof SVGElement) return element instanceof SVGGeometryElement ? [style.fill, style.stroke] : [];
    const drawn = ['::before', '::after'].map((part) => getComputedStyle(element, part)).filter(({ content }) => !['none', 'normal'].includes(content));
    return [
      ...(ownText(element) === '' ? [] : [style.color]),
      style.backgroundColor,
      ...edges.filter((edge) => parseFloat(style['border' + edge + 'Width']) > 0).map((edge) => style['border' + edge + 'Color']),
      ...drawn.flatMap(({ content, color, backgroundColor }) => (content === '""' ? [backgroundColor] : [color, backgroundColor])),
    ];
  };
  const named = (element) =>
    hasWord(element.getAttribute('aria-label')) || hasWord(element.getAttribute('title')) || element.hasAttribute('aria-labelledby') || element.labels?.length > 0;
  const isSaid = (element) =>
    [element, element.parentElement, element.closest('[role=alert], [role=status], button, a')].some(
      (one) => one !== null && (hasWord(one.innerText ?? one.textContent) || named(one)),
    ) || element.closest('[role=img][aria-label]') !== null;
  const seen = [...document.body.querySelectorAll('*')].filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
  const alone = seen.filter((element) => coloursOf(element).some(means) && !isSaid(element));
  const coloursOfMarks = new Map();
  for (const element of seen) {
    const text = ownText(element);
    if (text === '' || !'${MARKS}'.includes(text)) continue;
    coloursOfMarks.set(text, (coloursOfMarks.get(text) ?? new Set()).add(getComputedStyle(element).color));
  }
  const alike = [...coloursOfMarks].filter(([, colours]) => colours.size > 1);
  return [
    ...alone.map((element) => 'by colour alone: ' + element.outerHTML.slice(0, 200)),
    ...alike.map(([mark, colours]) => 'by colour alone: ' + mark + ' is ' + [...colours].join(' and ')),
  ];
})()`;
