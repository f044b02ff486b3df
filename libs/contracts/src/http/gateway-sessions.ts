import { z } from 'zod';
import { endpoint, noBody } from './endpoint.js';

const tag = 'Signing in';

/** No form and no other origin's page sends a header of its own without being asked: with SameSite it keeps both out. */
const ownPage = z.object({ 'x-openprepay-session': z.literal('same-site').describe('says that a page of this origin asks') });

/** What a browser does with the cookie that a sign-in with `session: true` has given it; nothing else gets the cookie. */
export const webSessionEndpoints = <const SignIn extends z.ZodType>(signIn: SignIn) =>
  ({
    refreshSession: endpoint({
      method: 'POST',
      path: '/api/auth/session/refresh',
      summary: 'An access token for the cookie, which is replaced: each is good once; one that was used up ends the session',
      tag,
      access: { public: true },
      headers: ownPage,
      answers: { 200: signIn },
      errors: ['auth.unauthenticated'],
    }),
    endSession: endpoint({
      method: 'POST',
      path: '/api/auth/session/sign-out',
      summary: 'Sign out: ends the session of the cookie and the access tokens that were had by it',
      tag,
      access: { public: true },
      headers: ownPage,
      answers: { 204: noBody },
    }),
  }) as const;
