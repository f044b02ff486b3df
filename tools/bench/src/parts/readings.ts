import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { perSecond } from '../measure.js';
import { processorFigures, processorTimes } from '../processor.js';
import { type BenchPlatform, count as countRows } from './bench-platform.js';
import type { ReportingMeters } from './reporting-meters.client.js';
import { settled } from './settled.js';

/** The consumer's place moves in the transaction of the points. To count those themselves every 100 ms takes from what stores them: 139 ms for 360 000. */
const HANDLED = `select coalesce(sum(next_offset), 0) as count from consumer_place where group_name = 'telemetry.store-readings'`;

/** Meters report over MQTT; every reading that was acknowledged must be stored: MQTT → Kafka → checked, de-duplicated, stored. */
export async function measureReadings(
  platform: BenchPlatform,
  meters: ReportingMeters,
  { options, say }: Bench,
): Promise<readonly Figure[]> {
  const { connections, registers, inFlight, seconds, warmUpSeconds } = options;
  const stored = (): Promise<number> => countRows(platform, 'telemetry', 'select count(*) from reading');
  const handled = (): Promise<number> => countRows(platform, 'telemetry', HANDLED);
  const atFirst = await stored();
  say(`${connections} of ${platform.meters.length} meters report for ${warmUpSeconds} s that are not measured`);
  const warmUp = await meters.report({ seconds: warmUpSeconds, inFlight, registers });
  const { count: before } = await settled(stored, atFirst + warmUp.count * registers);

  say(`they report for ${seconds} s`);
  const handledBefore = await handled();
  const processorBefore = await processorTimes(await platform.processes());
  const startedAt = performance.now();
  const measured = await meters.report({ seconds, inFlight, registers });
  const wanted = before + measured.count * registers;
  const { atMs: handledAtMs } = await settled(handled, handledBefore + measured.count);
  const processorAfter = await processorTimes(await platform.processes());
  const counted = await stored();
  // A message that came twice was handled twice.
  const { count, atMs } = counted < wanted ? await settled(stored, wanted) : { count: counted, atMs: handledAtMs };
  const untilStored = (atMs - startedAt) / 1_000;
  return [
    { name: 'readings: messages acknowledged', value: perSecond(measured), unit: 'messages/s' },
    { name: 'readings: messages stored', value: (count - before) / registers / untilStored, unit: 'messages/s' },
    { name: 'readings: points stored', value: (count - before) / untilStored, unit: 'points/s' },
    ...processorFigures(processorBefore, processorAfter, { part: 'readings', what: 'message', count: measured.count }),
    { name: 'readings: stored after the last PUBACK', value: Math.max(0, untilStored - measured.seconds), unit: 's' },
    { name: 'readings: lost', value: atFirst + (warmUp.count + measured.count) * registers - count, unit: 'points' },
  ];
}
