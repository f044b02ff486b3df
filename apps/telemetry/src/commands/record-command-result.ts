import type { Signal } from '@openprepay/pace/signal';
import type { Tx } from '@openprepay/persistence/tx';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import type { CommandResultUplink } from '../uplink/uplink.js';
import type { MeterCommandRepository } from './meter-command.repository.js';

/** Takes the meter's own word on a command: that it took it, which is not that it is done, or why it did not. */
export class RecordCommandResult {
  constructor(
    private readonly commands: MeterCommandRepository,
    private readonly due: Signal,
  ) {}

  /** @throws {UplinkRefused} `telemetry.command_unknown` */
  async execute(tx: Tx, { result, at }: { readonly result: CommandResultUplink; readonly at: Date }): Promise<void> {
    const { meterNumber, commandId, accepted, code } = result;
    if ((await this.commands.find(tx, meterNumber, commandId)) === undefined)
      throw new UplinkRefused('telemetry.command_unknown', 'no such command was sent to this meter');
    // The word on one that has ended changes nothing, nor does the same again.
    await (accepted
      ? this.commands.move(tx, commandId, { from: ['sent'], to: 'acknowledged', at })
      : this.commands.move(tx, commandId, { from: ['sent', 'acknowledged'], to: 'failed', at, code }));
    tx.afterCommit(this.due.wake);
  }
}
