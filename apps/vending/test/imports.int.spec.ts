import { newMeterNumber } from '@openprepay/testing/meter';
import { type ServiceUnderTest, startService } from '@openprepay/testing/start-service';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { vendingService } from '../src/vending.js';

let vending: ServiceUnderTest;
beforeAll(async () => {
  vending = await startService(vendingService, { env: { REQUESTS_UNSIGNED: 'true' } });
});
afterAll(() => vending.stop());

const HEADER = 'meterNumber,supplyGroupCode,keyRevision,tariffIndex,encryptionAlgorithm,decoderKeyAlgorithm,baseDate,commodity';
const line = (meterNumber: string): string => `${meterNumber},600100,1,01,EA11,DKGA04,2014,electricity`;
const engineer = { roles: ['engineer'] } as const;
const csv = { 'content-type': 'text/csv' };

describe('files over HTTP', () => {
  it('of meters, larger than any other body may be, are taken, told of, and reported', async () => {
    const numbers = Array.from({ length: 1_000 }, newMeterNumber);
    const rawBody = [HEADER, ...numbers.map(line), line('=cmd')].join('\n');

    const begun = await vending.call('POST', '/v1/meters/imports', { as: engineer, headers: csv, body: rawBody });

    expect(begun.status).toBe(202);
    const { importId } = begun.body as { importId: string };
    const state = () => vending.call('GET', `/v1/meters/imports/${importId}`, { as: { roles: ['operator'] } });
    await vi.waitFor(async () => expect((await state()).body).toMatchObject({ state: 'done', accepted: 1_000, refused: 1 }), 30_000);
    const report = await vending.call('GET', `/v1/meters/imports/${importId}/report.csv`, { as: engineer });
    expect(report.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(report.text).toMatch(/\r\n1002,meterNumber,vending\.meter_number_invalid,[^\r]*,"'=cmd"\r\n$/);
  });

  it('are refused for their header, their sender and their type', async () => {
    const post = (options: object) => vending.call('POST', '/v1/meters/imports', { as: engineer, headers: csv, body: HEADER, ...options });

    expect(await post({ body: 'a,b\n' })).toMatchObject({ status: 422, body: { code: 'vending.import_header_invalid' } });
    expect(await post({ as: { roles: ['clerk'] } })).toMatchObject({ status: 403 });
    expect(await post({ headers: { 'content-type': 'application/json' } })).toMatchObject({ status: 415 });
    const unknown = await vending.call('GET', '/v1/meters/imports/00000000-0000-4000-8000-000000000000', { as: engineer });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'vending.import_unknown' } });
  });

  it('of manufacturers are read whole, within their limit', async () => {
    const post = (rawBody: string) => vending.call('POST', '/v1/manufacturers/import', { as: engineer, headers: csv, body: rawBody });

    expect(await post('code,name\n07,Ann\n8,Bob\n')).toMatchObject({ status: 200, body: { added: 1, refused: 1 } });
    expect(await post('code,name\n'.padEnd(1_048_577, '\n'))).toMatchObject({ status: 413, body: { code: 'request.body_too_large' } });
  });
});
