import { pause } from '@openprepay/pace/pause';
import { withTimeLimit } from '@openprepay/pace/time-limit';
import { connectAsync, type MqttClient } from 'mqtt';
import type { KnownMeter } from './working-utility.js';

export interface SentReading {
  readonly seq: number;
  readonly ts: string;
  readonly value: string;
}

/** A meter that only reports: it remembers which readings the broker has acknowledged, and sends the others again. */
export class ReportingMeter {
  readonly acknowledged: SentReading[] = [];
  private client: MqttClient | undefined;

  constructor(
    private readonly mqttUrl: string,
    private readonly meter: KnownMeter,
  ) {}

  get meterNumber(): string {
    return this.meter.meterNumber;
  }

  /** Returns once the broker has acknowledged the reading, however often it had to be sent. */
  async report(reading: SentReading): Promise<void> {
    const payload = JSON.stringify({ seq: reading.seq, ts: reading.ts, registers: { '1-0:1.8.0': reading.value } });
    for (;;) {
      try {
        const client = await this.connected();
        const publishing = client.publishAsync(`meters/${this.meterNumber}/readings`, payload, { qos: 1 });
        await withTimeLimit(publishing, ACKNOWLEDGE_MS, 'the acknowledgement');
        this.acknowledged.push(reading);
        return;
      } catch {
        await this.close();
        await pause(RETRY_MS);
      }
    }
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.endAsync(true).catch(() => undefined);
  }

  private async connected(): Promise<MqttClient> {
    if (this.client?.connected) return this.client;
    await this.close();
    this.client = await connectAsync(this.mqttUrl, {
      clientId: this.meterNumber,
      username: this.meterNumber,
      password: this.meter.password,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_MS,
    });
    this.client.on('error', () => undefined);
    return this.client;
  }
}

const CONNECT_MS = 5_000;
const ACKNOWLEDGE_MS = 10_000;
const RETRY_MS = 100;
