import { z } from 'zod';
import { role } from '../identity.js';
import { defineApi } from './api.js';
import { endpoint, noBody, type Wire } from './endpoint.js';
import { passingErrors } from './problem.js';

/** Longer ones are refused before they are hashed. */
export const MAX_PASSWORD_LENGTH = 256;
const MAX_USERNAME_LENGTH = 64;

const everybody = { public: true } as const;
const signedIn = { anyRole: true } as const;

const password = z.string().min(1).max(MAX_PASSWORD_LENGTH);

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
  })
  .meta({ id: 'Me' });
export type MeAnswer = Wire<typeof me>;

const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).meta({ id: 'KeySet' });
export type KeySetAnswer = Wire<typeof keySet>;

/** Signing in, users, utilities, the live stream: the gateway's own. */
export const gatewayApi = defineApi({
  service: 'gateway',
  title: 'OpenPrepay gateway',
  publicPath: '',
  errors: {
    ...passingErrors,
    'gateway.credentials_wrong': 401,
    'gateway.external_sign_in': 409,
    'gateway.own_account': 409,
    'gateway.password_too_short': 422,
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
      body: z.object({ username: z.string().min(1).max(MAX_USERNAME_LENGTH), password }),
      answers: { 200: signIn },
      errors: ['gateway.credentials_wrong', 'gateway.external_sign_in'],
    }),
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
      summary: 'Change my password',
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
  },
});

export type GatewayErrorCode = keyof typeof gatewayApi.errors;
