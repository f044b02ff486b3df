import type { KafkaErrorCode } from '../kafka-error-code.js';

export interface ProtocolChoice {
  readonly name: string;
  readonly metadata: Buffer;
}

export type JoinResult =
  | {
      readonly error: 0;
      readonly generation: number;
      readonly protocol: string;
      readonly leader: string;
      readonly memberId: string;
      readonly members: readonly { readonly memberId: string; readonly metadata: Buffer }[];
    }
  | { readonly error: Exclude<KafkaErrorCode, 0>; readonly memberId: string };

export interface SyncResult {
  readonly error: KafkaErrorCode;
  readonly assignment: Buffer;
}

export interface Member {
  readonly id: string;
  readonly clientId: string;
  readonly clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly ProtocolChoice[];
  assignment: Buffer;
  /** Answers the JoinGroup or SyncGroup that the member waits in. */
  join: ((result: JoinResult) => void) | undefined;
  sync: ((result: SyncResult) => void) | undefined;
  session: NodeJS.Timeout | undefined;
  /** Whether it has asked for its part of the present generation. */
  hasSynced: boolean;
  /** The connection it was last heard on; aborted when that is closed. */
  line: AbortSignal | undefined;
}

/** States of a group. @source Kafka's GroupState: the names are what DescribeGroups answers */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable';

export class Group {
  state: GroupState = 'Empty';
  generation = 0;
  protocolType = '';
  protocol = '';
  leader = '';
  emptySinceMs = 0;
  readonly members = new Map<string, Member>();
  /** Ids given out to members that have not joined with them yet. */
  readonly pendingIds = new Map<string, NodeJS.Timeout>();
  rebalanceTimer: NodeJS.Timeout | undefined;

  constructor(readonly id: string) {}

  /** The protocols that every member speaks, in the order of the first member's preference. */
  commonProtocols(): readonly string[] {
    const [first, ...others] = this.members.values();
    const spoken = (member: Member, name: string): boolean => member.protocols.some((protocol) => protocol.name === name);
    return (first?.protocols ?? []).map(({ name }) => name).filter((name) => others.every((member) => spoken(member, name)));
  }

  accepts(protocolType: string, protocols: readonly ProtocolChoice[]): boolean {
    if (this.members.size === 0) return true;
    if (this.protocolType !== protocolType) return false;
    const common = this.commonProtocols();
    return protocols.some(({ name }) => common.includes(name));
  }

  /** The member's metadata for the protocol the group has chosen. */
  metadataOf(member: Member): Buffer {
    return member.protocols.find(({ name }) => name === this.protocol)?.metadata ?? Buffer.alloc(0);
  }

  hasAllJoined(): boolean {
    for (const member of this.members.values()) if (!member.join) return false;
    return this.pendingIds.size === 0;
  }
}

export const sameProtocols = (left: readonly ProtocolChoice[], right: readonly ProtocolChoice[]): boolean =>
  left.length === right.length &&
  left.every((choice, at) => choice.name === right[at]!.name && choice.metadata.equals(right[at]!.metadata));
