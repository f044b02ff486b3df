import { X509Certificate } from 'node:crypto';
import { messageDigest } from '@openprepay/runtime/vouched-certificate';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { signingRequest } from '@openprepay/testing/signing-request';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { fingerprintOf, tillAuthorityFiles } from '../../test/till-authority.js';
import { SignInByCertificate } from './sign-in-by-certificate.js';

const OPERATOR: TestPrincipal = { roles: ['operator'], username: 'olga' };
const DAY_MS = 86_400_000;

let files: Awaited<ReturnType<typeof tillAuthorityFiles>>;
let service: VendingService;
let outletId: string;
beforeAll(async () => {
  files = await tillAuthorityFiles();
  service = await startVendingService(files.env);
  const { vendorId } = (await service.call('POST', '/v1/vendors', { as: OPERATOR, body: { name: 'Corner shop' } })).body;
  ({ outletId } = (await service.call('POST', `/v1/vendors/${vendorId}/outlets`, { as: OPERATOR, body: { name: 'Market' } })).body);
});
afterAll(async () => {
  await service.stop();
  await files.remove();
});

const post = (path: string, body?: unknown, as = OPERATOR) => service.call('POST', path, { as, ...(body !== undefined && { body }) });
const newTerminal = async (as = OPERATOR): Promise<string> =>
  (await post(`/v1/outlets/${outletId}/terminals`, { name: 'Till' }, as)).body.terminalId;
const certify = (terminalId: string, wish: { csr?: string; clientId?: string } = {}, as = OPERATOR) =>
  post(`/v1/terminals/${terminalId}/certificate`, { csr: signingRequest(`/CN=${wish.clientId ?? terminalId}`).csr, ...wish }, as);
/** A message of the till's; its statement names none unless told to. */
const message = { method: 'POST', path: '/v1/xmlvend/plain', body: Buffer.from('<soap/>') };
const signIn = async (cert: string, changes = {}) => {
  const statement = await service.identity.vouchFor(fingerprintOf(cert), changes);
  const certified = await service.get(SignInByCertificate).execute({ statement, message });
  return certified && (await service.get(SignInByCertificate).goOver(certified)) ? certified : undefined;
};
const shown = async (terminalId: string) =>
  (await service.call('POST', `/v1/terminals/${terminalId}/revoke`, { as: OPERATOR })).body as Record<string, unknown>;

