const LAST_CONTROL = 0x1f;
const DELETE = 0x7f;
/** Where a build puts the files that it has named: one that is gone is no page. */
const ASSETS = 'assets';

/** Whether the path is the API's, whatever its spelling: neither a file nor a page has it. */
export const isApiPath = (path: string): boolean => path.split('/')[1]?.toLowerCase() === 'api';

/** The path of an address without its escapes; undefined for one that no page and no file has. */
export function pathOf(url: string): string | undefined {
  const [raw = ''] = url.split(/[?#]/, 1);
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return undefined;
  }
  const isPlain = path.startsWith('/') && !path.includes('\\') && ![...path].some(isControl);
  return isPlain && path.split('/').every((segment) => segment !== '.' && segment !== '..') ? path : undefined;
}

/** Whether a page of the application may have the path: it finds out itself what it shows there. */
export function isPagePath(path: string): boolean {
  const [, first = '', ...rest] = path.split('/');
  return !isApiPath(path) && first !== ASSETS && (first !== '' || rest.length === 0);
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code <= LAST_CONTROL || code === DELETE;
}
