import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { commandMessage } from '../dialects/command-message.js';
import type { Downlink } from '../mqtt/downlink.js';
import { limits } from '../telemetry-limits.js';
import { isReadBack } from './meter-command.js';
import type { DueCommand, MeterCommandRepository } from './meter-command.repository.js';

/** Sends what waits to meters that are there, in the order in which each was told, and follows what became of it. */
export class SendCommands {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly commands: MeterCommandRepository,
    private readonly downlink: Downlink,
    private readonly clock: Clock,
  ) {}

  /** @returns how many commands moved on */
  async execute(): Promise<number> {
    const expired = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.commands.expire(tx, this.clock.now()));
    return expired + (await this.send()) + (await this.readBack());
  }

  private async send(): Promise<number> {
    if (!this.downlink.connected) return 0;
    const round = { now: this.clock.now(), limit: limits.commands.perRound };
    const due = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.commands.takeDue(tx, round));
    await Promise.all(due.map((one) => this.sendOne(one)));
    return due.length;
  }

  /** What the broker did not take waits again. */
  private async sendOne({ command, profile }: DueCommand): Promise<void> {
    const { commandId, meterNumber } = command;
    const move = (to: 'failed' | 'queued', code?: string): Promise<boolean> =>
      this.unitOfWork.run(ALL_UTILITIES, (tx) => this.commands.move(tx, commandId, { from: ['sent'], to, at: this.clock.now(), code }));
    const message = commandMessage(meterNumber, command, profile);
    if (message === undefined) return void (await move('failed', 'unsupported'));
    await this.downlink.publish(message.topic, message.payload).catch(() => move('queued'));
  }

  private async readBack(): Promise<number> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const unproven = await this.commands.unproven(tx, limits.commands.perRound);
      let done = 0;
      for (const { utility, command, evidence } of unproven) {
        if (!isReadBack(command, evidence)) continue;
        const move = { from: ['sent', 'acknowledged'], to: 'done', at: this.clock.now() } as const;
        if (await inUtility(tx, utility, (owned) => this.commands.move(owned, command.commandId, move))) done++;
      }
      return done;
    });
  }
}
