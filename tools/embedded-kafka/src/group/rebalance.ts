import { kafkaError } from '../kafka-error-code.js';
import { LOST_LINE_GRACE_MS } from '../limits.js';
import type { Group, JoinResult, Member } from './group.js';

const NO_BYTES = Buffer.alloc(0);

/**
 * The joint steps of a group: members are called to join, those who come in time make the next generation, and the leader's assignment ends it.
 *
 * @source Kafka's group membership protocol ("Client-side assignment proposal")
 */
export class Rebalance {
  constructor(
    private readonly group: Group,
    private readonly now: () => number,
  ) {}

  /** Calls everybody to join again. Waiting SyncGroups are told; the others learn it from their next heartbeat. */
  prepare(): void {
    const { group } = this;
    if (group.state !== 'PreparingRebalance') {
      for (const member of group.members.values()) this.answerSync(member, kafkaError.rebalanceInProgress, NO_BYTES);
      group.state = 'PreparingRebalance';
      clearTimeout(group.rebalanceTimer);
      group.rebalanceTimer = setTimeout(() => this.completeJoin(true), this.waitMs());
    }
    this.completeJoin(false);
  }

  /** Makes the next generation if all have joined, or (`late`) of those who have. */
  completeJoin(late: boolean): void {
    const { group } = this;
    if (group.state !== 'PreparingRebalance' || (!late && !group.hasAllJoined())) return;
    clearTimeout(group.rebalanceTimer);
    for (const member of [...group.members.values()]) if (!member.join) this.drop(member);
    if (group.members.size === 0) return this.becomeEmpty();

    group.generation++;
    group.state = 'CompletingRebalance';
    group.protocol = group.commonProtocols()[0] ?? '';
    if (!group.members.has(group.leader)) group.leader = group.members.keys().next().value!;
    for (const member of [...group.members.values()]) {
      member.assignment = NO_BYTES;
      member.hasSynced = false;
      this.answerJoin(member, this.joined(member));
    }
    group.rebalanceTimer = setTimeout(() => this.dropSilent(), this.waitMs());
  }

  /** The leader's word: everybody who waits gets its part, whoever asks later gets it too. */
  assign(assignments: ReadonlyMap<string, Buffer>): void {
    const { group } = this;
    clearTimeout(group.rebalanceTimer);
    group.state = 'Stable';
    for (const member of group.members.values()) {
      member.assignment = assignments.get(member.id) ?? NO_BYTES;
      this.answerSync(member, kafkaError.none, member.assignment);
    }
  }

  joined(member: Member): JoinResult {
    const { group } = this;
    const isLeader = group.leader === member.id;
    const members = isLeader ? [...group.members.values()].map((other) => ({ memberId: other.id, metadata: group.metadataOf(other) })) : [];
    return { error: 0, generation: group.generation, protocol: group.protocol, leader: group.leader, memberId: member.id, members };
  }

  /** Takes the member out and lets the others share its part. */
  remove(member: Member): void {
    const { group } = this;
    const { state } = group;
    this.drop(member);
    switch (state) {
      case 'Stable':
      case 'CompletingRebalance':
        return group.members.size === 0 ? this.becomeEmpty() : this.prepare();
      case 'PreparingRebalance':
        return group.members.size === 0 && group.pendingIds.size === 0 ? this.becomeEmpty() : this.completeJoin(false);
      case 'Empty':
        return;
      default:
        throw new TypeError(state satisfies never);
    }
  }

  /**
   * A sign of life on a connection. When that connection is closed and the member is not heard on another one soon after,
   * it is dead: the kernel tells so at once where the session time would be waited out.
   */
  hear(member: Member, line: AbortSignal): void {
    this.touch(member);
    if (member.line === line) return;
    member.line = line;
    const lost = (): void => {
      if (member.line !== line) return;
      clearTimeout(member.session);
      member.session = setTimeout(() => this.removeIfThere(member), LOST_LINE_GRACE_MS);
    };
    if (line.aborted) lost();
    else line.addEventListener('abort', lost, { once: true });
  }

  /** Any sign of life starts the member's session time anew; one that waits in a join is alive by definition. */
  touch(member: Member): void {
    clearTimeout(member.session);
    member.session = setTimeout(() => {
      if (!member.join && !member.sync) this.removeIfThere(member);
    }, member.sessionTimeoutMs);
  }

  answerJoin(member: Member, result: JoinResult): void {
    const { join } = member;
    member.join = undefined;
    this.touch(member);
    join?.(result);
  }

  private removeIfThere(member: Member): void {
    if (this.group.members.get(member.id) === member) this.remove(member);
  }

  private waitMs(): number {
    return Math.max(0, ...[...this.group.members.values()].map((member) => member.rebalanceTimeoutMs));
  }

  /** A leader that joins and then never assigns would hold everybody else for ever. */
  private dropSilent(): void {
    if (this.group.state !== 'CompletingRebalance') return;
    for (const member of [...this.group.members.values()]) if (!member.hasSynced) this.remove(member);
  }

  private answerSync(member: Member, error: typeof kafkaError.none | typeof kafkaError.rebalanceInProgress, assignment: Buffer): void {
    const { sync } = member;
    member.sync = undefined;
    if (!sync) return;
    this.touch(member);
    sync({ error, assignment });
  }

  private drop(member: Member): void {
    clearTimeout(member.session);
    this.group.members.delete(member.id);
    member.join?.({ error: kafkaError.unknownMemberId, memberId: member.id });
    member.sync?.({ error: kafkaError.unknownMemberId, assignment: NO_BYTES });
    member.join = undefined;
    member.sync = undefined;
  }

  private becomeEmpty(): void {
    const { group } = this;
    clearTimeout(group.rebalanceTimer);
    group.state = 'Empty';
    group.generation++;
    group.leader = '';
    group.protocol = '';
    group.emptySinceMs = this.now();
  }
}
