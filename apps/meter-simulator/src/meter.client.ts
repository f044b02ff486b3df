import { settlesWithin } from '@openprepay/pace/time-limit';
import mqtt, { type MqttClient } from 'mqtt';

export interface MeterLogin {
  readonly url: string;
  /** Whom to trust with `mqtts:`, PEM; the system's own ones unless given. */
  readonly ca?: string | undefined;
  readonly meterNumber: string;
  readonly password: string;
  readonly firmware: string;
}

export interface MeterClientEvents {
  readonly onConnect: () => void;
  readonly onMessage: (leaf: 'tokens' | 'commands', payload: Buffer) => void;
  readonly onError: (error: Error) => void;
}

const RECONNECT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 15_000;
const KEEPALIVE_SECONDS = 30;
/** A farewell that the broker does not answer is not waited for. */
const FAREWELL_MS = 2_000;

/** One meter's MQTT session: its own topics, its last will, its presence. */
export class MeterClient {
  private readonly client: MqttClient;
  private readonly base: string;
  private settings: Readonly<Record<string, unknown>> = {};

  constructor(login: MeterLogin, events: MeterClientEvents) {
    const { url, ca, meterNumber, password, firmware } = login;
    this.base = `meters/${meterNumber}`;
    const state = `${this.base}/state`;
    this.client = mqtt.connect(url, {
      ...(ca === undefined ? {} : { ca }),
      clientId: meterNumber,
      username: meterNumber,
      password,
      clean: true,
      // 65 536 buffers are kept otherwise, one for each number of two octets
      writeCache: false,
      keepalive: KEEPALIVE_SECONDS,
      reconnectPeriod: RECONNECT_MS,
      // A broker that cannot ask for the password right now says no as well; a meter tries again.
      reconnectOnConnackError: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      resubscribe: false,
      will: { topic: state, payload: Buffer.from('{"online":false}'), qos: 1, retain: true },
    });
    this.client.on('error', events.onError);
    this.client.on('message', (topic, payload) => events.onMessage(topic.endsWith('/tokens') ? 'tokens' : 'commands', payload));
    this.client.on('connect', () => {
      // It says that it is there once it listens: a token sent on that word must not miss it.
      this.client.subscribe([`${this.base}/tokens`, `${this.base}/commands`], { qos: 1 }, () => {
        if (!this.client.connected) return;
        this.client.publish(state, JSON.stringify({ online: true, firmware, ...this.settings }), { qos: 1, retain: true });
        events.onConnect();
      });
    });
  }

  /** Says how it is set now, and again whenever it connects. */
  tell(settings: Readonly<Record<string, unknown>>): void {
    this.settings = { ...this.settings, ...settings };
    this.client.publish(`${this.base}/state`, JSON.stringify({ online: true, ...this.settings }), { qos: 1, retain: true });
  }

  get connected(): boolean {
    return this.client.connected;
  }

  /** Calls back once the broker has acknowledged; never when the session ends for good. */
  publish(topic: string, payload: string, onAcknowledged: () => void): void {
    this.client.publish(topic, payload, { qos: 1 }, (error) => {
      if (!error) onAcknowledged();
    });
  }

  /** Sent once and forgotten: for what a broker is expected to refuse. */
  publishOnce(topic: string, payload: string): void {
    if (this.client.connected) this.client.publish(topic, payload, { qos: 0 });
  }

  /** Says goodbye in its own words, then leaves; or drops the line, as a power cut does. */
  async end(graceful: boolean): Promise<void> {
    if (graceful && this.client.connected) {
      const farewell = this.client.publishAsync(`${this.base}/state`, '{"online":false}', { qos: 1, retain: true });
      await settlesWithin(farewell, FAREWELL_MS);
    }
    // By force: what is not acknowledged by now stays in the meter's own outbox.
    await settlesWithin(this.client.endAsync(true), FAREWELL_MS);
  }
}
