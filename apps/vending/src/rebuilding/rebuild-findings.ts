import type { PastEvent } from '@openprepay/messaging/history';
import { codeOfPast, parkedPast, parkPast, settlePast } from '@openprepay/messaging/past-parking';
import type { Tx } from '@openprepay/persistence/tx';
import type { RebuiltAccountPayment } from './rebuild-account-payment.js';
import type { RebuiltVend } from './rebuild-vend.js';
import type { RebuiltWithdrawal } from './rebuild-withdrawal.js';

/** What came of an event that was taken. */
export type Rebuilt = RebuiltVend | RebuiltAccountPayment | RebuiltWithdrawal;

const FINE = ['made', 'completed', 'known'] as const satisfies readonly Rebuilt[];
export type Finding = Exclude<Rebuilt, (typeof FINE)[number]>;

export const isFinding = (rebuilt: Rebuilt): rebuilt is Finding => !(FINE as readonly Rebuilt[]).includes(rebuilt);

/** As parked messages name their senders; no consumer has this name, so nobody but a rebuilding takes them again. */
const GROUP = 'vending.rebuild';

const MAX_TAKEN = 100;

/** What people must look at, among the parked messages: the event whole, and why. */
export class RebuildFindings {
  /** Those that nobody has decided on, to be taken once more: where they were read may be longer ago than a repeated rebuilding reads. */
  async next(tx: Tx, after: string): Promise<readonly { readonly position: string; readonly event: PastEvent }[]> {
    const parked = await parkedPast(tx, GROUP, { after, limit: MAX_TAKEN });
    return parked.map(({ position, message }) => ({
      position,
      event: { type: message.type ?? '', utility: message.utility, data: JSON.parse(String(message.raw.value)) as unknown, message },
    }));
  }

  /** Why it was for people to look at when it was taken before, if it still is. */
  async before(tx: Tx, { message }: PastEvent): Promise<Finding | undefined> {
    const code = message && (await codeOfPast(tx, message, GROUP));
    return (Object.keys(REASONS) as Finding[]).find((finding) => codeOf(finding) === code);
  }

  /** Safe to repeat. What was missing and is there by now is for nobody to look at any more. */
  async keep(tx: Tx, { message }: PastEvent, { rebuilt, before }: { readonly rebuilt: Rebuilt; readonly before: Finding | undefined }) {
    if (!message) return;
    // what people must decide on stays what it is, whatever else is found of it later
    if (before && FOR_PEOPLE.includes(before)) return;
    if (isFinding(rebuilt)) await parkPast(tx, message, { group: GROUP, code: codeOf(rebuilt), reason: REASONS[rebuilt] });
    else if (before) await settlePast(tx, message, { group: GROUP, by: GROUP });
  }
}

const codeOf = (finding: Finding): string => `vending.rebuilt_${finding.replaceAll('-', '_')}`;

/** They stay until people have decided: no rebuilding mends them. */
const FOR_PEOPLE: readonly Finding[] = ['sold-again', 'key-closed', 'given-again'];

const REASONS: Readonly<Record<Finding, string>> = {
  contradicts: 'what is stored since the restore is not as this says: it was not taken',
  'meter-unknown': 'no event tells of its meter: it was not taken',
  'vendor-unknown': 'no event tells of its vendor: it was not taken',
  'receipt-taken': 'its receipt number was given to another one since the restore: it was not taken, and its key sells nothing any more',
  'float-short': 'the float does not cover it: nothing was taken from it',
  'sold-again': 'its request has been repeated since the restore and has sold once more: both are stored, and one may be taken back',
  'key-closed': 'somebody was told since the restore that nothing was sold by its request: it is stored',
  'given-again': 'these units have been given once more since the restore: both vends are stored',
};
