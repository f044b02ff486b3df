import { withTimeLimit } from '@openprepay/pace/time-limit';
import { z } from 'zod';
import { MqttConnection, type MqttLogin, type MqttMessage } from '../mqtt/mqtt-connection.client.js';
import { limits } from '../telemetry-limits.js';
import { CONTROL_RESPONSE_TOPIC, CONTROL_TOPIC } from './service-role.js';

/** A command in the plugin's own terms. */
export interface Command {
  readonly command: string;
  readonly [parameter: string]: unknown;
}

export interface Outcome {
  readonly command: string;
  /** Why the plugin did not do it. */
  readonly error?: string | undefined;
}

const answer = z.object({
  responses: z.array(z.object({ command: z.string(), error: z.string().optional(), correlationData: z.string().optional() })).min(1),
});

interface Waiting {
  readonly resolve: (outcomes: readonly Outcome[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Commands mosquitto's dynamic security plugin, over a connection of its own that is opened when it is first needed.
 *
 * @source https://mosquitto.org/documentation/dynamic-security/
 */
export class DynamicSecurityClient {
  private connection: Promise<MqttConnection> | undefined;
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly login: Omit<MqttLogin, 'clean'>,
    private readonly newId: () => string,
  ) {}

  /**
   * Runs the commands in order and gives each one's outcome.
   *
   * @throws where the broker cannot be reached or does not answer within `limits.dynamicSecurity.commandTimeoutMs`; the commands may have run
   */
  async run(commands: readonly Command[]): Promise<readonly Outcome[]> {
    const correlationData = this.newId();
    try {
      const outcomes = this.exchange(correlationData, commands);
      return await withTimeLimit(outcomes, limits.dynamicSecurity.commandTimeoutMs, "the broker's answer");
    } catch (error) {
      this.close();
      throw error;
    } finally {
      this.waiting.delete(correlationData);
    }
  }

  /** The next command opens a connection again. */
  close(): void {
    void this.connection?.then(
      (connection) => connection.close(),
      () => undefined,
    );
    this.connection = undefined;
  }

  private async exchange(correlationData: string, commands: readonly Command[]): Promise<readonly Outcome[]> {
    const connection = await (this.connection ??= this.open());
    const answered = new Promise<readonly Outcome[]>((resolve, reject) => this.waiting.set(correlationData, { resolve, reject }));
    const request = JSON.stringify({ commands: commands.map((command) => ({ ...command, correlationData })) });
    const [outcomes] = await Promise.all([answered, connection.publish(CONTROL_TOPIC, request)]);
    if (outcomes.length !== commands.length) throw new Error('the broker did not answer every command');
    return outcomes;
  }

  private open(): Promise<MqttConnection> {
    const opening: Promise<MqttConnection> = MqttConnection.open(
      { ...this.login, clean: true },
      { onMessage: (message) => this.take(message), onClosed: (reason) => this.lost(opening, reason) },
    ).then(async (connection) => {
      await connection.subscribe([CONTROL_RESPONSE_TOPIC]).catch((error: unknown) => {
        connection.close();
        throw error;
      });
      return connection;
    });
    return opening;
  }

  private take({ payload, acknowledge }: MqttMessage): void {
    acknowledge();
    const parsed = answer.safeParse(jsonOrNothing(payload));
    const correlationData = parsed.data?.responses[0]?.correlationData;
    if (parsed.data && correlationData !== undefined) this.waiting.get(correlationData)?.resolve(parsed.data.responses);
  }

  private lost(connection: Promise<MqttConnection>, reason: string): void {
    if (this.connection === connection) this.connection = undefined;
    for (const { reject } of this.waiting.values()) reject(new Error(`the broker closed the connection: ${reason}`));
  }
}

function jsonOrNothing(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}
