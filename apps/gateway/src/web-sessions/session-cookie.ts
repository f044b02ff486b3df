/** Sent to nothing but what refreshes and ends sessions. */
export const COOKIE_PATH = '/api/auth/session';
/** Browsers take a cookie of this name from https alone. */
const SECURE_NAME = '__Secure-openprepay-session';
const PLAIN_NAME = 'openprepay-session';
const LOOPBACK = /^(?:localhost|(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** What a request says of where the browser is. */
export interface Asked {
  readonly protocol: string;
  /** The `Host` header. */
  readonly host: string;
}

/** Only http of one's own machine goes without: there is no wire to listen on. */
const isSecure = ({ protocol, host }: Asked): boolean => protocol === 'https' || !LOOPBACK.test(host);

const nameFor = (asked: Asked): string => (isSecure(asked) ? SECURE_NAME : PLAIN_NAME);

/** @param maxAgeSeconds 0 takes the cookie back */
export function writeSessionCookie(
  asked: Asked,
  { value, maxAgeSeconds }: { readonly value: string; readonly maxAgeSeconds: number },
): string {
  const secure = isSecure(asked) ? '; Secure' : '';
  return `${nameFor(asked)}=${value}; Path=${COOKIE_PATH}; Max-Age=${Math.floor(maxAgeSeconds)}; HttpOnly; SameSite=Strict${secure}`;
}

export const clearedCookie = (asked: Asked): string => writeSessionCookie(asked, { value: '', maxAgeSeconds: 0 });

/** The value; undefined where there is none, or where there are two: one of them is somebody else's. */
export function readSessionCookie(asked: Asked, header: string | undefined): string | undefined {
  const name = `${nameFor(asked)}=`;
  const found = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(name));
  const [only] = found;
  return found.length === 1 ? only?.slice(name.length) : undefined;
}
