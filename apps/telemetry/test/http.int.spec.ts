import { MeterEventReported } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { eventually } from '@openprepay/testing/eventually';
import { newMeterNumber } from '@openprepay/testing/meter';
import { type ServiceUnderTest, startService } from '@openprepay/testing/start-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryService } from '../src/telemetry.js';

let telemetry: ServiceUnderTest;
beforeAll(async () => {
  // Nobody listens there: what needs no meter needs no broker.
  const env = {
    MQTT_URL: 'mqtt://127.0.0.1:9',
    MQTT_PASSWORD: 'service-password-for-tests',
    BROKER_AUTH_SECRET: 'broker-secret-for-tests',
  };
  telemetry = await startService(telemetryService, { env });
});
afterAll(() => telemetry.stop());

const get = (path: string, role: 'operator' | 'vendor' = 'operator') => telemetry.call('GET', path, { as: { roles: [role] } });

describe('a list', () => {
  const LISTS = ['/v1/alarms', '/v1/quarantine', '/v1/parked-messages', `/v1/meters/${newMeterNumber()}/readings`];

  it.each(LISTS)('%s refuses a parameter that it does not know, instead of showing more than was asked for', async (path) => {
    expect(await get(`${path}?meternumber=07000000017`)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it.each(LISTS)('%s refuses pages that are too long, and cursors that are none', async (path) => {
    expect(await get(`${path}?limit=501`)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(await get(`${path}?cursor=bm9uZQ`)).toMatchObject({ status: 400, body: { code: 'request.cursor_invalid' } });
  });

  it.each(LISTS)('%s is not for vendors', async (path) => {
    expect(await get(path, 'vendor')).toMatchObject({ status: 403, body: { code: 'auth.forbidden' } });
  });
});

describe('alarms', () => {
  it('are listed newest first, page by page, and the open ones apart from those that somebody has looked at', async () => {
    const meterNumber = newMeterNumber();
    const event = { meterNumber, meterPan: meterPan(meterNumber), receivedAt: new Date() };
    await telemetry.publishAll(MeterEventReported, [
      { ...event, seq: 1, ts: new Date('2026-11-22T10:00:00Z'), kind: 'tamper' },
      { ...event, seq: 2, ts: new Date('2026-11-22T11:00:00Z'), kind: 'credit-low' },
    ]);
    const list = async (query = '') => (await get(`/v1/alarms?meterNumber=${meterNumber}${query}`)).body as unknown as Listed;
    await eventually(async () => expect((await list()).items).toHaveLength(2));

    const first = await list('&limit=1');
    const second = await list(`&limit=1&cursor=${first.nextCursor}`);
    await telemetry.call('POST', `/v1/alarms/${first.items[0]!.alarmId}/acknowledge`, { as: { roles: ['engineer'] } });

    expect([...first.items, ...second.items].map(({ kind }) => kind)).toEqual(['credit-low', 'tamper']);
    expect(second.nextCursor).toBeUndefined();
    expect((await list('&state=open')).items.map(({ kind }) => kind)).toEqual(['tamper']);
    expect((await list('&state=acknowledged')).items).toMatchObject([{ kind: 'credit-low', acknowledgedAt: expect.any(String) }]);
  });

  it('that nobody raised cannot be acknowledged', async () => {
    const path = '/v1/alarms/0191f6a0-0000-7000-8000-000000000000/acknowledge';
    expect(await telemetry.call('POST', path, { as: { roles: ['operator'] } })).toMatchObject({
      status: 404,
      body: { code: 'telemetry.alarm_unknown' },
    });
  });
});

describe('the rules of alarms', () => {
  const put = (kind: string, body: object, role: 'engineer' | 'clerk' | 'vendor' = 'engineer') =>
    telemetry.call('PUT', `/v1/alarm-rules/${kind}`, { as: { roles: [role] }, body });

  it('are set by engineers and operators, and read by their colleagues', async () => {
    const rule = { enabled: true, severity: 2, threshold: '245.5', forSeconds: 30 };
    expect(await put('over-voltage', rule)).toMatchObject({ status: 200, body: { kind: 'over-voltage', ...rule, unit: 'V' } });
    const { body } = await get('/v1/alarm-rules');
    expect((body as unknown as Listed).items.find(({ kind }) => kind === 'over-voltage')).toMatchObject(rule);
    for (const role of ['clerk', 'vendor'] as const)
      expect(await put('over-voltage', rule, role)).toMatchObject({ status: 403, body: { code: 'auth.forbidden' } });
  });

  it.each<[string, object, number, string]>([
    ['magic', { enabled: true, severity: 1 }, 400, 'request.invalid'],
    ['tamper', { enabled: true, severity: 5 }, 400, 'request.invalid'],
    ['tamper', { enabled: true }, 400, 'request.invalid'],
    ['over-voltage', { enabled: true, severity: 1, threshold: '-1' }, 400, 'request.invalid'],
    ['over-voltage', { enabled: true, severity: 1, threshold: 1.5 }, 400, 'request.invalid'],
    ['over-voltage', { enabled: true, severity: 1, forSeconds: 1e9 }, 400, 'request.invalid'],
    ['over-voltage', { enabled: true, severity: 1, unit: 'V' }, 400, 'request.invalid'],
    ['tamper', { enabled: true, severity: 1, threshold: '5' }, 400, 'telemetry.alarm_rule_invalid'],
  ])('of %s %o are refused', async (kind, body, status, code) => {
    expect(await put(kind, body)).toMatchObject({ status, body: { code } });
  });
});

interface Listed {
  readonly items: readonly { readonly alarmId: string; readonly kind: string }[];
  readonly nextCursor?: string;
}
