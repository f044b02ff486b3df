import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { KnownKeyRepository } from '../due-keys/known-key.repository.js';
import type { CampaignMeterRepository, WantedSet } from '../campaign-meters/campaign-meter.repository.js';
import { takesSets } from '../catalogue/set-size.js';
import { judgeMeter } from '../campaign-meters/judge-meter.js';
import type { Meter } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { personOf } from '../person.js';
import { VendingError } from '../vending-error.js';
import type { KeyChange } from './key-change.js';
import type { KeyChangeSettlements } from './key-change-settlements.js';
import type { KeyChangeRepository } from './key-change.repository.js';
import type { PlaceKeyChange } from './place-key-change.js';

/** What the vault has refused is not asked for with every sale. */
const ASK_AGAIN_MS = 3_600_000;

/**
 * A meter that is to be sold to waits for the set of a campaign, which it gets now, or has a key that is to be left: it is given the one
 * that follows, if the utility wants that of sales.
 */
export class ChangeDueKey {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly keys: KnownKeyRepository,
    private readonly campaignMeters: CampaignMeterRepository,
    private readonly changes: KeyChangeRepository,
    private readonly placeKeyChange: PlaceKeyChange,
    private readonly settlements: KeyChangeSettlements,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat. Waits for the set, or until that takes too long. Where there is none the meter keeps its key, and is sold to under it.
   * @throws {VendingError} `vending.key_change_due` where the utility has such sales refused
   */
  async execute(caller: Principal, meterNumber: string): Promise<void> {
    const change = await this.unitOfWork.run(caller.utility, (tx) => this.begin(tx, caller, meterNumber));
    if (change) await this.settlements.answered(caller.utility, change);
  }

  private async begin(tx: Tx, caller: Principal, meterNumber: string): Promise<KeyChange | undefined> {
    const meter = await this.meters.lock(tx, meterNumber);
    const now = this.clock.now();
    const [due, [latest], wanted] = await Promise.all([
      this.keys.dueFor(tx, meterNumber, now),
      this.changes.list(tx, { meterNumber, before: undefined, limit: 1 }),
      this.campaignMeters.wantedFor(tx, meterNumber, now),
    ]);
    if (latest?.state === 'awaiting-tokens') return latest;
    const ofCampaign = meter && wanted && (await this.placeForCampaign(tx, caller, { meter, wanted, at: now }));
    if (ofCampaign) return ofCampaign;
    if (!meter || !due || due.mode === 'campaign-only') return undefined;
    const name = `the meter's key, revision ${meter.keyData.keyRevision},`;
    if (due.mode === 'refuse-when-due') {
      throw new VendingError('vending.key_change_due', `${name} is to be changed to revision ${due.keyRevision} before it is sold to`);
    }
    const to = { keyRevision: due.keyRevision, baseDate: due.baseDate };
    if (latest?.state === 'issued') return undefined;
    const last = await this.changes.latestTo(tx, meterNumber, { ...meter.keyData, ...to });
    if (last && isHeldBack(last, now)) return undefined;
    if (await this.changes.awaitsTokens(tx, meterNumber)) return undefined;
    if (!takesSets(meter.keyData.encryptionAlgorithm, await this.changes.setSizeOf(tx, meterNumber))) return undefined;
    const reason = `with a sale: ${name} is retiring or has expired`;
    return this.placeKeyChange.execute(tx, { meter, to, reason, requestedBy: personOf(caller) });
  }

  /** Undefined where something stands in the way, or the meter has the key: then it is sold to as it is. */
  private async placeForCampaign(tx: Tx, caller: Principal, { meter, wanted, at }: ForCampaign): Promise<KeyChange | undefined> {
    const { campaignId, code, to, channels } = wanted;
    const verdict = judgeMeter(meter, to, wanted);
    const asked = { meter, to, reason: `campaign ${code}, with a sale`, requestedBy: personOf(caller), byHand: !channels.includes('mqtt') };
    const change = verdict.verdict === 'place' ? await this.placeKeyChange.execute(tx, asked) : undefined;
    const outcome = { ...verdict, meterNumber: meter.meterNumber, keyChangeId: change?.keyChangeId };
    await this.campaignMeters.settle(tx, campaignId, { outcomes: [outcome], at });
    return change;
  }
}

interface ForCampaign {
  readonly meter: Meter;
  readonly wanted: WantedSet;
  readonly at: Date;
}

/** What a person has taken back stays so until a person orders it, whether the vault had answered by then or not. */
function isHeldBack({ state, cancellation, endedAt }: KeyChange, now: Date): boolean {
  switch (state) {
    case 'awaiting-tokens':
    case 'issued':
    case 'cancelled':
      return true;
    case 'failed':
      return cancellation !== undefined || now.getTime() - (endedAt?.getTime() ?? 0) < ASK_AGAIN_MS;
    case 'confirmed':
      return false;
  }
}
