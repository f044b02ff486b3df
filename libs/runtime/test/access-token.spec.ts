import { NamedOutage } from '@openprepay/contracts/coded';
import { createTestIdentity, type TestIdentity } from '@openprepay/testing/identity';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessTokens, CLOCK_TOLERANCE_SECONDS, remoteKeys } from '../src/access-token.js';

const rules = { issuer: 'openprepay', audience: 'openprepay', algorithms: ['EdDSA'] };
const claims = { username: 'u', utility: 'north', currency: 'USD', timeZone: 'UTC', roles: ['clerk'] };
const refused = expect.objectContaining({ code: 'auth.unauthenticated' });

let identity: TestIdentity;
beforeAll(async () => void (identity = await createTestIdentity()));
afterAll(() => identity.stop());

const bearer = (token: string): string => `Bearer ${token}`;

describe('AccessTokens', () => {
  it('verify by the published keys, and remember a token without outliving it', async () => {
    const token = bearer(await identity.tokenFor({ roles: ['clerk'], utility: 'north', expiresInS: 60 }));
    // Behind it: the token may be of a later second than the test began in.
    let nowMs = Date.now();
    const tokens = new AccessTokens({ ...rules, keys: remoteKeys(identity.jwksUrl) }, () => nowMs);

    expect(await tokens.verify(token)).toMatchObject({ utility: 'north', roles: ['clerk'], platform: false });
    nowMs += 59_000;
    expect(await tokens.verify(token)).toMatchObject({ utility: 'north' });
    nowMs += 1_000 + CLOCK_TOLERANCE_SECONDS * 1_000;
    await expect(tokens.verify(token)).rejects.toThrow(refused);
  });

  it('tell when the credential was set, to the millisecond, where the issuer says it', async () => {
    const tokens = new AccessTokens({ ...rules, keys: remoteKeys(identity.jwksUrl) });
    const credentialChangedAt = new Date('2026-01-02T03:04:05.678Z');
    const said = await tokens.verify(bearer(await identity.tokenFor({ roles: ['clerk'], credentialChangedAt, inOwnHands: false })));
    const unsaid = await tokens.verify(bearer(await identity.tokenFor({ roles: ['clerk'] })));

    expect(said).toMatchObject({ credentialChangedAt, inOwnHands: false });
    expect(unsaid).not.toHaveProperty('inOwnHands');
    expect(unsaid).not.toHaveProperty('credentialChangedAt');
  });

  it('tell an issuer that is away from a token that is wrong', async () => {
    const away = new AccessTokens({ ...rules, keys: remoteKeys('http://127.0.0.1:9/jwks.json') });
    const broken = new AccessTokens({ ...rules, keys: remoteKeys(identity.jwksUrl.replace('http:', 'https:')) });
    const token = bearer(await identity.tokenFor({ roles: ['clerk'] }));

    for (const tokens of [away, broken])
      await expect(tokens.verify(token)).rejects.toThrow(expect.objectContaining({ code: 'service.unavailable' }));
  });

  it('pass on why a clock tells no time, of a token seen before as of a new one', async () => {
    const jumped = new NamedOutage('service.clock_jumped', 'the clock cannot be trusted');
    let isTrusted = true;
    const tokens = new AccessTokens({ ...rules, keys: remoteKeys(identity.jwksUrl) }, () => {
      if (isTrusted) return Date.now();
      throw jumped;
    });
    const known = bearer(await identity.tokenFor({ roles: ['clerk'] }));
    await tokens.verify(known);
    isTrusted = false;

    for (const token of [known, bearer(await identity.tokenFor({ roles: ['auditor'] }))])
      await expect(tokens.verify(token)).rejects.toBe(jumped);
  });

  it('take no other algorithm, whatever the header says, and no token without the claims that services need', async () => {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA');
    const jwk = await exportJWK(publicKey);
    const keys = { keys: [{ ...jwk, kid: 'k', alg: 'EdDSA' }] } as JSONWebKeySet;
    const tokens = new AccessTokens({ ...rules, keys: createLocalJWKSet(keys) });
    const jwt = (payload: object): SignJWT =>
      new SignJWT({ ...payload }).setSubject('s').setIssuer('openprepay').setAudience('openprepay').setExpirationTime('1h');
    const header = { alg: 'EdDSA', kid: 'k' };

    await expect(tokens.verify(bearer(await jwt(claims).setProtectedHeader(header).sign(privateKey)))).resolves.toMatchObject({
      username: 'u',
    });
    const shared = await jwt(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'k' })
      .sign(Buffer.from(String(jwk.x), 'base64url'));
    await expect(tokens.verify(bearer(shared))).rejects.toThrow(refused);
    for (const wrong of [{}, { ...claims, utility: '*' }, { ...claims, roles: ['god'] }, { ...claims, vendorId: '1' }]) {
      await expect(tokens.verify(bearer(await jwt(wrong).setProtectedHeader(header).sign(privateKey)))).rejects.toThrow(refused);
    }
    const endless = await new SignJWT(claims)
      .setProtectedHeader(header)
      .setSubject('s')
      .setIssuer('openprepay')
      .setAudience('openprepay')
      .sign(privateKey);
    await expect(tokens.verify(bearer(endless))).rejects.toThrow(refused);
  });
});
