import { posix } from 'node:path';

/** A Markdown file, by its path from the repository's root. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

/** Links within the repository that lead nowhere: to a file that is not there, or to a heading that the document does not have. */
export function brokenLinks(documents: readonly Document[], exists: (path: string) => boolean): readonly string[] {
  const anchors = new Map(documents.map(({ path, text }) => [path, anchorsOf(text)]));
  return documents.flatMap(({ path, text }) =>
    linksOf(text).flatMap((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : posix.join(posix.dirname(path), decodeURIComponent(file)).replace(/\/$/, '');
      if (!exists(target)) return [`${path}: ${link} is not there`];
      if (anchor !== undefined && anchors.get(target)?.has(anchor) === false) return [`${path}: ${link} has no such heading`];
      return [];
    }),
  );
}

/** The repository's own links in a text: `[words](link)` and `[name]: link`, outside of code. */
export const linksOf = (text: string): readonly string[] =>
  [...withoutCode(text).matchAll(/\]\(([^()\s]+)\)|^\[[^\]]+\]: (\S+)/gm)]
    .map(([, inline, reference]) => inline ?? reference ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));

const withoutCode = (text: string): string =>
  text.replace(/^ *```[\s\S]*?^ *```/gm, '').replace(/`[^`\n]*`/g, (code) => (code.includes('](') ? '' : code));

/** As GitHub names headings: in lower case, words by hyphens, without punctuation. */
const anchorsOf = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-'),
    ),
  );

const DECISION = /^\d{4}-[a-z0-9-]+\.md$/;
const SECTIONS = ['Context', 'Decision', 'Alternatives', 'Consequences'];

/** Decisions that are not of the form of `template.md`, or that the index does not have; paths from the folder of decisions. */
export function malformedDecisions(documents: readonly Document[]): readonly string[] {
  const indexed = linksOf(documents.find(({ path }) => path === 'README.md')?.text ?? '');
  return documents
    .filter(({ path }) => DECISION.test(path))
    .flatMap(({ path, text }) => {
      const number = Number(path.slice(0, 4));
      const head = new RegExp(
        `^# ${number}\\. .+\\n\\n- Status: (?:proposed|accepted|replaced by .+)\\n- Date: \\d{4}-\\d\\d-\\d\\d\\n\\n## `,
      );
      const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
      return [
        ...(head.test(text) ? [] : [`${path}: number and title, status and date, as the template has them`]),
        ...(sections.join() === SECTIONS.join() ? [] : [`${path}: its sections are ${SECTIONS.join(', ')}`]),
        ...(indexed.includes(path) ? [] : [`${path}: is not in the index`]),
      ];
    });
}
