import { z } from 'zod';
import { role } from '../identity.js';
import { currency, utilityCode } from '../wire.js';
import { defineApi } from './api.js';
import { endpoint, noBody, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { parkedMessagesBelow } from './parked-messages.js';
import { passingErrors } from './problem.js';
import { accountChangeEndpoints } from './gateway-account-changes.js';
import { custodianRequest, custodianRequestEndpoints } from './gateway-custodians.js';
import { streamEndpoints } from './stream.js';
import { webSessionEndpoints } from './gateway-sessions.js';
import { oneLine } from './text.js';

const MAX_PASSWORD_LENGTH = 256;
/** A user name of 64, an @ and a utility’s code of 32. */
const MAX_SIGN_IN_NAME_LENGTH = 97;
const MAX_ROLES = 16;
const MAX_UTILITY_NAME_LENGTH = 200;
const MAX_TIME_ZONE_LENGTH = 64;

const everybody = { public: true } as const;
const signedIn = { anyRole: true } as const;
const admin = { roles: ['admin'] } as const;

/** Longer ones are refused before they are hashed. */
const password = z.string().min(1).max(MAX_PASSWORD_LENGTH);
/** Letters, digits and what e-mail addresses need. */
export const username = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/, 'letters, digits and . _ @ + -, at most 64');
const roles = z.array(role).min(1).max(MAX_ROLES);

const signIn = z
  .object({ accessToken: z.string(), expiresIn: z.int().describe('seconds'), tokenType: z.literal('Bearer') })
  .meta({ id: 'SignIn' });
export type SignInAnswer = Wire<typeof signIn>;

const me = z
  .object({
    userId: z.string(),
    username: z.string(),
    utility: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    roles: z.array(role),
    vendorId: z.uuid().optional(),
    platform: z.boolean(),
    credentialChangedAt: z.iso.datetime().optional().describe('when the password was set; absent where another issuer signs users in'),
    inOwnHands: z
      .boolean()
      .optional()
      .describe('false: another has set the password, or made or changed the account lately; such a one is nobody’s second person'),
  })
  .meta({ id: 'Me' });
export type MeAnswer = Wire<typeof me>;

const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).meta({ id: 'KeySet' });
export type KeySetAnswer = Wire<typeof keySet>;

