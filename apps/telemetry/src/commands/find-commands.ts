import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { MeterRepository } from '../meters/meter.repository.js';
import { TelemetryError } from '../telemetry-error.js';
import type { CommandState, MeterCommand } from './meter-command.js';
import type { MeterCommandRepository } from './meter-command.repository.js';

export interface CommandQuery extends PageQuery {
  readonly meterNumber: string;
  readonly state?: CommandState | undefined;
}

const cursor = cursorOf(z.tuple([z.iso.datetime(), z.uuid()]));

/** What a meter was told, newest first. */
export class FindCommands {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly commands: MeterCommandRepository,
  ) {}

  /** @throws {TelemetryError} `telemetry.meter_unknown`; {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { limit, ...query }: CommandQuery): Promise<Page<MeterCommand>> {
    const filter = { ...query, before: cursor.read(query.cursor), limit: limit + 1 };
    const found = await this.unitOfWork.run(caller.utility, async (tx) => {
      await this.meters.require(tx, query.meterNumber);
      return this.commands.list(tx, filter);
    });
    return pageOf(found, limit, ({ requestedAt, commandId }) => cursor.write([requestedAt.toISOString(), commandId]));
  }

  /** @throws {TelemetryError} `telemetry.command_unknown` */
  async one(
    caller: Principal,
    { meterNumber, commandId }: { readonly meterNumber: string; readonly commandId: string },
  ): Promise<MeterCommand> {
    const command = await this.unitOfWork.run(caller.utility, (tx) => this.commands.find(tx, meterNumber, commandId));
    if (command === undefined) throw new TelemetryError('telemetry.command_unknown', 'this meter was told nothing of that id');
    return command;
  }
}
