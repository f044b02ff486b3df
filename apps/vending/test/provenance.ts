import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventData } from '@openprepay/contracts/event';
import { IssuesCounted, IssuesListed } from '@openprepay/contracts/issue-counts';
import { ProvenanceDoubted } from '@openprepay/contracts/provenance';
import { signedText } from '@openprepay/contracts/signed-request';
import { newMeter } from '@openprepay/testing/meter';
import { CompareIssues } from '../src/provenance/compare-issues.js';
import { FindProvenance } from '../src/provenance/find-provenance.js';
import { issuedFor, publishDefault, staff, startVending } from './fixture.js';

/** The hour that a test begins with. */
export const HOUR = new Date('2026-11-10T08:00:00Z');
export const DAY = { from: HOUR, to: new Date('2026-11-11T08:00:00Z') };

export interface Issued {
  readonly requestId: string;
  readonly meterNumber: string;
  readonly kind: string;
}
type Statement = EventData<typeof IssuesCounted>;
export interface Told {
  readonly hour?: Date;
  readonly revision?: number;
  /** What somebody does to the statement once it is sealed. */
  readonly tamper?: (statement: Statement) => Statement;
  readonly sealedBy?: ReturnType<typeof generateKeyPairSync>['privateKey'];
  /** Lists something else than is counted. */
  readonly lists?: readonly Issued[];
}

/** Requests of one group after the other, each by its ids. */
const groupsOf = (all: readonly Issued[]) =>
  [...new Set(all.map(({ kind }) => kind))].toSorted().map((kind) => {
    const ids = all.filter((one) => one.kind === kind).toSorted((one, other) => (one.requestId < other.requestId ? -1 : 1));
    return { kind, ids };
  });

/** Vending that knows a vault's seal, one utility of it at a time, and what the vault tells it. */
export async function startCompared() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const folder = mkdtempSync(path.join(tmpdir(), 'openprepay-provenance-'));
  const sealKey = path.join(folder, 'seal-public.pem');
  writeFileSync(sealKey, publicKey.export({ type: 'spki', format: 'pem' }));
  const vending = await startVending({ env: { ISSUE_SEAL_PUBLIC_KEY_FILE: sealKey } });
  let nth = 0;
  let utility = '';

  /** What the vault tells of an hour, as it does. */
  async function tell(
    issued: readonly Issued[],
    { hour = HOUR, revision = 1, tamper = (one) => one, sealedBy = privateKey, lists }: Told = {},
  ): Promise<Statement> {
    const statementId = randomUUID();
    const group = { supplyGroupCode: '600100', requester: 'unsigned' };
    const parts = groupsOf(lists ?? issued).flatMap(({ kind, ids }) =>
      Array.from({ length: Math.ceil(ids.length / 500) }, (_none, place) => ({ kind, ids: ids.slice(500 * place, 500 * (place + 1)) })),
    );
    await vending.deliver(
      IssuesListed,
      parts.map(({ kind, ids }, place) => ({
        ...{ statementId, hour, part: place + 1, ...group, kind },
        issues: ids.map(({ requestId, meterNumber }) => ({ requestId, meterNumber, issuedAt: hour })),
      })),
      { utility },
    );
    const counts = groupsOf(issued).map(({ kind, ids }) => {
      const hash = createHash('sha256');
      for (const { requestId } of ids) hash.update(`${requestId}\n`);
      return { ...group, kind, requests: ids.length, tokens: ids.length, requestIdsHash: hash.digest('hex') };
    });
    const statement = { statementId, hour, revision, parts: parts.length, counts, countedAt: hour };
    const signature = sign(null, Buffer.from(signedText(IssuesCounted, utility, statement)), sealedBy).toString('base64url');
    const sealed = tamper({ ...statement, signature });
    await vending.deliver(IssuesCounted, [sealed], { utility });
    return sealed;
  }

  return {
    ...vending,
    /** @returns another utility, which is told of and read from now on */
    nextUtility: async (): Promise<string> => {
      vending.clock.set(HOUR);
      utility = `utility-${++nth}`;
      await publishDefault(vending, undefined, utility);
      return utility;
    },
    tell,
    compare: () => vending.get(CompareIssues).execute(),
    read: (range = DAY) => vending.get(FindProvenance).execute(staff(utility), range),
    alarms: async () => (await vending.events(ProvenanceDoubted)).filter((event) => event.utility === utility).map(({ data }) => data),
    sold: async (): Promise<Issued & { readonly vendId: string }> => {
      const meter = newMeter();
      await vending.createMeter.execute(staff(utility), meter);
      const { vend } = await vending.sell(meter.meterNumber, randomUUID(), { utility });
      await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility);
      return { requestId: vend.vendId, vendId: vend.vendId, meterNumber: meter.meterNumber, kind: 'credit' };
    },
    stop: async () => {
      await vending.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
export type Compared = Awaited<ReturnType<typeof startCompared>>;

export const behindTheBack = (kind = 'credit'): Issued => ({ requestId: randomUUID(), meterNumber: newMeter().meterNumber, kind });
