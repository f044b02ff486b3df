import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawClient } from '@openprepay/embedded-mqtt/raw-client';
import { freePort } from '@openprepay/pace/free-ports';
import { type TestAuthority, testAuthority } from '@openprepay/testing/certificates';
import { eventually } from '@openprepay/testing/eventually';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthorityFiles, authorityFiles, certify, loginByCertificate, type Shown } from './meter-certificates.js';
import { dynamicSecurity, findPlugin } from './mosquitto-security.js';
import { hasMosquitto, Mosquitto } from './mosquitto.js';
import { BROKER_SECRET, TelemetryStack } from './telemetry-stack.js';

const WHAT = 'meters’ certificates with mosquitto';
const plugin = hasMosquitto(WHAT) ? findPlugin(WHAT) : undefined;

/** mosquitto as docs/operations/mosquitto.md has it: one listener for passwords, one for certificates alone. */
describe.skipIf(plugin === undefined)('mosquitto with a listener for certificates', () => {
  let stack: TelemetryStack;
  let mosquitto: Mosquitto;
  let files: AuthorityFiles;
  let server: TestAuthority;
  let port: number;
  const clients: RawClient[] = [];

  const fetched = async (): Promise<{ readonly certificate: string; readonly revocations: string }> => {
    const url = `http://127.0.0.1:${stack.ports.http}/mqtt/meter-authority`;
    const response = await fetch(url, { headers: { 'x-broker-secret': BROKER_SECRET } });
    return (await response.json()) as { readonly certificate: string; readonly revocations: string };
  };

  beforeAll(async () => {
    files = await authorityFiles();
    server = await testAuthority();
    port = await freePort();
    stack = await TelemetryStack.startWithoutBroker({
      ...files.env,
      MQTT_DYNAMIC_SECURITY: 'true',
      MQTT_CLEAN_SESSION: 'false',
      MQTT_CLIENT_ID: 'telemetry-1',
    });
    const starting = stack.startService();
    const authority = await eventually(fetched);
    mosquitto = await Mosquitto.start(stack.ports.mqtt, async (folder) => {
      const texts = { 'server.pem': server.server.cert, 'server.key': server.server.key, 'meters.pem': authority.certificate };
      for (const [name, text] of Object.entries({ ...texts, 'meters.crl': authority.revocations }))
        await writeFile(join(folder, name), text);
      return [
        ...(await dynamicSecurity(plugin ?? '')(folder)),
        `listener ${port} 127.0.0.1`,
        `certfile ${join(folder, 'server.pem')}`,
        `keyfile ${join(folder, 'server.key')}`,
        `cafile ${join(folder, 'meters.pem')}`,
        `crlfile ${join(folder, 'meters.crl')}`,
        'require_certificate true',
        'use_identity_as_username true',
        'use_username_as_clientid true',
      ];
    });
    await starting;
  });

  afterAll(async () => {
    for (const client of clients) client.socket.destroy();
    await stack.stop();
    await mosquitto.stop();
    await files.remove();
  });

  async function login(clientId: string, shown: Shown | undefined): Promise<RawClient> {
    const client = await loginByCertificate({ port, ca: server.ca, shown, clientId });
    clients.push(client);
    return client;
  }

  async function newMeter(): Promise<string> {
    const meterNumber = newMeterNumber();
    await stack.announceMeter(meterNumber);
    return meterNumber;
  }

  /** What a broker's machine does by the clock: fetches the list, and has it read anew. */
  async function refresh(): Promise<void> {
    await writeFile(join(mosquitto.folder, 'meters.crl'), (await fetched()).revocations);
    mosquitto.reload();
  }

  const send = async (client: RawClient, topic: string, id: number): Promise<void> => {
    client.publish(topic, JSON.stringify({ seq: id, ts: new Date().toISOString(), registers: { '1-0:1.8.0': String(id) } }), id);
    await client.until(() => client.acked().includes(id));
  };
  const valuesOf = async (meterNumber: string): Promise<string[]> =>
    (await stack.rows<{ value: string }>('select value::text from reading where meter_number = $1', [meterNumber])).map(
      ({ value }) => value,
    );
  const codeOf = (client: RawClient): number | undefined => client.of('connack')[0]?.returnCode;

  it('lets a meter in by its certificate, to its own topics and no others', async () => {
    const [meterNumber, other] = [await newMeter(), await newMeter()];
    const client = await login(meterNumber, await certify(stack, meterNumber));
    expect(codeOf(client)).toBe(0);

    expect(await client.subscribe(`meters/${meterNumber}/tokens`)).toMatchObject({ granted: [1] });
    await send(client, `meters/${other}/readings`, 2);
    await send(client, `meters/${meterNumber}/readings`, 3);

    await eventually(async () => expect(await valuesOf(meterNumber)).toEqual(['3']));
    expect(await valuesOf(other)).toEqual([]);
  });

  it('calls a meter by its certificate, whatever client id it says: it takes nobody’s session over', async () => {
    const [meterNumber, victim] = [await newMeter(), await newMeter()];
    const session = await login(victim, await certify(stack, victim));
    const shown = await certify(stack, meterNumber);

    for (const clientId of [victim, 'telemetry-1']) expect(codeOf(await login(clientId, shown))).toBe(0);

    expect(session.closed).toBe(false);
    await send(session, `meters/${victim}/readings`, 4);
    await eventually(async () => expect(await valuesOf(victim)).toEqual(['4']));
  });

  it('takes no certificate of another authority, and nobody without one', async () => {
    const meterNumber = await newMeter();
    await certify(stack, meterNumber);
    const { server: stranger } = await testAuthority('meters');

    expect(await refusal(meterNumber, stranger)).not.toBe('let in');
    expect(await refusal(meterNumber, undefined)).not.toBe('let in');
  });

  it('ends the session of a meter whose access is taken away, opens nothing to it, and with the next list not the door either', async () => {
    const meterNumber = await newMeter();
    const shown = await certify(stack, meterNumber);
    const session = await login(meterNumber, shown);

    expect((await stack.call('DELETE', `/v1/meters/${meterNumber}/credentials`)).status).toBe(204);
    await session.until(() => session.closed);
    const back = await login(meterNumber, shown);
    expect(await back.subscribe(`meters/${meterNumber}/tokens`)).toMatchObject({ granted: [128] });

    await refresh();
    await eventually(async () => expect(await refusal(meterNumber, shown)).toMatch(/revoked|closed/));
  });

  it('refuses a certificate that another has taken the place of, with the next list, and takes the other', async () => {
    const meterNumber = await newMeter();
    const stolen = await certify(stack, meterNumber);
    const next = await certify(stack, meterNumber);

    await refresh();

    await eventually(async () => expect(await refusal(meterNumber, stolen)).toMatch(/revoked|closed/));
    expect(codeOf(await login(meterNumber, next))).toBe(0);
  });

  it('lets a meter in by its password again once it has been given one', async () => {
    const meterNumber = await newMeter();
    await certify(stack, meterNumber);
    const { body } = await stack.call('POST', `/v1/meters/${meterNumber}/credentials`);

    expect(codeOf(await stack.login({ meterNumber, password: String(body['password']) }))).toBe(0);
    await certify(stack, meterNumber);
    expect(codeOf(await stack.login({ meterNumber, password: String(body['password']) }))).toBe(5);
  });

  /** With TLS 1.3 a client learns after its handshake that it was refused. */
  async function refusal(meterNumber: string, shown: Shown | undefined): Promise<string> {
    try {
      const client = await login(meterNumber, shown);
      return codeOf(client) === undefined ? 'closed' : 'let in';
    } catch (error) {
      return String(error);
    }
  }
});
