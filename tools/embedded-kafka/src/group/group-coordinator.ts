import { randomUUID } from 'node:crypto';
import { type KafkaErrorCode, kafkaError } from '../kafka-error-code.js';
import { MAX_GROUPS, MAX_GROUP_MEMBERS, MAX_SESSION_TIMEOUT_MS, MIN_SESSION_TIMEOUT_MS } from '../limits.js';
import { Group, type JoinResult, type Member, type ProtocolChoice, type SyncResult, sameProtocols } from './group.js';
import { Rebalance } from './rebalance.js';

export interface JoinRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly ProtocolChoice[];
  /** From version 4 on a new member is given its id first and joins with it, so that a lost answer leaves no ghost. */
  readonly requiresKnownId: boolean;
  /** Aborted when the connection goes that this came on. */
  readonly line: AbortSignal;
}

export interface HeartbeatRequest {
  readonly groupId: string;
  readonly generation: number;
  readonly memberId: string;
  readonly line: AbortSignal;
}

export interface SyncRequest {
  readonly groupId: string;
  readonly generation: number;
  readonly memberId: string;
  readonly assignments: ReadonlyMap<string, Buffer>;
  readonly line: AbortSignal;
}

const NO_BYTES = Buffer.alloc(0);

/** Consumer groups: who is in, which generation it is, who has what. Lives in memory; after a restart members join again. */
export class GroupCoordinator {
  private readonly groups = new Map<string, Group>();

  constructor(private readonly now: () => number) {}

  get(groupId: string): Group | undefined {
    return this.groups.get(groupId);
  }

  all(): readonly Group[] {
    return [...this.groups.values()];
  }

  /** Resolves when the group's next generation stands, or at once with what is wrong. */
  join(request: JoinRequest): Promise<JoinResult> {
    const { groupId, memberId } = request;
    const refused = this.refuseJoin(request);
    if (refused) return Promise.resolve({ error: refused, memberId });
    const group = this.groups.get(groupId) ?? this.newGroup(groupId);
    if (memberId === '') return this.joinAnew(group, request);
    if (group.pendingIds.has(memberId)) return this.admit(group, request, memberId);
    const member = group.members.get(memberId);
    if (!member) return Promise.resolve({ error: kafkaError.unknownMemberId, memberId });
    return this.rejoin(group, member, request);
  }

  /** Resolves with the member's part once the leader has assigned. */
  sync({ groupId, generation, memberId, assignments, line }: SyncRequest): Promise<SyncResult> {
    const { group, member, error } = this.find(groupId, generation, memberId);
    if (!group || !member) return Promise.resolve({ error, assignment: NO_BYTES });
    const rebalance = this.rebalanceOf(group);
    rebalance.hear(member, line);
    switch (group.state) {
      case 'PreparingRebalance':
        return Promise.resolve({ error: kafkaError.rebalanceInProgress, assignment: NO_BYTES });
      case 'Stable':
        return Promise.resolve({ error: kafkaError.none, assignment: member.assignment });
      case 'CompletingRebalance':
        return new Promise((resolve) => {
          member.sync = resolve;
          member.hasSynced = true;
          if (member.id === group.leader) rebalance.assign(assignments);
        });
      case 'Empty':
        return Promise.resolve({ error: kafkaError.unknownMemberId, assignment: NO_BYTES });
      default:
        throw new TypeError(group.state satisfies never);
    }
  }

  heartbeat({ groupId, generation, memberId, line }: HeartbeatRequest): KafkaErrorCode {
    const { group, member, error } = this.find(groupId, generation, memberId);
    if (!group || !member) return error;
    this.rebalanceOf(group).hear(member, line);
    return group.state === 'PreparingRebalance' ? kafkaError.rebalanceInProgress : kafkaError.none;
  }

  leave(groupId: string, memberId: string): KafkaErrorCode {
    const group = this.groups.get(groupId);
    if (!group) return kafkaError.unknownMemberId;
    if (group.pendingIds.has(memberId)) {
      this.forgetPendingId(group, memberId);
      return kafkaError.none;
    }
    const member = group.members.get(memberId);
    if (!member) return kafkaError.unknownMemberId;
    this.rebalanceOf(group).remove(member);
    return kafkaError.none;
  }

  /** Whether this sender may commit offsets now; a member's commit is a sign of life too. */
  checkCommit(groupId: string, generation: number, memberId: string): KafkaErrorCode {
    const group = this.groups.get(groupId);
    if (generation < 0 && (!group || group.state === 'Empty')) return kafkaError.none;
    const { member, error } = this.find(groupId, generation, memberId);
    if (!group || !member) return error;
    if (group.state === 'CompletingRebalance') return kafkaError.rebalanceInProgress;
    this.rebalanceOf(group).touch(member);
    return kafkaError.none;
  }

