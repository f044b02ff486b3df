import { type Api } from './api.js';
import type { EndpointDefinition } from './endpoint.js';
import { passingErrors, type PlatformErrorCode } from './problem.js';

const PASSING = Object.keys(passingErrors);
/** What the gateway or the service may say to any call. */
const ALWAYS: readonly PlatformErrorCode[] = ['request.invalid', 'request.rate_limited', 'service.internal', 'service.unavailable'];
const SIGNED_IN: readonly PlatformErrorCode[] = ['auth.unauthenticated'];
const BY_ROLE: readonly PlatformErrorCode[] = ['auth.forbidden'];
const WITH_BODY: readonly PlatformErrorCode[] = ['request.timeout', 'request.body_too_large', 'request.unsupported_media_type'];
const WITH_CURSOR: readonly PlatformErrorCode[] = ['request.cursor_invalid'];

/** The gateway stands in front of every api but its own. */
const always = ({ publicPath }: Pick<Api, 'publicPath'>): readonly string[] => [...ALWAYS, ...(publicPath === '' ? [] : PASSING)];

/** What any call of the api may meet, whatever it is. */
export const anyErrors = (api: Pick<Api, 'publicPath'>): readonly string[] =>
  [...always(api), ...SIGNED_IN, ...BY_ROLE, ...WITH_BODY].sort();

/** The codes that one call can be refused with. */
export const callErrors = (api: Pick<Api, 'publicPath'>, { access, body, query, errors = [] }: EndpointDefinition): readonly string[] => {
  const signedIn = !('public' in access);
  const byRole = signedIn && !('anyRole' in access);
  const found = [
    ...always(api),
    ...errors,
    ...(signedIn ? SIGNED_IN : []),
    ...(byRole ? BY_ROLE : []),
    ...(body === undefined ? [] : WITH_BODY),
    ...(query !== undefined && 'cursor' in query.shape ? WITH_CURSOR : []),
  ];
  return [...new Set(found)].sort();
};
