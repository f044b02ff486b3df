import { createHash } from 'node:crypto';
import type { EventData } from '@openprepay/contracts/event';
import type { IssuesCounted } from '@openprepay/contracts/issue-counts';

/** Requests of one group that the vault says it has issued tokens for, in the order of their ids. */
export interface IssueList {
  readonly part: number;
  readonly supplyGroupCode: string;
  readonly kind: string;
  readonly requester: string;
  readonly requestIds: readonly string[];
  readonly meterNumbers: readonly string[];
  readonly issuedAt: readonly Date[];
}

export type IssueStatement = EventData<typeof IssuesCounted>;

const groupOf = ({ supplyGroupCode, kind, requester }: Pick<IssueList, 'supplyGroupCode' | 'kind' | 'requester'>): string =>
  JSON.stringify([supplyGroupCode, kind, requester]);

/** Whether a statement's lists, which are not sealed themselves, are what its seal says. */
export class ListCheck {
  private readonly found = new Map<string, { requests: number; readonly hash: ReturnType<typeof createHash> }>();

  constructor(private readonly statement: Pick<IssueStatement, 'counts'>) {}

  /** @param list in the order of parts */
  add(list: IssueList): void {
    const group = groupOf(list);
    const known = this.found.get(group) ?? { requests: 0, hash: createHash('sha256') };
    this.found.set(group, known);
    known.requests += list.requestIds.length;
    for (const id of list.requestIds) known.hash.update(`${id}\n`);
  }

  /** Nothing is added afterwards. */
  holds(): boolean {
    const { counts } = this.statement;
    if (this.found.size !== counts.length) return false;
    return counts.every((count) => {
      const list = this.found.get(groupOf(count));
      return list?.requests === count.requests && list.hash.digest('hex') === count.requestIdsHash;
    });
  }
}
