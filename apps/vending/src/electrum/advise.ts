import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ReverseVend } from '../reversals/reverse-vend.js';
import type { FindVendByKey } from '../vend/find-vend-by-key.js';
import { isCompleted, isReversed, isSettled, type Vend } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';
import { type ClientCall, isRehearsed, messageOf, purchaseKey } from './client-call.js';
import type { ElectrumMessageRepository, MessageKind } from './electrum-message.repository.js';
import { ElectrumRefusal, unlocated } from './electrum-refusal.js';
import type { Members } from './members.js';
import { type Advice, adviceRequest, readMessage } from './written-request.js';

/** What a client says of a purchase afterwards. It repeats an advice until it is answered, so that the same one is answered again. */
export class Advise {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messages: ElectrumMessageRepository,
    private readonly findByKey: FindVendByKey,
    private readonly reverseVend: ReverseVend,
    private readonly clock: Clock,
  ) {}

  /** @throws {ElectrumRefusal} `UNABLE_TO_LOCATE_RECORD` where nothing was sold, `OUTCOME_UNKNOWN` where that is not known yet */
  async confirm(call: ClientCall): Promise<Members> {
    const { advice, vend, rehearsed } = await this.read(call);
    if (!rehearsed && (!vend || !isCompleted(vend))) throw unlocated('sale that this purchase made');
    return this.kept(call, 'confirmation', advice);
  }

  /** Takes the sale back, as the policy of reversals has it. A purchase that has sold nothing never will. */
  async reverse(call: ClientCall): Promise<Members> {
    const { advice, vend, rehearsed } = await this.read(call).catch((error: unknown) => this.forestall(call, error));
    if (!rehearsed && vend && isCompleted(vend)) await this.takeBack(call, vend);
    else if (vend && !isReversed(vend) && vend.outcome.state !== 'failed') throw notYet();
    return this.kept(call, 'reversal', advice);
  }

  /** A purchase that is still on its way must not sell once its client was told that there is none. */
  private async forestall(call: ClientCall, error: unknown): Promise<never> {
    const { purchaseId } = call.params;
    if (error instanceof ElectrumRefusal && purchaseId !== undefined) await this.find(call, purchaseId);
    throw error;
  }

  private async takeBack({ principal }: ClientCall, { vendId }: Vend): Promise<void> {
    const { reversal } = await this.reverseVend.execute(principal, { vendId, reason: 'reversed by the client' });
    if (reversal.decision?.state === 'refused') throw new ElectrumRefusal(400, 'TRANSACTION_DECLINED', 'the sale stands');
  }

  /** What a purchase has come to; of one that has come to nothing, whose key is closed by this, no vend. */
  private async read(call: ClientCall): Promise<{ readonly advice: Advice; readonly vend: Vend | undefined; readonly rehearsed: boolean }> {
    const { purchaseId = '', adviceId = '' } = call.params;
    const advice = readMessage(adviceRequest, call.body, { id: adviceId, requestId: purchaseId });
    const { utility, vendorId } = call.principal;
    const original = await this.unitOfWork.run(utility, (tx) => this.messages.findPurchase(tx, vendorId, purchaseId));
    if (!original) throw unlocated(`purchase ${purchaseId}`);
    if (original.meterId !== undefined && isRehearsed(call, original.meterId)) return { advice, vend: undefined, rehearsed: true };
    const vend = await this.find(call, purchaseId);
    if (vend && !isSettled(vend)) throw notYet();
    return { advice, vend, rehearsed: false };
  }

  private async find({ principal }: ClientCall, purchaseId: string): Promise<Vend | undefined> {
    try {
      return await this.findByKey.execute(principal, { idempotencyKey: purchaseKey(purchaseId) });
    } catch (error) {
      if (error instanceof VendingError && error.code === 'vending.vend_not_found') return undefined;
      throw error;
    }
  }

  private async kept(call: ClientCall, kind: MessageKind, { id, requestId }: Advice): Promise<Members> {
    await this.unitOfWork.run(call.principal.utility, async (tx) => {
      const earlier = await this.messages.find(tx, call.principal.vendorId, id);
      if (earlier?.kind === kind && earlier.originalId === requestId.toLowerCase()) return;
      await this.messages.insert(tx, messageOf(call, { kind, messageId: id, originalId: requestId }, this.clock));
    });
    return call.body as Members;
  }
}

const notYet = (): ElectrumRefusal => new ElectrumRefusal(504, 'OUTCOME_UNKNOWN', 'the sale has no answer yet: say it again');