const userState = z.enum(['active', 'disabled']);
const user = z
  .object({
    userId: z.uuid(),
    username: z.string(),
    roles: z.array(role),
    vendorId: z.uuid().optional(),
    platform: z.boolean().describe('true: runs the installation'),
    state: userState,
    custodianFrom: z.iso.datetime().optional().describe('from when on the role `custodian` counts'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'User' });
export type UserAnswer = Wire<typeof user>;

const utility = z
  .object({
    code: z.string(),
    name: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    sandbox: z.literal(true).optional(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Utility' });
export type UtilityAnswer = Wire<typeof utility>;

const createdUtility = utility.extend({ admin: z.object({ userId: z.uuid(), username: z.string() }) }).meta({ id: 'CreatedUtility' });
export type CreatedUtilityAnswer = Wire<typeof createdUtility>;

const utilityFields = {
  code: utilityCode,
  name: oneLine(MAX_UTILITY_NAME_LENGTH),
  currency,
  timeZone: z.string().min(1).max(MAX_TIME_ZONE_LENGTH).describe('an IANA name'),
  sandbox: z.boolean().optional().describe('true: for trying things out; it stays one'),
};
const firstAdmin = { username, password };
const newUtility = z
  .union([z.object({ ...utilityFields, ...firstAdmin }), z.object({ ...utilityFields, admin: z.object(firstAdmin) })])
  .meta({ id: 'NewUtility', description: 'its first administrator stands beside its own fields, or below `admin`' });
export type NewUtilityBody = z.output<typeof newUtility>;

/** Its own, beside those of the services that it passes on: the events of custodians. */
export const gatewayParkedMessages = parkedMessagesBelow('/api/gateway');

/** Beside the services: whether what the installation is set up with is there. */
export const SET_UP = 'set-up';
const serviceState = z.enum(['ready', 'not ready', 'away']);
const health = z
  .object({ status: z.enum(['ready', 'not ready']), services: z.record(z.string(), serviceState).describe('by service') })
  .meta({ id: 'Health' });
export type HealthAnswer = Wire<typeof health>;

/**
 * Signing in, users, utilities, the live stream: the gateway's own. Unknown members of the bodies that people sent before there
 * was a contract (a sign-in, a password, a new user, a new utility) are passed over still; a newer body is strict.
 */
export const gatewayApi = defineApi({
  service: 'gateway',
  title: 'OpenPrepay gateway',
  publicPath: '',
  errors: {
    ...passingErrors,
    'gateway.credentials_wrong': 401,
    'gateway.custodian_request_not_found': 404,
    'gateway.custodian_request_open': 409,
    'gateway.custodian_request_settled': 409,
    'gateway.external_sign_in': 409,
    'gateway.own_account': 409,
    'gateway.password_too_short': 422,
    'gateway.roles_conflict': 422,
    'gateway.second_person_required': 403,
    'gateway.stream_full': 429,
    'gateway.time_zone_unknown': 422,
    'gateway.currency_unknown': 422,
    'gateway.user_not_found': 404,
    'gateway.username_taken': 409,
    'gateway.utility_taken': 409,
  },
  endpoints: {
    signIn: endpoint({
      method: 'POST',
      path: '/api/auth/token',
      summary: 'Sign in: a password for an access token',
      tag: 'Signing in',
      access: everybody,
      body: z.object({
        username: z
          .string()
          .min(1)
          .max(MAX_SIGN_IN_NAME_LENGTH)
          .describe('a user name that one account alone has, or `name@utility` with the utility’s code'),
        password,
        session: z.boolean().optional().describe('true: a browser stays signed in by a cookie that scripts do not see'),
      }),
      answers: { 200: signIn },
      errors: ['gateway.credentials_wrong', 'gateway.external_sign_in'],
    }),
    ...webSessionEndpoints(signIn),
    readMe: endpoint({
      method: 'GET',
      path: '/api/auth/me',
      summary: 'Who am I',
      tag: 'Signing in',
      access: signedIn,
      answers: { 200: me },
    }),
    changePassword: endpoint({
      method: 'POST',
      path: '/api/auth/password',
      summary: 'Change my password, which makes the account my own unless it is the same again',
      tag: 'Signing in',
      access: signedIn,
      body: z.object({ currentPassword: password, newPassword: password }),
      answers: { 204: noBody },
      errors: ['gateway.credentials_wrong', 'gateway.password_too_short', 'gateway.user_not_found'],
    }),
    readKeySet: endpoint({
      method: 'GET',
      path: '/api/auth/jwks.json',
      summary: 'Public keys of access tokens',
      tag: 'Signing in',
      access: everybody,
      answers: { 200: keySet },
    }),

    createUser: endpoint({
      method: 'POST',
      path: '/api/auth/users',
      summary: 'Add a user to my utility; 202 where the role of a custodian waits for another administrator',
      tag: 'Users',
      access: admin,
      body: z.object({ username, password, roles, vendorId: z.uuid().optional().describe('whom a `vendor` sells for') }),
      answers: { 201: user, 202: custodianRequest },
      errors: ['gateway.username_taken', 'gateway.password_too_short', 'gateway.roles_conflict'],
    }),
    listUsers: endpoint({
      method: 'GET',
      path: '/api/auth/users',
      summary: 'The users of my utility, by name',
      tag: 'Users',
      access: admin,
      query: pageQuery({}),
      answers: { 200: pageAnswer(user) },
    }),
    changeUser: endpoint({
      method: 'PATCH',
      path: '/api/auth/users/:userId',
      summary: 'Disable or enable another user, change roles, set a password; 202 where it makes a custodian, or sets one’s password',
      tag: 'Users',
      access: admin,
      params: z.object({ userId: z.uuid() }),
      body: z.strictObject({ state: userState.optional(), roles: roles.optional(), password: password.optional() }),
      answers: { 200: user, 202: custodianRequest },
      errors: [
        'gateway.user_not_found',
        'gateway.own_account',
        'gateway.password_too_short',
        'gateway.roles_conflict',
        'gateway.custodian_request_open',
      ],
    }),

    ...custodianRequestEndpoints,
    ...accountChangeEndpoints,

    createUtility: endpoint({
      method: 'POST',
      path: '/api/auth/utilities',
      summary: 'Add a utility and its first administrator',
      tag: 'Utilities',
      access: { platform: true },
      body: newUtility,
      answers: { 201: createdUtility },
      errors: ['gateway.utility_taken', 'gateway.password_too_short', 'gateway.currency_unknown', 'gateway.time_zone_unknown'],
    }),
    listUtilities: endpoint({
      method: 'GET',
      path: '/api/auth/utilities',
      summary: 'My utility; all of them for those who run the installation',
      tag: 'Utilities',
      access: signedIn,
      query: pageQuery({}),
      answers: { 200: pageAnswer(utility) },
    }),

    ...streamEndpoints,
    ...gatewayParkedMessages,

    readHealth: endpoint({
      method: 'GET',
      path: '/api/health',
      summary: 'Whether the whole installation is ready',
      tag: 'Health',
      access: everybody,
      answers: { 200: health, 503: health },
    }),
  },
});

export type GatewayErrorCode = keyof typeof gatewayApi.errors;
