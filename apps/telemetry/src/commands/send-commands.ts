import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import { commandMessage } from '../dialects/command-message.js';
import type { Downlink } from '../mqtt/downlink.js';
import { limits } from '../telemetry-limits.js';
import { isReadBack } from './meter-command.js';
import type { DueCommand, MeterCommandRepository, UnprovenCommand } from './meter-command.repository.js';

interface CommandEnd {
  readonly commandId: string;
  readonly to: 'done' | 'expired';
}

/** Sends what waits to meters that are there, in the order in which each was told, and follows what became of it. */
export class SendCommands {
  /** Up to which it was looked at what meters have shown; undefined from the first one on. */
  private readBackTo: readonly [sentAt: Date, id: string] | undefined;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly commands: MeterCommandRepository,
    private readonly downlink: Downlink,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @returns how many commands moved on */
  async execute(): Promise<number> {
    const expired = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.commands.expire(tx, this.clock.now()));
    const sent = await this.send();
    return expired + sent + (await this.readBack());
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

  /** However many there are: the next round goes on where this one ends. */
  private async readBack(): Promise<number> {
    let moved = 0;
    for (let page = 0; page < limits.commands.pagesReadBack; page++) {
      const at = this.clock.now();
      const unproven = await this.unitOfWork.run(ALL_UTILITIES, (tx) =>
        this.commands.unproven(tx, { after: this.readBackTo, limit: limits.commands.perRound }),
      );
      moved += await this.settle(unproven, at);
      const last = unproven.length < limits.commands.perRound ? undefined : unproven.at(-1)?.command;
      this.readBackTo = last?.sentAt && [last.sentAt, last.commandId];
      if (last === undefined) break;
    }
    return moved;
  }

  /**
   * What has come in is looked at first: a command whose time is up is still done where its meter has shown so. What fails for one
   * utility keeps no other's where they are.
   */
  private async settle(unproven: readonly UnprovenCommand[], at: Date): Promise<number> {
    const ends = unproven.flatMap(({ utility, command, evidence }) => {
      const to = isReadBack(command, evidence) ? ('done' as const) : command.giveUpAt <= at ? ('expired' as const) : undefined;
      return to === undefined ? [] : [{ utility, commandId: command.commandId, to }];
    });
    let moved = 0;
    for (const utility of new Set(ends.map((end) => end.utility))) {
      const own = ends.filter((end) => end.utility === utility);
      const work = () => this.unitOfWork.run(utility, (tx) => this.moveAll(tx, own, at));
      moved += (await apart(this.logger, { task: 'commands', utility }, work)) ?? 0;
    }
    return moved;
  }

  private async moveAll(tx: Tx, ends: readonly CommandEnd[], at: Date): Promise<number> {
    let moved = 0;
    for (const { commandId, to } of ends) if (await this.commands.move(tx, commandId, { from: ['sent', 'acknowledged'], to, at })) moved++;
    return moved;
  }
}
