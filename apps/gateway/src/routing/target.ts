import { GatewayError } from '../gateway-error.js';

/** Services behind the gateway, as their addresses name them. */
export const proxiedServices = ['key-management', 'vending', 'telemetry', 'billing'] as const;
export type ProxiedService = (typeof proxiedServices)[number];

/** Longest address that is passed on. */
export const MAX_TARGET_LENGTH = 8_192;

/** Unreserved characters, sub-delimiters, `:` `@`, and escapes (RFC 3986 3.3, pchar); no backslash, no control, no raw UTF-8. */
const SEGMENT = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})+$/;
/** An escaped slash, backslash or percent would be another address to a second reader. */
const AMBIGUOUS_ESCAPE = /%(?:2f|5c|25|0[0-9a-f]|1[0-9a-f]|7f)/i;

/**
 * The service's own address of a request to `/api/<service>/v1/…`. Only what reads the same to everybody passes:
 * no dot segments, no empty segments, no escaped separators, nothing outside `/v1`.
 *
 * @param url path and query as they came, undecoded
 * @throws {GatewayError} `gateway.path_refused`
 */
export function serviceTarget(service: ProxiedService, url: string): string {
  if (url.length > MAX_TARGET_LENGTH) throw refused('it is too long');
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  const query = question < 0 ? '' : url.slice(question);
  const prefix = `/api/${service}`;
  if (!path.startsWith(`${prefix}/v1/`)) throw refused(`it does not begin with ${prefix}/v1/`);
  for (const segment of path.slice(prefix.length + 1).split('/')) checkSegment(segment);
  return path.slice(prefix.length) + query;
}

function checkSegment(segment: string): void {
  if (!SEGMENT.test(segment)) throw refused('it has an empty part or a character that must be escaped');
  if (AMBIGUOUS_ESCAPE.test(segment)) throw refused('it has an escaped separator or control character');
  const plain = segment.replaceAll(/%2e/gi, '.');
  if (plain === '.' || plain === '..') throw refused('it has a dot segment');
}

/** Where tills that speak XMLVend, and clients of Electrum's interface, find vending: their software has addresses of its own for it. */
export const XMLVEND_PREFIX = '/xmlvend/';
export const ELECTRUM_PREFIX = '/prepaidutility/';

export const isAlias = (url: string): boolean => url.startsWith(XMLVEND_PREFIX) || url.startsWith(ELECTRUM_PREFIX);

/**
 * As `serviceTarget`, of an address that a service has beside `/api/<service>`.
 * @throws {GatewayError} `gateway.path_refused`
 */
export const aliasTarget = (url: string): string => serviceTarget('vending', `/api/vending/v1${url}`);

const refused = (why: string): GatewayError => new GatewayError('gateway.path_refused', `this address is not passed on: ${why}`);

/** A service's `Location` as it reads from outside. */
export const publicLocation = (service: ProxiedService, location: string): string =>
  location.startsWith('/v1/') ? `/api/${service}${location}` : location;
