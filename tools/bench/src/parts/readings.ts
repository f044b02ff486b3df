import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { perSecond } from '../measure.js';
import type { BenchPlatform } from './bench-platform.js';
import { ReportingMeters } from './reporting-meters.client.js';
import { settled } from './settled.js';

const WARM_UP_SECONDS = 2;

/** Meters report over MQTT; every reading that was acknowledged must be stored: MQTT → Kafka → checked, de-duplicated, stored. */
export async function measureReadings(platform: BenchPlatform, { options, say }: Bench): Promise<readonly Figure[]> {
  const { connections, registers, inFlight, seconds } = options;
  say(`${connections} meters connect and report for ${seconds} s`);
  const logins = platform.meters.slice(0, connections).map(({ meterNumber, mqttPassword }) => ({ meterNumber, password: mqttPassword }));
  const meters = await ReportingMeters.connect(platform.mqttUrl, logins);
  const stored = (): Promise<number> => platform.count('openprepay_telemetry', 'select count(*) from reading');
  try {
    const warmUp = await meters.report({ seconds: WARM_UP_SECONDS, inFlight, registers });
    const { count: before } = await settled(stored, warmUp.count * registers);

    const startedAt = performance.now();
    const measured = await meters.report({ seconds, inFlight, registers });
    const wanted = before + measured.count * registers;
    const { count, atMs } = await settled(stored, wanted);
    const untilStored = (atMs - startedAt) / 1_000;
    return [
      { name: 'readings: messages acknowledged', value: perSecond(measured), unit: 'messages/s' },
      { name: 'readings: messages stored', value: (count - before) / registers / untilStored, unit: 'messages/s' },
      { name: 'readings: points stored', value: (count - before) / untilStored, unit: 'points/s' },
      { name: 'readings: stored after the last PUBACK', value: Math.max(0, untilStored - measured.seconds), unit: 's' },
      { name: 'readings: lost', value: (warmUp.count + measured.count) * registers - count, unit: 'points' },
    ];
  } finally {
    await meters.end();
  }
}
