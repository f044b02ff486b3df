import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CredentialRepository } from '../credentials/credential.repository.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { Downlink } from '../mqtt/downlink.js';
import { meterTopic } from '../mqtt/meter-topics.js';
import type { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { TelemetryError } from '../telemetry-error.js';
import { limits } from '../telemetry-limits.js';
import type { MeterCommand } from './meter-command.js';
import type { MeterCommandRepository } from './meter-command.repository.js';

export type SendCommandCommand = Pick<MeterCommand, 'meterNumber' | 'kind' | 'params'>;

export class SendCommand {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly states: MeterStateRepository,
    private readonly credentials: CredentialRepository,
    private readonly commands: MeterCommandRepository,
    private readonly downlink: Downlink,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends a command to a meter that is there, once; who sent it is on record first. Its life is short: a relay is not to
   * open hours later.
   *
   * @throws {TelemetryError} `telemetry.meter_unknown`, `telemetry.meter_offline`
   */
  async execute(caller: Principal, { meterNumber, kind, params }: SendCommandCommand): Promise<MeterCommand> {
    const requestedAt = this.clock.now();
    const expiresAt = new Date(requestedAt.getTime() + limits.commands.lifeMs);
    const command = { commandId: this.clock.newId(), meterNumber, kind, params, requestedBy: caller.username, requestedAt, expiresAt };
    await this.unitOfWork.run(caller.utility, async (tx) => {
      await this.meters.require(tx, meterNumber);
      const state = await this.states.find(tx, meterNumber);
      // Another utility may have the number by now, and its meter would hear what is said to this one's.
      const isOurs = await this.credentials.exists(tx, meterNumber);
      if (!state?.connected || !isOurs || !this.downlink.connected)
        throw new TelemetryError('telemetry.meter_offline', 'the meter is not connected');
      await this.commands.insert(tx, command);
    });
    const message = { commandId: command.commandId, kind, params, expiresAt: expiresAt.toISOString() };
    await this.downlink.publish(meterTopic(meterNumber, 'commands'), JSON.stringify(message)).catch((cause: unknown) => {
      throw new TelemetryError('telemetry.meter_offline', 'the broker did not take the command', { cause });
    });
    return command;
  }
}
