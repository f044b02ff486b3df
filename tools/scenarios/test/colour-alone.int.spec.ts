import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openBrowser } from './browser.js';
import { saidByColourAlone } from './colour-alone.js';

const [RED, GREEN, PETROL, GREY] = ['#c92a2a', '#1b7a3a', '#0b7285', '#5c6670'];
const mark = (shape: string, colour: string): string => `<i aria-hidden="true" style="color: ${colour}">${shape}</i>`;

describeInBrowser('what a page says by colour alone', () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await openBrowser()));
  afterAll(() => browser?.close());

  const found = async (html: string): Promise<readonly string[]> => {
    const page = await browser.newPage();
    await page.setContent(`<!doctype html><body>${html}</body>`);
    return saidByColourAlone(page).finally(() => page.close());
  };

  it.each([
    ['a mark without a word', `<p>${mark('●', RED)}</p>`],
    ['a box without a word', `<p><b style="display: block; height: 9px; background: ${GREEN}"></b></p>`],
    ['an edge without a word', `<section><div style="height: 9px; border-left: 3px solid ${RED}"></div></section>`],
    ['what is drawn before nothing', `<style>b::before { content: '●'; color: ${RED}; }</style><p><b></b></p>`],
    ['a shape without a name', `<svg width="9" height="9"><rect width="9" height="9" fill="${RED}" /></svg>`],
    ['two states of one shape', `<p>${mark('●', RED)} away</p><p>${mark('●', GREEN)} there</p>`],
    ['an unknown one of the shape of another', `<p>${mark('○', GREY)} unknown</p><p>${mark('○', GREEN)} there</p>`],
  ])('is %s', async (_what, html) => {
    expect(await found(html)).toHaveLength(1);
  });

  it.each([
    ['a mark beside its word', `<p>${mark('■', RED)} away</p><p>${mark('●', GREEN)} there</p><p>${mark('■', RED)} away</p>`],
    ['a button', `<button style="background: ${RED}">Discard</button>`],
    ['what has a name', `<p><b role="img" aria-label="away" style="display: block; height: 9px; background: ${RED}"></b></p>`],
    [
      'a picture that has one',
      `<div role="img" aria-label="Sales"><svg width="9" height="9"><rect width="9" height="9" fill="${RED}" /></svg></div>`,
    ],
    ['the house’s own colour, nor a grey', `<p>${mark('●', PETROL)}</p><hr style="border-color: ${GREY}" />`],
    ['what nobody sees', `<p hidden>${mark('●', RED)}</p>`],
  ])('is not %s', async (_what, html) => {
    expect(await found(html)).toEqual([]);
  });
});
