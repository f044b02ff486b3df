import { eventually } from '@openprepay/testing/eventually';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { looking } from './browser.js';
import { saidByColourAlone } from './colour-alone.js';

/** WCAG 2.2 AA, for people who use a keyboard, a reader or a magnifier; who sees no colours is looked after beside it. */
const EVERY_RULE = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } as const;
/** Those of them that the colours of a page decide, which are all that differs from one scheme to the other. */
const RULES_OF_COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } as const;

/** Light and dark, a page has nothing that keeps people out; it is left light. `where` is for who reads that it has. */
export async function expectNoBarrier(page: Page, where = ''): Promise<void> {
  for (const scheme of ['dark', 'light'] as const) await expectNoBarrierIn(page, scheme, where);
}

/** The same of one scheme: of dark, what its colours alone decide. */
export async function expectNoBarrierIn(page: Page, scheme: 'light' | 'dark', where = ''): Promise<void> {
  await looking(page, scheme);
  // A colour may still be on its way from one scheme to the other.
  await eventually(async () => expect(await barriers(page, scheme), `${where}, ${scheme}`).toEqual([]));
}

async function barriers(page: Page, scheme: 'light' | 'dark'): Promise<readonly string[]> {
  // As the page's policy lets in no script but its own, it is not put into the page; there it stays as long as the page.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    async (runOnly) => {
      const { axe: runner } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
      const { violations } = await runner.run({ runOnly, resultTypes: ['violations'] });
      return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`).join(', ')}`,
      );
    },
    scheme === 'light' ? EVERY_RULE : RULES_OF_COLOURS,
  );
  return [...found, ...(await saidByColourAlone(page))];
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}
