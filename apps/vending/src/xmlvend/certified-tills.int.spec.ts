import { signingRequest } from '@openprepay/testing/signing-request';
import { TILL_CERTIFICATE_HEADER } from '@openprepay/contracts/http/vending-xmlvend';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { createAuthority } from '@openprepay/certificates/certificate';
import { type Message, type ProfileName, profiles, readAnswer } from '@openprepay/xmlvend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { fingerprintOf, tillAuthorityFiles } from '../../test/till-authority.js';
import { startTill, type Till } from '../../test/xmlvend-till.js';

const OPERATOR: TestPrincipal = { roles: ['operator'] };
/** Of the messages of `startTill`. */
const CLIENT = '0000000000017';

let files: Awaited<ReturnType<typeof tillAuthorityFiles>>;
let service: VendingService;
let till: Till;
let certificate: string;
beforeAll(async () => {
  files = await tillAuthorityFiles();
  service = await startVendingService({ ...files.env, VEND_WAIT_MS: '15000' });
  await service.publishDefaultTariff();
  till = await startTill(service, '100000.00');
  certificate = await certify(till);
});
afterAll(async () => {
  await service.stop();
  await files.remove();
});

/** @returns the fingerprint of a certificate that was signed for the till */
async function certify({ terminalId }: Till, clientId = CLIENT): Promise<string> {
  const { csr } = signingRequest(`/CN=${clientId}`);
  const { body } = await service.call('POST', `/v1/terminals/${terminalId}/certificate`, { as: OPERATOR, body: { csr, clientId } });
  return fingerprintOf(String(body.certificate));
}

async function send(profile: ProfileName, message: Message, statement: string | undefined) {
  const { xml, contentType } = till.written(profile, message);
  const answer = await fetch(`${service.service.url}/v1/xmlvend/${profile}`, {
    method: 'POST',
    headers: { 'content-type': contentType, ...(statement !== undefined && { [TILL_CERTIFICATE_HEADER]: statement }) },
    body: xml,
  });
  const said = readAnswer(profile, new Uint8Array(await answer.arrayBuffer()));
  return 'message' in said
    ? { sold: said.message.element, fault: undefined, till: answer.headers.get('x-till') }
    : { sold: undefined, fault: said.fault?.fault.type, till: answer.headers.get('x-till') };
}

const vouched = (fingerprint = certificate): Promise<string> => service.identity.vouchFor(fingerprint);
const without = (message: ReturnType<Till['sale']>, changes = {}): Message => {
  const { authCred: _none, ...body } = message.body;
  return { ...message, body: { ...body, ...changes } };
};
const sale = async () => till.sale({ meterNumber: await service.meter() });

describe.each(profiles)('by the profile %s', (profile) => {
  it('a message that comes with its terminal’s certificate needs no authCred, and may have it', async () => {
    const sold = { sold: 'creditVendResp', till: till.terminalId };

    expect(await send(profile, without(await sale()), await vouched())).toMatchObject(sold);
    expect(await send(profile, await sale(), await vouched())).toMatchObject(sold);
    expect(await send(profile, await sale(), undefined)).toMatchObject(sold);
    expect((await send(profile, without(await sale()), undefined)).fault).toBe('ClientIDAuthorisationEx');
  });

  it('ClientIDSSLEx: the message is another client’s, another terminal’s, or another terminal’s by authCred', async () => {
    const other = await startTill(service, '100.00');
    const { authCred } = other.asked();

    for (const message of [
      without(await sale(), { clientID: { type: 'EANDeviceID', ean: '0000000000024' } }),
      without(await sale(), { terminalID: { type: 'GenericDeviceID', id: other.terminalId } }),
      { ...(await sale()), body: { ...(await sale()).body, authCred } },
    ] satisfies Message[])
      expect(await send(profile, message, await vouched())).toMatchObject({ sold: undefined, fault: 'ClientIDSSLEx', till: null });
  });

  it('ClientIDSSLEx: a certificate that nobody has signed here, and a statement that is not the gateway’s', async () => {
    const { cert } = await createAuthority({ name: CLIENT, now: new Date(), days: 1 });
    const stranger = await service.identity.vouchFor(fingerprintOf(cert));

    for (const statement of [stranger, 'forged', `${await vouched()}x`, ''])
      for (const message of [without(await sale()), await sale()])
        expect(await send(profile, message, statement)).toMatchObject({ sold: undefined, fault: 'ClientIDSSLEx' });
  });
});

it('a new certificate ends the one before with the first message of its till, and with none of another client’s', async () => {
  const own = await startTill(service, '1000.00');
  const used = await certify(own);
  const sold = async (of: string) => (await send('plain', without(await sale()), await vouched(of))).sold;
  expect(await sold(used)).toBe('creditVendResp');

  const others = await certify(own, '0000000000024');
  await certify(own);
  expect(await sold(others)).toBeUndefined();
  expect(await sold(used)).toBe('creditVendResp');

  const renewed = await certify(own);
  expect(await sold(renewed)).toBe('creditVendResp');
  expect(await sold(used)).toBeUndefined();
});

describe('a certificate that is taken back', () => {
  it('is refused from the next message on, also where the connection stays; the secret is not', async () => {
    const own = await startTill(service, '1000.00');
    const signed = await certify(own);
    expect((await send('plain', without(await sale()), await vouched(signed))).sold).toBe('creditVendResp');

    await service.call('POST', `/v1/terminals/${own.terminalId}/certificate/revoke`, { as: OPERATOR });

    expect((await send('plain', without(await sale()), await vouched(signed))).fault).toBe('ClientIDSSLEx');
    const sold = await send('plain', { ...(await sale()), body: { ...(await sale()).body, authCred: own.asked().authCred } }, undefined);
    expect(sold.sold).toBe('creditVendResp');
  });

  it('is refused once its terminal is revoked, by certificate and by secret', async () => {
    const own = await startTill(service, '100.00');
    const signed = await certify(own);

    await service.call('POST', `/v1/terminals/${own.terminalId}/revoke`, { as: OPERATOR });

    expect((await send('plain', without(await sale()), await vouched(signed))).fault).toBe('ClientIDSSLEx');
  });
});
