import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Downlink } from '../deliveries/dispatch-deliveries.js';
import type { ShadowRepository } from '../shadow/shadow.repository.js';
import { TelemetryError } from '../telemetry-error.js';
import { limits } from '../telemetry-limits.js';
import type { CommandRepository, MeterCommand } from './command.repository.js';

export interface SendCommandRequest {
  readonly meterNumber: string;
  readonly kind: MeterCommand['kind'];
  readonly params: Readonly<Record<string, unknown>>;
  readonly requestedBy: string;
}

export class SendCommand {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly shadows: ShadowRepository,
    private readonly commands: CommandRepository,
    private readonly downlink: Downlink,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends a command to a meter that is there, once; who sent it is on record first. Its life is short: a relay is not to
   * open hours later.
   *
   * @throws {TelemetryError} `telemetry.meter_unknown`, `telemetry.meter_offline`
   */
  async execute(utility: string, { meterNumber, kind, params, requestedBy }: SendCommandRequest): Promise<MeterCommand> {
    const requestedAt = this.clock.now();
    const expiresAt = new Date(requestedAt.getTime() + limits.commandLifeMs);
    const command = { commandId: this.clock.newId(), meterNumber, kind, params, requestedBy, requestedAt, expiresAt };
    await this.unitOfWork.run(utility, async (tx) => {
      const shadow = await this.shadows.find(tx, meterNumber);
      if (!shadow) throw new TelemetryError('telemetry.meter_unknown', 'this utility has no such meter');
      if (!shadow.connected || !this.downlink.connected) throw new TelemetryError('telemetry.meter_offline', 'the meter is not connected');
      await this.commands.insert(tx, command);
    });
    const message = { commandId: command.commandId, kind, params, expiresAt: expiresAt.toISOString() };
    await this.downlink.publish(`meters/${meterNumber}/commands`, JSON.stringify(message)).catch((cause: unknown) => {
      throw new TelemetryError('telemetry.meter_offline', 'the broker did not take the command', { cause });
    });
    return command;
  }
}
