import { DefaultTariffChanged } from '@openprepay/contracts/billing';
import { PricingApplied } from '@openprepay/contracts/vending';
import type { TailedEvent } from '@openprepay/messaging/tail';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { systemClock } from '@openprepay/persistence/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../src/eventually.js';
import { type ServiceUnderTest, startService } from '../src/start-service.js';
import { diaryService, GREETING } from './diary-service.js';

let running: ServiceUnderTest;
beforeAll(async () => {
  running = await startService(diaryService, { env: { LOG_LEVEL: 'info' }, override: [[GREETING, 'hi']] });
});
afterAll(() => running.stop());

const applied = (accountNumber: string) => ({ accountNumber, revision: 1, appliedAt: new Date() });

describe('a started service', () => {
  it('answers whoever the test says is calling: of acme, in shillings, unless it says more', async () => {
    expect(await running.call('GET', '/v1/me')).toMatchObject({ status: 401, body: { code: 'auth.unauthenticated' } });
    expect((await running.call('GET', '/v1/me', { as: { roles: ['clerk'] } })).body).toEqual({
      utility: 'acme',
      currency: 'KES',
      greeting: 'hi',
    });
    const token = await running.identity.tokenFor({ roles: ['clerk'], utility: 'other', currency: 'USD' });
    expect((await running.call('GET', '/v1/me', { token })).body).toMatchObject({ utility: 'other', currency: 'USD' });
  });

  it('is sent JSON, or text as it is', async () => {
    const json = await running.call('POST', '/v1/me', { body: { said: 'x' }, headers: { 'x-request-id': 'mine' } });

    expect(json).toMatchObject({ status: 201, body: { said: 'x' }, text: '{"said":"x"}' });
    expect(json.headers.get('x-request-id')).toBe('mine');
    expect((await running.call('POST', '/v1/me', { body: '{"said":' })).body.code).toBe('request.invalid');
  });

  it('hears what is published, once per id, and lets the test hear what it says', async () => {
    const said: TailedEvent[] = [];
    await running.tail([DefaultTariffChanged.topic], (event) => said.push(event));
    const id = systemClock.newId();

    await running.publishAll(PricingApplied, [applied('A-1'), applied('A-1')], { ids: [id, id] });
    await running.publish(PricingApplied, applied('A-2'), 'other');

    await eventually(() => expect(said).toHaveLength(2));
    expect(said.map(({ utility, data }) => [utility, (data as { readonly tariffCode: string }).tariffCode])).toEqual(
      expect.arrayContaining([
        ['acme', 'A-1'],
        ['other', 'A-2'],
      ]),
    );
  });

  it('keeps its log for the test', async () => {
    expect(running.logs.some((line) => line.includes('listening'))).toBe(true);
    await expect(running.get(UnitOfWork).run('acme', async () => 1)).resolves.toBe(1);
  });
});
