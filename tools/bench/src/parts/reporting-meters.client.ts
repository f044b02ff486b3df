import { pause } from '@openprepay/pace/pause';
import { connectAsync, type MqttClient } from 'mqtt';
import { type Measured, repeat } from '../measure.js';

export interface MqttLogin {
  readonly meterNumber: string;
  readonly password: string;
}

export interface ReportOptions {
  readonly seconds: number;
  /** Messages of one meter that may wait for their PUBACK. */
  readonly inFlight: number;
  readonly registers: number;
}

/** Meters that connect at the same time: a broker checks a password for each. */
const CONNECTING_AT_ONCE = 8;
const CONNECT_TIMEOUT_MS = 30_000;
/** Meters report the past second by second, so that each point is one of its own. */
const FIRST_READING_MS_AGO = 6 * 3_600_000;
const READING_EVERY_MS = 1_000;
const REGISTERS = ['1-0:1.8.0', '1-0:2.8.0', '1-0:16.7.0', '1-0:32.7.0', '1-0:31.7.0'];

interface Meter {
  readonly client: MqttClient;
  readonly topic: string;
  seq: number;
}

/** Many meters that report as fast as their messages are acknowledged. */
export class ReportingMeters {
  private readonly startedAtMs = Date.now() - FIRST_READING_MS_AGO;

  private constructor(private readonly meters: readonly Meter[]) {}

  static async connect(mqttUrl: string, logins: readonly MqttLogin[]): Promise<ReportingMeters> {
    const meters: Meter[] = [];
    for (let first = 0; first < logins.length; first += CONNECTING_AT_ONCE) {
      meters.push(...(await Promise.all(logins.slice(first, first + CONNECTING_AT_ONCE).map((login) => connectMeter(mqttUrl, login)))));
    }
    return new ReportingMeters(meters);
  }

  /** @returns messages that were acknowledged: each is to be found again with all its registers */
  async report({ seconds, inFlight, registers }: ReportOptions): Promise<Measured> {
    const publish = async (worker: number): Promise<number> => {
      const meter = this.meters[worker % this.meters.length]!;
      await meter.client.publishAsync(meter.topic, this.payload(meter.seq++, registers), { qos: 1 });
      return 1;
    };
    return repeat(publish, { workers: this.meters.length * inFlight, seconds });
  }

  async end(): Promise<void> {
    await Promise.all(this.meters.map(({ client }) => client.endAsync(true).catch(() => undefined)));
    // The sockets close in the background; a broker that stops at once would log each as lost.
    await pause(0);
  }

  private payload(seq: number, registers: number): string {
    const ts = new Date(this.startedAtMs + seq * READING_EVERY_MS).toISOString();
    const names = Array.from({ length: registers }, (_, index) => REGISTERS[index] ?? `1-0:96.${index}.0`);
    return JSON.stringify({
      seq,
      ts,
      registers: Object.fromEntries(
        names.map((name) => [name, `${1_000 + Math.floor(seq / 1_000)}.${String(seq % 1_000).padStart(3, '0')}`]),
      ),
    });
  }
}

async function connectMeter(mqttUrl: string, { meterNumber, password }: MqttLogin): Promise<Meter> {
  const client = await connectAsync(mqttUrl, {
    clientId: meterNumber,
    username: meterNumber,
    password,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
  });
  return { client, topic: `meters/${meterNumber}/readings`, seq: 1 };
}
