import { withTimeLimit } from '@openprepay/pace/time-limit';
import { connectAsync, type MqttClient } from 'mqtt';
import type { DeviceVoice, Said } from './device-voice.js';
import type { MeterPlan } from './fault.js';

const CONNECT_MS = 30_000;
const ACKNOWLEDGE_MS = 60_000;
const KEEPALIVE_SECONDS = 60;

export interface FaultyMeterOptions {
  readonly url: string;
  /** Whom to trust with `mqtts:`, PEM. */
  readonly ca?: string | undefined;
  readonly meterNumber: string;
  readonly password: string;
  readonly voice: DeviceVoice;
  readonly plan: MeterPlan;
  readonly now: Date;
}

/** A device that says what it is planned to say, one message after the other, each once the one before is acknowledged. */
export class FaultyMeter {
  private client: MqttClient | undefined;

  constructor(private readonly options: FaultyMeterOptions) {}

  get meterNumber(): string {
    return this.options.meterNumber;
  }

  /**
   * @param onAcknowledged called after each message
   * @throws where the broker does not let it in, or does not acknowledge
   */
  async speak(onAcknowledged: () => void): Promise<void> {
    const { url, ca, meterNumber, password, voice, plan, now } = this.options;
    const lastWord = voice.lastWord?.(meterNumber, now);
    this.client = await connectAsync(url, {
      ...(ca === undefined ? {} : { ca }),
      ...{ clientId: meterNumber, username: meterNumber, password, clean: true, keepalive: KEEPALIVE_SECONDS },
      ...{ reconnectPeriod: 0, connectTimeout: CONNECT_MS },
      ...(lastWord === undefined ? {} : { will: { topic: lastWord.topic, payload: Buffer.from(lastWord.payload), qos: 1, retain: false } }),
    });
    this.client.on('error', () => undefined);
    for (const said of voice.hello(meterNumber, now)) await this.say(said, onAcknowledged);
    for (const said of ownWords(meterNumber, plan)) await this.say(said, onAcknowledged);
    for (const [index, reading] of plan.readings.entries()) await this.say(voice.reading(meterNumber, reading, index + 1), onAcknowledged);
  }

  /** Says what it has kept to itself until now. */
  async sayLate(onAcknowledged: () => void): Promise<void> {
    const { meterNumber, voice, plan } = this.options;
    if (plan.late !== undefined) await this.say(voice.reading(meterNumber, plan.late, plan.readings.length + 1), onAcknowledged);
  }

  /** Its line breaks, without a word of its own. */
  break(): void {
    this.client?.stream.destroy();
  }

  /** Leaves in good order, so that the broker says nothing for it. */
  async leave(): Promise<void> {
    await this.client?.endAsync().catch(() => undefined);
  }

  private async say({ topic, payload }: Said, onAcknowledged: () => void): Promise<void> {
    await withTimeLimit(
      this.client!.publishAsync(topic, payload, { qos: 1 }),
      ACKNOWLEDGE_MS,
      `the broker's answer to ${this.meterNumber}`,
    );
    onAcknowledged();
  }
}

/** What only a meter can say that speaks as the platform does. */
function ownWords(meterNumber: string, { event, powerLimitWatts, readings }: MeterPlan): readonly Said[] {
  const words: readonly (readonly [leaf: string, word: object | undefined])[] = [
    ['state', powerLimitWatts === undefined ? undefined : { online: true, powerLimitWatts }],
    ['events', event && { seq: readings.length + 2, ts: event.at.toISOString(), kind: event.kind }],
  ];
  return words.flatMap(([leaf, word]) =>
    word === undefined ? [] : [{ topic: `meters/${meterNumber}/${leaf}`, payload: JSON.stringify(word) }],
  );
}
