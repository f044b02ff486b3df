import { createHash } from 'node:crypto';
import type { IssuesCounted } from '@openprepay/contracts/issue-counts';
import type { EventData } from '@openprepay/contracts/event';

/** A request that tokens were issued for, as the rows have it. */
export interface Issue {
  readonly requestId: string;
  readonly meterNumber: string;
  readonly supplyGroupCode: string;
  readonly kind: string;
  readonly requester: string;
  readonly tokens: number;
  readonly issuedAt: Date;
}

export type IssueGroup = Pick<Issue, 'supplyGroupCode' | 'kind' | 'requester'>;
type Count = EventData<typeof IssuesCounted>['counts'][number];

const isSameGroup = (one: IssueGroup, other: IssueGroup): boolean =>
  one.supplyGroupCode === other.supplyGroupCode && one.kind === other.kind && one.requester === other.requester;

/** Issues in their order, cut where a group ends. */
export function runsOf(issues: readonly Issue[]): readonly (readonly Issue[])[] {
  const runs: Issue[][] = [];
  for (const issue of issues) {
    const run = runs.at(-1);
    if (run && isSameGroup(run[0]!, issue)) run.push(issue);
    else runs.push([issue]);
  }
  return runs;
}

/** Counts issues as they come, group by group and each in the order of its ids: none of them is kept. */
export class IssueTally {
  private readonly done: Count[] = [];
  private current:
    { readonly group: IssueGroup; requests: number; tokens: number; readonly hash: ReturnType<typeof createHash> } | undefined;

  /** @param run of one group */
  add(run: readonly Issue[]): void {
    const [first] = run;
    if (!first) return;
    if (!this.current || !isSameGroup(this.current.group, first)) this.begin(first);
    for (const { requestId, tokens } of run) {
      this.current!.requests += 1;
      this.current!.tokens += tokens;
      this.current!.hash.update(`${requestId}\n`);
    }
  }

  /** All that were added. Nothing is added afterwards. */
  counts(): readonly Count[] {
    this.end();
    return this.done;
  }

  private begin({ supplyGroupCode, kind, requester }: IssueGroup): void {
    this.end();
    this.current = { group: { supplyGroupCode, kind, requester }, requests: 0, tokens: 0, hash: createHash('sha256') };
  }

  private end(): void {
    if (!this.current) return;
    const { group, requests, tokens, hash } = this.current;
    this.done.push({ ...group, requests, tokens, requestIdsHash: hash.digest('hex') });
    this.current = undefined;
  }
}
