import { demoKeyData, demoMeter } from '@openprepay/standalone/demo-fleet';
import { signIn } from '@openprepay/standalone/gateway-client';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { processorFigures, processorTimes } from '../processor.js';
import { type BenchPlatform, count } from './bench-platform.js';
import { copyRows } from './copy-rows.js';
import { settled } from './settled.js';

const HEADER = 'meterNumber,supplyGroupCode,keyRevision,tariffIndex,encryptionAlgorithm,decoderKeyAlgorithm,baseDate,commodity';
/** Sent and kept within this, whatever the line. */
const UPLOAD_MS = 3_600_000;

/** A file of meters is sent through the gateway, kept and taken row by row, beside one COPY of the same rows into a table without an index. */
export async function measureImports(platform: BenchPlatform, { options: { rows }, say }: Bench): Promise<readonly Figure[]> {
  say(`a file of ${rows} meters is imported`);
  const meters = Array.from({ length: rows }, (_, nth) => demoMeter(platform.meters.length + nth).meterNumber);
  const { supplyGroupCode, keyRevision, tariffIndex, encryptionAlgorithm, decoderKeyAlgorithm, baseDate } = demoKeyData;
  const rest = [supplyGroupCode, keyRevision, tariffIndex, encryptionAlgorithm, decoderKeyAlgorithm, baseDate, 'electricity'] as const;
  const copySeconds = await copied(platform, meters.map((meter) => `${[meter, ...rest].join('\t')}\n`).join(''));

  const registered = (): Promise<number> => count(platform, 'vending', 'select coalesce(sum(accepted), 0) as count from import_run');
  const before = await registered();
  const { vending } = await signIn(platform.gatewayUrl, { username: 'engineer', password: platform.password });
  const file = `${[HEADER, ...meters.map((meter) => [meter, ...rest].join(','))].join('\n')}\n`;
  const processorBefore = await processorTimes(await platform.processes());
  const startedAt = performance.now();
  await vending.importMeters({ body: new Blob([file]), timeoutMs: UPLOAD_MS });
  const keptSeconds = (performance.now() - startedAt) / 1_000;
  const { count: after, atMs } = await settled(registered, before + rows);
  const processorAfter = await processorTimes(await platform.processes());
  return [
    { name: 'imports: COPY of the same rows', value: rows / copySeconds, unit: 'rows/s' },
    { name: 'imports: rows kept', value: rows / keptSeconds, unit: 'rows/s' },
    { name: 'imports: rows registered', value: ((after - before) * 1_000) / (atMs - startedAt), unit: 'rows/s' },
    ...processorFigures(processorBefore, processorAfter, { part: 'imports', what: 'row', count: rows }),
    { name: 'imports: lost', value: before + rows - after, unit: 'rows' },
  ];
}

/** Seconds that PostgreSQL takes for these rows. */
const copied = (platform: BenchPlatform, rows: string): Promise<number> =>
  platform.inDatabase('vending', async (client) => {
    await client.query(`create temporary table imported (meter_number text, supply_group_code text, key_revision integer, tariff_index text,
      encryption_algorithm text, decoder_key_algorithm text, base_date integer, commodity text)`);
    const startedAt = performance.now();
    await copyRows(client, 'imported', Buffer.from(rows));
    return (performance.now() - startedAt) / 1_000;
  });
