import type { Principal } from '@openprepay/contracts/identity';
import { COMMAND_SECONDS } from '@openprepay/contracts/http/telemetry-commands';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { MeterCommand } from './meter-command.js';
import type { QueueCommand } from './queue-command.js';

export interface SendCommandCommand extends Pick<MeterCommand, 'meterNumber' | 'kind' | 'params'> {
  readonly expiresInSeconds?: number;
}

/** Tells a meter something: once it is connected, unless that has expired by then. Who told it is on record first. */
export class SendCommand {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly queueCommand: QueueCommand,
  ) {}

  /** @throws {TelemetryError} `telemetry.meter_unknown`, `telemetry.meter_offline`, `telemetry.command_unsupported` */
  async execute(caller: Principal, { expiresInSeconds = COMMAND_SECONDS, ...command }: SendCommandCommand): Promise<MeterCommand> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.meters.require(tx, command.meterNumber);
      return this.queueCommand.execute(tx, { ...command, expiresInSeconds, origin: 'person', requestedBy: caller.username });
    });
  }
}
