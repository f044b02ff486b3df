import type { EventData } from '@openprepay/contracts/event';
import type { UnitsIssue } from '@openprepay/contracts/units-issue';
import type { VendCompleted } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import { UNITS } from '@openprepay/sts';
import type { FreeIssue, FreeIssueDecision } from '../free-issues/free-issue.js';
import type { FreeIssueRepository } from '../free-issues/free-issue.repository.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { ReplacementRepository } from '../replacements/replacement.repository.js';

/** `given-again`: others were given in place of these since the restore. */
export type RebuiltIssue = 'done' | 'given-again';

type Said = EventData<typeof VendCompleted>;

/** Who wanted units given, and by which replacement of a meter: so that neither their key nor the replacement gives them a second time. */
export class RebuildIssue {
  constructor(
    private readonly issues: FreeIssueRepository,
    private readonly replacements: ReplacementRepository,
    private readonly meters: MeterRepository,
  ) {}

  /** The vend is stored. Safe to repeat. */
  async execute(tx: Tx, said: Said): Promise<RebuiltIssue> {
    const kind = said.grant?.kind;
    if (kind === undefined || kind === 'free-basic') return 'done';
    const { vendId } = said;
    if (await this.issues.ofVend(tx, vendId)) return 'done';

    const issue = said.sale?.issue ?? (await this.unsaid(tx, said));
    const { freeIssueId, approvedBy, decidedAt } = issue;
    const waiting = await this.issues.find(tx, freeIssueId);
    // it may have waited for its second person when the backup was made
    if (waiting?.decision) return 'given-again';
    const decidedBy = approvedBy ?? (waiting?.takesTwo ? SOMEBODY : undefined);
    const decision: FreeIssueDecision = { state: 'issued', vendId, decidedBy, decidedAt };
    if (waiting) {
      await this.issues.decide(tx, freeIssueId, decision);
      return 'done';
    }
    return this.store(tx, said, { issue, kind, decision, takesTwo: approvedBy !== undefined });
  }

  /**
   * Its vend is not stored, and a token of it is in somebody's hands: it waits for two people, and neither its key nor the replacement
   * gives it meanwhile. One that waited when the backup was made does not say so: it is refused, and waits anew as one that does. Safe to
   * repeat.
   */
  async leaveOut(tx: Tx, said: Said): Promise<void> {
    const kind = said.grant?.kind;
    if (kind === undefined || kind === 'free-basic') return;
    const told = said.sale?.issue ?? (await this.unsaid(tx, said));
    const waiting = await this.issues.find(tx, told.freeIssueId);
    if (waiting?.decision) return;
    const given = `rebuilt without its vend, receipt ${said.receiptNumber}, which was given before`;
    if (waiting) {
      const refused = { state: 'refused', refusal: given, decidedBy: SOMEBODY, decidedAt: told.decidedAt } as const;
      await this.issues.decide(tx, waiting.freeIssueId, refused);
    }
    const issue = { ...told, freeIssueId: waiting ? said.vendId : told.freeIssueId, reason: `${given}: ${told.reason}` };
    await this.store(tx, said, { issue, kind, decision: undefined, takesTwo: true, waitedBy: waiting?.replacementId });
  }

  private async store(tx: Tx, said: Said, { waitedBy, ...given }: Waited): Promise<RebuiltIssue> {
    const { freeIssueId, replacement } = given.issue;
    const known = replacement && (await this.replacements.ofMeter(tx, replacement.meterNumber));
    const replacementId = known?.replacementId ?? replacement?.replacementId ?? waitedBy;
    const isGiven = replacementId !== undefined && (await this.issues.ofReplacement(tx, replacementId)) !== undefined;
    await this.insert(tx, said, { ...given, replacementId: isGiven ? undefined : replacementId });
    if (replacement && !known) {
      const { withCredit, ...replaced } = replacement;
      await this.replacements.insert(tx, { ...replaced, freeIssueId: withCredit ? freeIssueId : undefined });
    }
    return isGiven ? 'given-again' : 'done';
  }

  private async insert(tx: Tx, { vendId, meterNumber, unitsTenths, commodity }: Said, { issue, ...given }: Given): Promise<void> {
    const { freeIssueId, idempotencyKey, reason, requestedBy, requestedAt } = issue;
    // asked for again since the restore: the key is of that one
    const isTaken = (await this.issues.findByKey(tx, requestedBy.subject, idempotencyKey)) !== undefined;
    await this.issues.insert(tx, {
      ...{ freeIssueId, reason, requestedBy, requestedAt, meterNumber, unitsTenths, ...given },
      idempotencyKey: isTaken ? `rebuilt ${vendId}` : idempotencyKey,
      unit: UNITS[commodity as keyof typeof UNITS],
    });
  }

  /** Of a vend that an earlier release has told of: what its key and its meter say. */
  private async unsaid(tx: Tx, { vendId, meterNumber, grant, sale, completedAt }: Said): Promise<UnitsIssue> {
    const [idempotencyKey, username] = [sale?.idempotencyKey ?? `rebuilt ${vendId}`, sale?.soldBy ?? 'rebuilt'];
    const requestedBy = { subject: `rebuilt ${username}`, username };
    const at = sale?.acceptedAt ?? completedAt;
    const issue = { freeIssueId: vendId, idempotencyKey, reason: 'rebuilt', requestedBy, requestedAt: at, decidedAt: at };
    const waiting = await this.issues.waitingOf(tx, username, idempotencyKey);
    if (waiting) return { ...issue, freeIssueId: waiting.freeIssueId, approvedBy: SOMEBODY };
    const replaces = grant?.kind === 'replacement' ? (await this.meters.find(tx, meterNumber))?.replaces : undefined;
    if (replaces === undefined) return issue;
    const ofKey = REPLACEMENT_KEY.exec(idempotencyKey)?.[1];
    const replaced = { meterNumber: replaces, newMeterNumber: meterNumber, reason: 'rebuilt', replacedBy: requestedBy, replacedAt: at };
    return { ...issue, replacement: { ...replaced, replacementId: ofKey ?? vendId, withCredit: ofKey !== undefined } };
  }
}

interface Given {
  readonly issue: UnitsIssue;
  readonly kind: FreeIssue['kind'];
  readonly decision: FreeIssueDecision | undefined;
  readonly takesTwo: boolean;
  readonly replacementId: string | undefined;
}

interface Waited extends Omit<Given, 'replacementId'> {
  /** By which replacement it waited, where it did. */
  readonly waitedBy?: string | undefined;
}

/** Who has agreed, of whom nobody told. */
const SOMEBODY = { subject: 'rebuilt', username: 'rebuilt' };
/** Of a credit that was part of a replacement. */
const REPLACEMENT_KEY = /^replacement:([0-9a-f-]{36})$/;
