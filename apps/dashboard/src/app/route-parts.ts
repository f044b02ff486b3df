import { screenWords } from '../words/words.js';

export type Search = Readonly<Record<string, unknown>>;
/** Filters live in the address, as texts. */
export const texts =
  <Name extends string>(...names: readonly Name[]) =>
  (search: Search): { [N in Name]?: string } =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = search[name];
        return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
      }),
    ) as { [N in Name]?: string };

/** The code of a screen, and beside it the words of the screens: of the till's alone they are not loaded. */
export async function worded<Screen>(code: Promise<Screen>): Promise<Screen> {
  const [screen] = await Promise.all([code, screenWords()]);
  return screen;
}
