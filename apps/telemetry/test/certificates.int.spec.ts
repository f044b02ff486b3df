import { X509Certificate } from 'node:crypto';
import type { RawClient } from '@openprepay/embedded-mqtt/raw-client';
import { type TestAuthority, testAuthority } from '@openprepay/testing/certificates';
import { eventually } from '@openprepay/testing/eventually';
import { newMeterNumber } from '@openprepay/testing/meter';
import { signingRequest } from '@openprepay/testing/signing-request';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthorityFiles, authorityFiles, certify, loginByCertificate, type Shown } from './meter-certificates.js';
import { BROKER_SECRET, MQTT_PASSWORD, TelemetryStack } from './telemetry-stack.js';

let stack: TelemetryStack;
let files: AuthorityFiles;
let server: TestAuthority;
const clients: RawClient[] = [];

beforeAll(async () => {
  files = await authorityFiles();
  server = await testAuthority();
  stack = await TelemetryStack.startWithoutBroker({ ...files.env, LOG_LEVEL: 'trace' });
  await stack.startBroker({}, { ...server.server, clientCa: files.authority.cert });
  await stack.startService();
});

afterAll(async () => {
  for (const client of clients) client.socket.destroy();
  await stack.stop();
  await files.remove();
});

async function login(meterNumber: string, shown: Shown, username?: string): Promise<RawClient> {
  const at = { port: stack.broker.tlsPort!, ca: server.ca, clientId: meterNumber };
  const client = await loginByCertificate({ ...at, shown, ...(username === undefined ? {} : { username }) });
  clients.push(client);
  return client;
}

const codeOf = (client: RawClient): number | undefined => client.of('connack')[0]?.returnCode;
const pathOf = (meterNumber: string): string => `/v1/meters/${meterNumber}/credentials`;

async function newMeter(): Promise<string> {
  const meterNumber = newMeterNumber();
  await stack.announceMeter(meterNumber);
  return meterNumber;
}