describe('a terminal’s certificate', () => {
  it('is signed for the key that the till has, under the name by which its messages come, and shown with its end', async () => {
    const terminalId = await newTerminal();

    const { status, body } = await certify(terminalId, { clientId: '6004708000017' });

    expect(status).toBe(201);
    const cert = new X509Certificate(body.certificate);
    expect(cert.subject).toBe('CN=6004708000017');
    expect(cert.checkIssued(new X509Certificate(body.authority))).toBe(true);
    expect(Date.parse(body.expiresAt) - Date.now()).toBeLessThanOrEqual(7 * DAY_MS);
    const { certificate: _pem, authority: _of, ...record } = body;
    expect((await shown(terminalId))['certificate']).toEqual(record);
    expect(record).toMatchObject({ clientId: '6004708000017', issuedBy: 'olga', serial: cert.serialNumber.toLowerCase() });
  });

  it('signs its terminal in, from one message to the next one after it is revoked', async () => {
    const terminalId = await newTerminal();
    const { certificate } = (await certify(terminalId)).body;
    expect(await signIn(certificate)).toMatchObject({
      certificate: { clientId: terminalId },
      terminal: { principal: { subject: terminalId } },
    });

    const { status, body } = await post(`/v1/terminals/${terminalId}/certificate/revoke`);

    expect(status).toBe(200);
    expect(body.certificate).toBeUndefined();
    expect(await signIn(certificate)).toBeUndefined();
    expect((await post(`/v1/terminals/${terminalId}/certificate/revoke`)).status).toBe(200);
  });

  it('ends with its terminal, which has none signed any more', async () => {
    const terminalId = await newTerminal();
    const { certificate } = (await certify(terminalId)).body;
    await post(`/v1/terminals/${terminalId}/revoke`);

    expect(await signIn(certificate)).toBeUndefined();
    expect((await certify(terminalId)).body.code).toBe('vending.terminal_revoked');
  });

  it('that the till comes by stays in force however often it is renewed, until the till has come by a new one', async () => {
    const terminalId = await newTerminal();
    const used: string = (await certify(terminalId)).body.certificate;
    await signIn(used);
    const renewed: string[] = [];
    for (let nth = 0; nth < 4; nth++) renewed.push((await certify(terminalId)).body.certificate);

    expect(await signIn(used)).toBeDefined();
    // of those that the till never came by, one before the newest is kept
    expect(await signIn(renewed[0]!)).toBeUndefined();
    expect(await signIn(renewed[1]!)).toBeUndefined();

    expect(await signIn(renewed[2]!)).toBeDefined();
    expect(await signIn(used)).toBeUndefined();
    expect(await signIn(renewed[3]!)).toBeDefined();
    expect(await signIn(renewed[2]!)).toBeUndefined();
    expect(await signIn(renewed[3]!)).toBeDefined();
  });

  it('goes over to a new one by many messages at once, which all are let in', async () => {
    const terminalId = await newTerminal();
    const before: string = (await certify(terminalId)).body.certificate;
    await signIn(before);
    const renewed: string = (await certify(terminalId)).body.certificate;

    const answers = await Promise.all(Array.from({ length: 6 }, () => signIn(renewed)));

    expect(answers.filter((answer) => answer === undefined)).toEqual([]);
    expect(await signIn(before)).toBeUndefined();
    // olga has had both signed; it is the till that needs the first no more
    const { rows } = await service.owner.query(
      'select revoked_by as by from terminal_certificate where terminal_id = $1 and revoked_at is not null',
      [terminalId],
    );
    expect(rows).toEqual([{ by: `terminal ${terminalId}` }]);
  });

  it('is not in force by a message that comes while it is taken back', async () => {
    const terminalId = await newTerminal();
    const { certificate } = (await certify(terminalId)).body;
    for (let round = 0; round < 5; round++) {
      const { certificate: next } = (await certify(terminalId)).body;
      await Promise.all([signIn(next), post(`/v1/terminals/${terminalId}/certificate/revoke`)]);
      expect(await signIn(next)).toBeUndefined();
      expect(await signIn(certificate)).toBeUndefined();
    }
  });

  it('is in force when it is signed, also where those before it come from a clock that was ahead', async () => {
    const terminalId = await newTerminal();
    await certify(terminalId);
    await certify(terminalId);
    await service.owner.query(`update terminal_certificate set issued_at = issued_at + interval '1 hour' where terminal_id = $1`, [
      terminalId,
    ]);

    const { certificate } = (await certify(terminalId)).body;

    expect(await signIn(certificate)).toBeDefined();
  });

  it.each([
    ['by whom the gateway’s key is not known', { forged: true }],
    ['past its time', { expiresInS: -60 }],
    ['made for something else', { audience: 'openprepay' }],
    ['in the head of an access token', { typ: 'JWT' }],
  ])('is not taken from a statement %s', async (_which, changes) => {
    const { certificate } = (await certify(await newTerminal())).body;

    expect(await signIn(certificate, changes)).toBeUndefined();
    expect(await signIn(certificate)).toBeDefined();
  });

  it.each([
    ['method', { method: 'PUT' }],
    ['path', { path: '/v1/xmlvend/itron' }],
    ['body', { body: Buffer.from('<soap />') }],
  ])('is taken from a statement of this very message, and not from one of another %s', async (_which, other) => {
    const { certificate } = (await certify(await newTerminal())).body;

    expect(await signIn(certificate, { message: messageDigest({ ...message, ...other }) })).toBeUndefined();
    expect(await signIn(certificate, { message: messageDigest(message) })).toBeDefined();
  });

  it('is not taken from an access token', async () => {
    const token = await service.identity.tokenFor(OPERATOR);

    expect(await service.get(SignInByCertificate).execute({ statement: token, message })).toBeUndefined();
  });

  it('is refused for a request that is not this till’s, and by whoever is no operator of its utility', async () => {
    const terminalId = await newTerminal();
    const refusals = [
      await certify(terminalId, { csr: 'nothing' }),
      await certify(terminalId, { csr: signingRequest('/CN=another').csr }),
      await certify(terminalId, { csr: signingRequest(`/CN=${terminalId}/CN=another`).csr }),
      await certify(terminalId, { csr: signingRequest(`/CN=${terminalId}`, { newKey: ['-newkey', 'ed25519'] }).csr }),
      await certify(terminalId, {}, { ...OPERATOR, utility: 'elsewhere' }),
      await certify(terminalId, {}, { roles: ['vendor'], vendorId: terminalId }),
    ];

    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual([
      [400, 'vending.csr_invalid'],
      [400, 'vending.csr_name_mismatch'],
      [400, 'vending.csr_name_mismatch'],
      [400, 'vending.csr_key_weak'],
      [404, 'vending.terminal_unknown'],
      [403, 'auth.forbidden'],
    ]);
  });
});

describe('whoever had a certificate signed may have its key', () => {
  const ENGINEER: TestPrincipal = { roles: ['engineer', 'operator'], username: 'ernst', inOwnHands: true };
  const let_ = (terminalId: string, as: TestPrincipal) =>
    service.call('PUT', `/v1/terminals/${terminalId}/engineering`, { as, body: { allowed: true } });

  it('so they do not let the terminal order tokens', async () => {
    const terminalId = await newTerminal();
    await certify(terminalId, {}, ENGINEER);
    await post(`/v1/terminals/${terminalId}/certificate/revoke`);

    expect(await let_(terminalId, ENGINEER)).toMatchObject({ status: 403, body: { code: 'vending.second_person_required' } });
  });

  it('and whoever has let it has none signed', async () => {
    const terminalId = await newTerminal();
    expect((await let_(terminalId, ENGINEER)).status).toBe(200);

    expect(await certify(terminalId, {}, ENGINEER)).toMatchObject({ status: 403, body: { code: 'vending.second_person_required' } });
  });
});
