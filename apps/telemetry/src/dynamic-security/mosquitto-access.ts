import { TelemetryError } from '../telemetry-error.js';
import { limits } from '../telemetry-limits.js';
import type { BrokerAccess, MeterAccess } from './broker-access.js';
import type { Command, Outcome } from './dynamic-security.client.js';
import { meterRole, roleNameOf } from './meter-role.js';

/** What runs commands of the dynamic security plugin. */
export interface Commands {
  run(commands: readonly Command[]): Promise<readonly Outcome[]>;
  close(): void;
}

export interface MosquittoAccessOptions {
  /** Whether the service's own session stands. A meter that connects before it would be acknowledged into nothing. */
  readonly isListening: () => boolean;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/** Keeps mosquitto's users as this service's credentials are: a client and a role per meter. */
export class MosquittoAccess implements BrokerAccess {
  readonly name = 'broker-access';
  readonly connections = 0;
  private last: Promise<unknown> = Promise.resolve();
  private queued = 0;

  constructor(
    private readonly commands: Commands,
    private readonly options: MosquittoAccessOptions,
  ) {}

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.commands.close();
    return Promise.resolve();
  }

  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.queued >= limits.dynamicSecurity.changesQueued)
      throw unavailable('too many changes wait for the broker; try again in a moment');
    if (!this.options.isListening()) throw unavailable('the service has no MQTT session; try again in a moment');
    const since = this.options.now();
    const turn = this.last.then(() => {
      if (this.options.now() - since > limits.dynamicSecurity.turnTimeoutMs) throw unavailable('the broker is slow; try again in a moment');
      return work();
    });
    this.queued++;
    this.last = turn.catch(() => undefined).finally(() => this.queued--);
    return turn;
  }

  async grant(meterNumber: string, { password, profile }: MeterAccess): Promise<void> {
    const role = meterRole(meterNumber, profile);
    const client = {
      username: meterNumber,
      clientid: meterNumber,
      ...(password === undefined ? {} : { password }),
      roles: [{ rolename: role.rolename }],
    };
    // A password can be changed and not be taken away.
    if (password === undefined) await this.forget(meterNumber);
    const made = await this.run([
      { command: 'createRole', ...role },
      { command: 'createClient', ...client },
    ]);
    // What could not be made is there already; it is set to what it should be, and the plugin ends the session that uses it.
    const changes = [
      { command: 'modifyRole', ...role },
      { command: 'modifyClient', ...client },
    ].filter((_, index) => made[index]?.error !== undefined);
    if (changes.length > 0) refuseErrors(await this.run(changes));
  }

  async revoke(meterNumber: string): Promise<void> {
    await this.forget(meterNumber);
  }

  private async forget(meterNumber: string): Promise<void> {
    const outcomes = await this.run([
      { command: 'deleteClient', username: meterNumber },
      { command: 'deleteRole', rolename: roleNameOf(meterNumber) },
    ]);
    refuseErrors(outcomes.filter(({ error }) => error === undefined || !/not found/i.test(error)));
  }

  private async run(commands: readonly Command[]): Promise<readonly Outcome[]> {
    try {
      return await this.commands.run(commands);
    } catch (error) {
      throw unavailable('the broker could not be told; try again in a moment', error);
    }
  }
}

function refuseErrors(outcomes: readonly Outcome[]): void {
  const refused = outcomes.find(({ error }) => error !== undefined);
  if (refused) throw unavailable(`the broker refused ${refused.command}: ${refused.error}`);
}

const unavailable = (message: string, cause?: unknown): TelemetryError =>
  new TelemetryError('telemetry.broker_unavailable', message, cause === undefined ? undefined : { cause });
