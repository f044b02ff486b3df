import type { Locator, Page } from 'playwright-core';
import { expectNoBarrier } from './barriers.js';
import { picture } from './browser.js';

/** Opens a dialog by its button, and looks at it in both schemes for what keeps people out. */
export async function dialogOf(page: Page, button: string): Promise<Locator> {
  await page.getByRole('button', { name: button, exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: button });
  await dialog.waitFor();
  await expectNoBarrier(page, button);
  await picture(page, `dialog-${button.toLowerCase().replaceAll(' ', '-')}`);
  return dialog;
}

/** Sends a dialog's form, which then closes. */
export async function send(dialog: Locator, button: string): Promise<void> {
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}