  /** Forgets an empty group. @returns whether it may go, or is not there */
  remove(groupId: string): 'removed' | 'unknown' | 'busy' {
    const group = this.groups.get(groupId);
    if (!group) return 'unknown';
    if (group.state !== 'Empty') return 'busy';
    this.groups.delete(groupId);
    return 'removed';
  }

  stop(): void {
    for (const group of this.groups.values()) {
      clearTimeout(group.rebalanceTimer);
      for (const timer of group.pendingIds.values()) clearTimeout(timer);
      for (const member of group.members.values()) clearTimeout(member.session);
    }
  }

  private refuseJoin(request: JoinRequest): Exclude<KafkaErrorCode, 0> | undefined {
    const { groupId, memberId, sessionTimeoutMs, protocolType, protocols } = request;
    if (groupId === '') return kafkaError.invalidGroupId;
    if (sessionTimeoutMs < MIN_SESSION_TIMEOUT_MS || sessionTimeoutMs > MAX_SESSION_TIMEOUT_MS) return kafkaError.invalidSessionTimeout;
    if (protocolType === '' || protocols.length === 0) return kafkaError.inconsistentGroupProtocol;
    const group = this.groups.get(groupId);
    if (!group) {
      if (memberId !== '') return kafkaError.unknownMemberId;
      return this.groups.size >= MAX_GROUPS ? kafkaError.groupMaxSizeReached : undefined;
    }
    if (memberId === '' && group.members.size + group.pendingIds.size >= MAX_GROUP_MEMBERS) return kafkaError.groupMaxSizeReached;
    return group.accepts(protocolType, protocols) ? undefined : kafkaError.inconsistentGroupProtocol;
  }

  private joinAnew(group: Group, request: JoinRequest): Promise<JoinResult> {
    const memberId = `${request.clientId}-${randomUUID()}`;
    if (!request.requiresKnownId) return this.admit(group, request, memberId);
    group.pendingIds.set(
      memberId,
      setTimeout(() => this.forgetPendingId(group, memberId), request.sessionTimeoutMs),
    );
    request.line.addEventListener('abort', () => this.forgetPendingId(group, memberId), { once: true });
    return Promise.resolve({ error: kafkaError.memberIdRequired, memberId });
  }

  private admit(group: Group, request: JoinRequest, memberId: string): Promise<JoinResult> {
    clearTimeout(group.pendingIds.get(memberId));
    group.pendingIds.delete(memberId);
    const { clientId, clientHost, sessionTimeoutMs, rebalanceTimeoutMs } = request;
    return new Promise((resolve) => {
      const protocols = ownCopies(request.protocols);
      group.protocolType = request.protocolType;
      group.members.set(memberId, {
        ...{ id: memberId, clientId, clientHost, sessionTimeoutMs, rebalanceTimeoutMs, protocols },
        ...{ assignment: NO_BYTES, join: resolve, sync: undefined, session: undefined, hasSynced: false, line: undefined },
      });
      const rebalance = this.rebalanceOf(group);
      rebalance.hear(group.members.get(memberId)!, request.line);
      rebalance.prepare();
    });
  }

  private rejoin(group: Group, member: Member, request: JoinRequest): Promise<JoinResult> {
    const rebalance = this.rebalanceOf(group);
    rebalance.hear(member, request.line);
    const unchanged = sameProtocols(member.protocols, request.protocols);
    const mayKeep = group.state === 'CompletingRebalance' || (group.state === 'Stable' && member.id !== group.leader);
    if (unchanged && mayKeep) return Promise.resolve(rebalance.joined(member));
    return new Promise((resolve) => {
      member.protocols = ownCopies(request.protocols);
      member.sessionTimeoutMs = request.sessionTimeoutMs;
      member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
      // A join repeated on another connection takes the place of the one that waits.
      member.join?.({ error: kafkaError.rebalanceInProgress, memberId: member.id });
      member.join = resolve;
      rebalance.prepare();
    });
  }

  private forgetPendingId(group: Group, memberId: string): void {
    clearTimeout(group.pendingIds.get(memberId));
    if (!group.pendingIds.delete(memberId)) return;
    this.rebalanceOf(group).completeJoin(false);
  }

  private find(groupId: string, generation: number, memberId: string) {
    const group = this.groups.get(groupId);
    const member = group?.members.get(memberId);
    if (!group || !member) return { group, member: undefined, error: kafkaError.unknownMemberId };
    if (generation !== group.generation) return { group, member: undefined, error: kafkaError.illegalGeneration };
    return { group, member, error: kafkaError.none };
  }

  private newGroup(groupId: string): Group {
    const group = new Group(groupId);
    group.emptySinceMs = this.now();
    this.groups.set(groupId, group);
    return group;
  }

  private rebalanceOf(group: Group): Rebalance {
    return new Rebalance(group, this.now);
  }
}

/** Requests are views of their frame; what outlives the request must not hold the frame. */
const ownCopies = (protocols: readonly ProtocolChoice[]): readonly ProtocolChoice[] =>
  protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) }));
