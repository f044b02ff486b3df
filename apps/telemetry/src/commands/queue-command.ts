import type { Clock } from '@openprepay/persistence/clock';
import type { Signal } from '@openprepay/pace/signal';
import type { Tx } from '@openprepay/persistence/tx';
import type { CredentialRepository } from '../credentials/credential.repository.js';
import { commandMessage } from '../dialects/command-message.js';
import { TelemetryError } from '../telemetry-error.js';
import { limits } from '../telemetry-limits.js';
import type { MeterCommand } from './meter-command.js';
import type { MeterCommandRepository } from './meter-command.repository.js';

export interface NewCommand extends Pick<MeterCommand, 'meterNumber' | 'kind' | 'params' | 'origin' | 'requestedBy'> {
  readonly expiresInSeconds: number;
}

const SECOND_MS = 1_000;

/** Writes a command down, in the transaction of whoever wants it; it is sent once that has been committed. */
export class QueueCommand {
  constructor(
    private readonly commands: MeterCommandRepository,
    private readonly credentials: CredentialRepository,
    private readonly due: Signal,
    private readonly clock: Clock,
  ) {}

  /** @throws {TelemetryError} `telemetry.meter_offline` of a meter that could never hear it, `telemetry.command_unsupported` */
  async execute(tx: Tx, { expiresInSeconds, ...wanted }: NewCommand): Promise<MeterCommand> {
    const requestedAt = this.clock.now();
    const expiresAt = new Date(requestedAt.getTime() + expiresInSeconds * SECOND_MS);
    const giveUpAt = new Date(expiresAt.getTime() + patienceMs(wanted));
    const command = { ...wanted, commandId: this.clock.newId(), state: 'queued', requestedAt, expiresAt, giveUpAt } as const;
    await this.requireHearing(tx, command);
    await this.commands.insert(tx, command);
    tx.afterCommit(this.due.wake);
    return command;
  }

  /** Another utility may have the number by now, and its meter would hear what is said to this one's. */
  private async requireHearing(tx: Tx, command: MeterCommand): Promise<void> {
    const { meterNumber } = command;
    if (!(await this.credentials.exists(tx, meterNumber)))
      throw new TelemetryError('telemetry.meter_offline', 'the meter has no MQTT credentials of this utility');
    if (commandMessage(meterNumber, command, await this.credentials.profile(tx, meterNumber)) === undefined)
      throw new TelemetryError('telemetry.command_unsupported', 'what the meter speaks has no word for it');
  }
}

/** An interval shows only after some of it have gone by. */
const patienceMs = ({ kind, params }: Pick<MeterCommand, 'kind' | 'params'>): number =>
  kind === 'set-interval' ? limits.commands.intervalsWaited * Number(params['seconds']) * SECOND_MS : 0;
