import type { Logger } from 'pino';
import { z } from 'zod';
import { MeterClient } from './meter.client.js';
import type { MeterDescription } from './meters-file.js';
import { misbehave } from './misbehave.js';
import type { Random } from './random.js';
import type { StateKeeper } from './state-keeper.js';
import {
  acknowledged,
  answerCommand,
  closeRelay,
  confirmRelay,
  openRelay,
  pass,
  report,
  takeTokens,
  type VirtualMeter,
} from './virtual-meter.js';

const FIRMWARE = 'openprepay-simulator/1';
/** The load swings around its mean by so many per cent. */
const SWING_PERCENT = 40;
/** A meter that begins reports within this time, so that whoever looks sees it, and then somewhere in its interval. */
const FIRST_REPORT_MS = 2_000;

const delivered = z.object({ deliveryId: z.string(), tokens: z.array(z.string()).min(1), expiresAt: z.iso.datetime() });
const command = z.object({
  commandId: z.uuid(),
  kind: z.enum(['read-now', 'relay-open', 'relay-close', 'set-interval', 'set-tariff-index', 'set-power-limit']),
  params: z.record(z.string(), z.unknown()).default({}),
  expiresAt: z.iso.datetime(),
});

export interface SimulatedMeterOptions {
  readonly url: string;
  readonly ca: string | undefined;
  readonly description: MeterDescription;
  readonly start: VirtualMeter;
  readonly intervalMs: number;
  readonly clockScale: number;
  readonly random: Random;
  readonly keeper: StateKeeper;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly onConnected: () => void;
}

/** A virtual meter on the line: reports, counts down, answers tokens, and keeps what was not acknowledged. */
export class SimulatedMeter {
  private meter: VirtualMeter;
  private client: MeterClient | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastPass: number;
  private intervalMs: number;
  private readonly inFlight = new Set<number>();

  constructor(private readonly options: SimulatedMeterOptions) {
    this.meter = options.start;
    this.intervalMs = options.intervalMs;
    this.lastPass = options.now().getTime();
  }

  get state(): VirtualMeter {
    return this.meter;
  }

  get meterNumber(): string {
    return this.options.description.meterNumber;
  }

  get connected(): boolean {
    return this.client?.connected === true;
  }

  start(): void {
    const { url, ca, description, logger, onConnected } = this.options;
    const { meterNumber, password } = description;
    this.client = new MeterClient(
      { url, ca, meterNumber, password, firmware: FIRMWARE },
      {
        onConnect: () => {
          onConnected();
          this.flush();
        },
        onMessage: (leaf, payload) => void this.receive(leaf, payload),
        onError: (error) => logger.debug({ meterNumber, err: error }, 'the meter has no session'),
      },
    );
    // Meters of a fleet do not all report in the same instant.
    this.timer = setTimeout(() => this.begin(), this.options.random.below(Math.min(this.intervalMs, FIRST_REPORT_MS)));
  }

  async stop(graceful = true): Promise<void> {
    clearTimeout(this.timer);
    await this.client?.end(graceful);
  }

  /** Reports now, beside the interval. */
  readNow(): void {
    const now = this.options.now();
    this.become(report(this.passTime(now), now));
    this.flush();
  }

  private begin(): void {
    this.readNow();
    this.timer = setTimeout(() => this.tick(), this.options.random.below(this.intervalMs));
  }

  private tick(): void {
    this.readNow();
    this.timer = setTimeout(() => this.tick(), this.intervalMs);
  }

  private passTime(now: Date): VirtualMeter {
    const elapsedMs = Math.max(0, now.getTime() - this.lastPass) * this.options.clockScale;
    this.lastPass = now.getTime();
    const { ratePerHour } = this.meter;
    const swing = Math.floor((ratePerHour * SWING_PERCENT) / 100);
    const rate = ratePerHour - swing + this.options.random.below(2 * swing + 1);
    return pass(this.meter, { elapsedMs, rate, now });
  }

  private async receive(leaf: 'tokens' | 'commands', payload: Buffer): Promise<void> {
    const json = parse(payload);
    const now = this.options.now();
    if (leaf === 'tokens') {
      const delivery = delivered.safeParse(json);
      if (!delivery.success || Date.parse(delivery.data.expiresAt) <= now.getTime()) return;
      // What its registers show after a token is worth a report of its own: until the next one somebody may look.
      this.become(report(takeTokens(this.passTime(now), delivery.data, now), now));
      await this.options.keeper.save();
      return this.flush();
    }
    const order = command.safeParse(json);
    if (!order.success || Date.parse(order.data.expiresAt) <= now.getTime()) return;
    const refusal = this.obey(order.data, now);
    const { commandId } = order.data;
    this.become(
      answerCommand(
        this.meter,
        refusal === undefined ? { commandId, result: 'accepted' } : { commandId, result: 'rejected', code: refusal },
      ),
    );
    this.flush();
  }

  /** @returns why it does not obey */
  private obey({ kind, params }: z.output<typeof command>, now: Date): string | undefined {
    switch (kind) {
      case 'read-now':
        this.readNow();
        return undefined;
      case 'relay-open':
        this.become(report(confirmRelay(openRelay, this.passTime(now), now), now));
        return undefined;
      case 'relay-close':
        this.become(report(confirmRelay(closeRelay, this.passTime(now), now), now));
        return this.meter.relay === 'closed' ? undefined : 'no-credit';
      case 'set-interval': {
        const seconds = Number(params['seconds']);
        if (!Number.isInteger(seconds) || seconds <= 0) return 'range';
        this.intervalMs = seconds * 1_000;
        this.client?.tell({ intervalSeconds: seconds });
        return undefined;
      }
      case 'set-tariff-index':
        this.client?.tell({ tariffIndex: params['tariffIndex'] });
        return undefined;
      case 'set-power-limit':
        this.client?.tell({ powerLimitWatts: params['watts'] });
        return undefined;
    }
  }

  private become(meter: VirtualMeter): void {
    this.meter = meter;
    this.options.keeper.changed();
  }

  /** Sends what is in the outbox and not on its way; each message stays there until the broker has acknowledged it. */
  private flush(): void {
    const { client } = this;
    if (!client?.connected) return;
    for (const message of this.meter.outbox) {
      if (this.inFlight.has(message.id)) continue;
      this.inFlight.add(message.id);
      const [honest, ...extra] = misbehave(this.options.description, message);
      if (honest === undefined) this.forget(message.id);
      else client.publish(honest.topic, honest.payload, () => this.forget(message.id));
      for (const { topic, payload } of extra) {
        if (topic.includes(this.meterNumber)) client.publish(topic, payload, () => undefined);
        else client.publishOnce(topic, payload);
      }
    }
  }

  private forget(id: number): void {
    this.inFlight.delete(id);
    this.become(acknowledged(this.meter, id));
  }
}

function parse(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}
