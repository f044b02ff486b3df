import { eventually } from '@openprepay/testing/eventually';
import type { TestProcess } from '@openprepay/testing/process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SteadfastMeter } from './steadfast-meter.js';
import { TelemetryStack } from './telemetry-stack.js';

const METERS = 8;
const READINGS = 60;

let stack: TelemetryStack;
let service: TestProcess;

beforeAll(async () => {
  stack = await TelemetryStack.start();
  service = await stack.startProcess();
});

afterAll(() => stack.stop());

interface Row {
  readonly meter_number: string;
  readonly seq: string;
  readonly value: string;
}

/** What a test does to the parts while readings flow; each leaves the part running again. */
const disasters: readonly [string, () => Promise<void>][] = [
  [
    'the service',
    async () => {
      await service.kill();
      service = await stack.startProcess();
    },
  ],
  [
    'the broker',
    async () => {
      await stack.broker.stop();
      await stack.startBroker();
      await stack.ready();
    },
  ],
  [
    'Kafka',
    async () => {
      await stack.kafka.pause();
      await stack.kafka.resume();
    },
  ],
  ['PostgreSQL', () => stack.postgres.restart()],
];

it.each(disasters)(
  'stores every acknowledged reading once when %s goes down in mid-flow',
  async (_part, strike) => {
    const logins = await Promise.all(Array.from({ length: METERS }, () => stack.plantMeter()));
    const meters = logins.map((login) => new SteadfastMeter(stack.ports.mqtt, login));
    const start = Date.now() - READINGS * 60_000;
    for (const [index, meter] of meters.entries()) {
      const { meterNumber } = logins[index]!;
      for (let seq = 1; seq <= READINGS; seq++) {
        const ts = new Date(start + seq * 60_000).toISOString();
        meter.add({
          topic: `meters/${meterNumber}/readings`,
          payload: JSON.stringify({ seq, ts, registers: { '1-0:1.8.0': `${seq}.5` } }),
        });
      }
    }

    const numbers = logins.map(({ meterNumber }) => meterNumber);
    const delivering = Promise.all(meters.map((meter) => meter.deliverAll(90_000)));
    const acknowledged = (): number => meters.reduce((sum, meter) => sum + meter.acknowledged.size, 0);
    await eventually(() => expect(acknowledged()).toBeGreaterThan(METERS * 5), { everyMs: 1 });
    expect(acknowledged()).toBeLessThan(METERS * READINGS);
    await strike();
    await delivering;

    const expected = numbers.flatMap((meterNumber) =>
      Array.from({ length: READINGS }, (_, index) => `${meterNumber} ${index + 1} ${index + 1}.5`),
    );
    await eventually(
      async () => {
        const rows = await stack.rows<Row>('select meter_number, seq, value::text from reading where meter_number = any($1)', [numbers]);
        expect(rows.map(({ meter_number, seq, value }) => `${meter_number} ${seq} ${value}`).toSorted()).toEqual(expected.toSorted());
      },
      { timeoutMs: 60_000, everyMs: 250 },
    );
    expect(await stack.rows('select code from quarantine')).toEqual([]);
    expect(await stack.rows('select 1 from reading_conflict')).toEqual([]);
  },
  180_000,
);