async function revocations(): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${stack.ports.http}/mqtt/meter-authority`, {
    headers: { 'x-broker-secret': BROKER_SECRET },
  });
  return ((await response.json()) as { readonly revocations: string }).revocations;
}

/** Whether a serial stands in a list, which is DER: its bytes are looked for. */
const lists = (crl: string, serial: string): boolean =>
  Buffer.from(crl.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64').includes(Buffer.from(serial, 'hex'));

describe('a certificate of the meters’ authority', () => {
  it('signs the meter of that number in, without a password: its readings come and its token goes down', async () => {
    const meterNumber = await newMeter();
    const shown = await certify(stack, meterNumber);
    const client = await login(meterNumber, shown);
    expect(codeOf(client)).toBe(0);

    await client.subscribe(`meters/${meterNumber}/tokens`);
    client.publish(`meters/${meterNumber}/state`, '{"online":true}', 1);
    const reading = { seq: 1, ts: new Date().toISOString(), registers: { '1-0:1.8.0': '7' } };
    client.publish(`meters/${meterNumber}/readings`, JSON.stringify(reading), 2);
    await client.until(() => client.acked().length === 2);
    await stack.announceVend(meterNumber, ['3'.repeat(20)]);
    await client.until(() => client.of('publish').length > 0);

    expect(client.of('publish')[0]?.payload.toString()).toContain('3'.repeat(20));
    await eventually(async () => expect(await stack.rows('select 1 from reading where meter_number = $1', [meterNumber])).toHaveLength(1));
  });

  it('has the meter’s number as its one name, is for the meter’s key, and comes with who signed it and until when', async () => {
    const meterNumber = await newMeter();
    const { csr } = signingRequest(`/CN=${meterNumber}`);
    const { body } = await stack.call('POST', pathOf(meterNumber), { body: { certificate: true, csr } });
    const read = new X509Certificate(String(body['certificate']));

    expect(Object.keys(body).sort()).toEqual(['authority', 'certificate', 'expiresAt', 'serial', 'username']);
    expect([read.subject, body['username']]).toEqual([`CN=${meterNumber}`, meterNumber]);
    expect(read.serialNumber.toLowerCase()).toBe(body['serial']);
    expect(read.verify(new X509Certificate(String(body['authority'])).publicKey)).toBe(true);
    // Its authority ends in 30 days, and so does it.
    expect(Date.parse(String(body['expiresAt'])) - Date.now()).toBeLessThanOrEqual(30 * 86_400_000);
  });

  it('opens nothing to another meter, nor to the service’s name, nor beside a password', async () => {
    const [meterNumber, other] = [await newMeter(), await newMeter()];
    const shown = await certify(stack, meterNumber);
    await certify(stack, other);
    const { password } = await stack.newMeter();

    expect(codeOf(await login(other, shown))).toBe(4);
    expect(codeOf(await login(other, shown, other))).toBe(4);
    expect(codeOf(await login(meterNumber, shown, 'telemetry'))).toBe(4);
    expect(codeOf(await stack.login({ meterNumber, password }))).toBe(4);
    expect(codeOf(await stack.login({ meterNumber, password: '' }))).toBe(4);
    expect(codeOf(await login(meterNumber, shown, meterNumber))).toBe(0);
  });

  it('is void once another is made, and so are its session and the one that a thief kept', async () => {
    const meterNumber = await newMeter();
    const stolen = await certify(stack, meterNumber);
    const session = await login(meterNumber, stolen);

    const next = await certify(stack, meterNumber);

    await session.until(() => session.closed);
    expect(codeOf(await login(meterNumber, stolen))).toBe(4);
    expect(codeOf(await login(meterNumber, next))).toBe(0);
    const list = await revocations();
    expect([lists(list, stolen.serial), lists(list, next.serial)]).toEqual([true, false]);
  });

  it('is void once the meter’s access is taken away, and its session ends', async () => {
    const meterNumber = await newMeter();
    const shown = await certify(stack, meterNumber);
    const session = await login(meterNumber, shown);

    expect((await stack.call('DELETE', pathOf(meterNumber))).status).toBe(204);

    await session.until(() => session.closed);
    expect(codeOf(await login(meterNumber, shown))).toBe(4);
    expect(lists(await revocations(), shown.serial)).toBe(true);
    expect((await stack.call('DELETE', pathOf(meterNumber))).status).toBe(404);
  });

  it('takes the place of a password, and a password that of a certificate', async () => {
    const { meterNumber, password } = await stack.newMeter();
    const before = await stack.login({ meterNumber, password });
    const shown = await certify(stack, meterNumber);
    await before.until(() => before.closed);
    expect(codeOf(await stack.login({ meterNumber, password }))).toBe(4);

    const { body } = await stack.call('POST', pathOf(meterNumber));

    expect(codeOf(await login(meterNumber, shown))).toBe(4);
    expect(codeOf(await stack.login({ meterNumber, password: String(body['password']) }))).toBe(0);
    expect(lists(await revocations(), shown.serial)).toBe(true);
  });

  it('ends with the number, when that is given to another utility', async () => {
    const meterNumber = newMeterNumber();
    await stack.announceMeter(meterNumber);
    await stack.announceMeter(meterNumber, 'other');
    const shown = await certify(stack, meterNumber);

    const body = { utility: 'other' };
    await eventually(async () => {
      const given = await stack.call('POST', `/v1/meters/${meterNumber}/reassign`, { roles: ['admin'], platform: true, body });
      expect(given).toMatchObject({ status: 200, body: { credentialsRevoked: true } });
    });

    expect(codeOf(await login(meterNumber, shown))).toBe(4);
    expect(lists(await revocations(), shown.serial)).toBe(true);
  });

  it('is one of two where two are asked for at once, and the other is on the list', async () => {
    const meterNumber = await newMeter();
    const both = await Promise.all([certify(stack, meterNumber), certify(stack, meterNumber)]);
    const codes: (number | undefined)[] = [];
    for (const shown of both) codes.push(codeOf(await login(meterNumber, shown)));
    const list = await revocations();

    expect(codes.toSorted()).toEqual([0, 4]);
    expect(both.map(({ serial }) => lists(list, serial))).toEqual(codes.map((code) => code === 4));
  });

  it('stays on record, who asked for it and when it ended, and nobody changes that', async () => {
    const meterNumber = await newMeter();
    const { serial } = await certify(stack, meterNumber);
    const rows = await stack.rows('select issued_by, meter_number from meter_certificate where serial = $1', [serial]);

    expect(rows).toEqual([{ issued_by: expect.any(String), meter_number: meterNumber }]);
    await expect(stack.rows(`update meter_certificate set issued_by = 'x'`)).rejects.toThrow(/only grows/);
    await expect(stack.rows('delete from meter_certificate_end')).rejects.toThrow(/only grows/);
  });
});

describe('a request to sign', () => {
  it.each([
    ['of another number', 400, 'telemetry.csr_name_mismatch', () => signingRequest(`/CN=${newMeterNumber()}`).csr],
    ['without a name', 400, 'telemetry.csr_name_mismatch', () => signingRequest('/O=nobody').csr],
    ['with two names', 400, 'telemetry.csr_name_mismatch', (own: string) => signingRequest(`/CN=${own}/CN=telemetry`).csr],
    [
      'with a weak key',
      400,
      'telemetry.csr_key_weak',
      (own: string) => signingRequest(`/CN=${own}`, { newKey: ['-newkey', 'rsa:1024'] }).csr,
    ],
    [
      'that asks to sign others',
      400,
      'telemetry.csr_invalid',
      (own: string) => signingRequest(`/CN=${own}`, { more: ['-addext', 'basicConstraints=CA:TRUE'] }).csr,
    ],
    ['that is no PEM', 400, 'telemetry.csr_invalid', () => 'MIIB'],
    ['longer than any', 400, 'request.invalid', () => 'A'.repeat(10_000)],
    ['of a megabyte', 413, 'request.body_too_large', () => 'A'.repeat(1_048_576)],
  ])('%s is refused with %i %s, and what the meter had stays', async (_what, status, code, csrOf) => {
    const { meterNumber, password } = await stack.newMeter();
    const answer = await stack.call('POST', pathOf(meterNumber), { body: { certificate: true, csr: csrOf(meterNumber) } });

    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(codeOf(await stack.login({ meterNumber, password }))).toBe(0);
    expect(await stack.rows('select 1 from meter_certificate where meter_number = $1', [meterNumber])).toEqual([]);
  });

  it.each([{ certificate: true }, { csr: 'x' }, { certificate: false, csr: 'x' }])('has to be asked to be signed: not %j', async (body) => {
    expect((await stack.call('POST', pathOf(newMeterNumber()), { body })).body['code']).toBe('request.invalid');
  });

  it('for a meter of another utility is answered as one for none', async () => {
    const { meterNumber } = await stack.newMeter('other');
    await stack.announceMeter(meterNumber);
    const body = { certificate: true, csr: signingRequest(`/CN=${meterNumber}`).csr };

    expect((await stack.call('POST', pathOf(meterNumber), { body })).body['code']).toBe('telemetry.meter_unknown');
    expect(await stack.rows('select 1 from meter_certificate where meter_number = $1', [meterNumber])).toEqual([]);
  });
});

describe('the authority', () => {
  it('tells its certificate and its list to a broker with the secret, and to nobody else', async () => {
    const url = `http://127.0.0.1:${stack.ports.http}/mqtt/meter-authority`;
    const told = (await (await fetch(`${url}?secret=${BROKER_SECRET}`)).json()) as Record<string, string>;

    expect(told['certificate']?.trim()).toBe(files.authority.cert.trim());
    expect((await fetch(url, { headers: { 'x-broker-secret': 'a-secret-that-is-wrong' } })).status).toBe(401);
    expect((await fetch(url)).status).toBe(401);
  });

  it('keeps its key to itself: in no answer, no row and no line of the log', async () => {
    const body = files.authority.key.split('\n')[1]!;
    const url = `http://127.0.0.1:${stack.ports.http}/mqtt/meter-authority?secret=${BROKER_SECRET}`;
    const meterNumber = await newMeter();
    const { csr } = signingRequest(`/CN=${meterNumber}`);
    const issued = await stack.call('POST', pathOf(meterNumber), { body: { certificate: true, csr } });
    const rows = await stack.rows('select meter_certificate::text from meter_certificate');

    const said = [await (await fetch(url)).text(), JSON.stringify(issued), JSON.stringify(rows), stack.logs.join('')].join('\n');
    expect(stack.logs.length).toBeGreaterThan(0);
    for (const secret of [body, 'PRIVATE KEY', MQTT_PASSWORD]) expect(said).not.toContain(secret);
  });
});
