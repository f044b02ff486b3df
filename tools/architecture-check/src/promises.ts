/** What a document says that a test holds: the file, relative to the document, and the beginning of the test's title. */
export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

export interface SecurityPromise {
  readonly text: string;
  readonly tests: readonly NamedTest[];
}

const SECTION = '## What the platform promises';
const NAMED = /\[test\]\(([^)]+)\):\s+"([^"]+)"/g;

/** The promises of a security document: its list below the heading, each with the tests that it names. */
export function promisesIn(document: string): readonly SecurityPromise[] {
  const [, after = ''] = document.split(`${SECTION}\n`);
  const [section = ''] = after.split(/\n## /);
  return section
    .split(/\n(?=- )/)
    .filter((item) => item.startsWith('- '))
    .map((item) => {
      const text = item.split(/\n\n/, 1)[0]!.replaceAll(/\s+/g, ' ');
      return { text, tests: [...text.matchAll(NAMED)].map(([, file, title]) => ({ file: file!, title: title! })) };
    });
}
