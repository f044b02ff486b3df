import { TokenRequested } from '@openprepay/contracts/vending';
import type { Caused } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { SupplyState } from '@openprepay/tariffs';
import type { KnownDebt } from '../pricing/account-pricing.js';
import type { CompiledTariffs } from '../pricing/compiled-tariffs.js';
import type { DebtRepository } from '../pricing/debt.repository.js';
import { isSufficient, type KnownPricing } from '../pricing/known-pricing.js';
import { priceByTariff } from '../pricing/price-by-tariff.js';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { tokenRequest } from '../vend/token-request.js';
import type { Vend } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';
import { FloatsSeen } from './floats-seen.js';
import { type Sale, vendOf } from './sale.js';
import type { GroupContext, SaleGroupRepository } from './sale-group.repository.js';

/** What became of one sale of a group. */
export type GroupOutcome =
  | Caused<{ readonly kind: 'accepted'; readonly vend: Vend; readonly nextState: SupplyState }>
  /** Nothing of it was stored. */
  | { readonly kind: 'refused'; readonly refusal: VendingError }
  | { readonly kind: 'pricing-unknown' }
  /** `AcceptVend` tells: it has to wait for somebody, its key has been used, or it cannot be made. */
  | { readonly kind: 'alone' }
  /** Another sale of the group has the account's debts. */
  | { readonly kind: 'later' };

const ALONE: GroupOutcome = { kind: 'alone' };

/** What the sales of a group share. */
interface Group {
  readonly at: Date;
  /** Of the accounts that have some, where nobody else has them. */
  readonly debts: ReadonlyMap<string, readonly KnownDebt[]>;
  /** Accounts whose debts a sale of the group has. */
  readonly taken: Set<string>;
  readonly floats: FloatsSeen;
}

/**
 * Many sales that do not see each other, in the statements of one: as `AcceptVend`, for what is plain. Whatever is not is left to
 * that one: so there is one place that tells who is refused and why, and nobody here waits for a meter, a supply or a debt that
 * somebody else has.
 */
export class AcceptGroup {
  constructor(
    private readonly sales: SaleGroupRepository,
    private readonly tariffs: CompiledTariffs,
    private readonly debts: DebtRepository,
    private readonly requests: VaultRequests,
    private readonly clock: Clock,
  ) {}

  /**
   * @param sales in the order in which they came; no two of a meter, nor of a key
   * @returns what became of each, in their order
   * @throws {Error} where a float has changed meanwhile, and as the database does: then each is to be sold alone
   */
  async execute(tx: Tx, sales: readonly Caused<Sale>[]): Promise<readonly GroupOutcome[]> {
    const at = this.clock.now();
    const contexts = await this.sales.contexts(tx, sales, at);
    const group = { at, debts: await this.debtsOf(tx, contexts), taken: new Set<string>(), floats: new FloatsSeen() };
    const outcomes: GroupOutcome[] = [];
    for (const [nth, sale] of sales.entries()) outcomes.push(await this.decide(tx, { sale, context: contexts[nth] }, group));

    const accepted = outcomes.filter((outcome) => outcome.kind === 'accepted');
    if (accepted.length === 0) return outcomes;
    const requests = accepted.map(({ vend, cause }) => ({ data: tokenRequest(vend, group.at), cause }));
    // on their way together; vendors come last, so that a busy one's row is held for a moment only
    await Promise.all([this.requests.appendAll(tx, TokenRequested, requests), this.sales.record(tx, accepted)]);
    return outcomes;
  }

  private async debtsOf(tx: Tx, contexts: readonly (GroupContext | undefined)[]): Promise<Group['debts']> {
    const owing = new Set(contexts.flatMap((context) => (context ? owingAccount(context.known) : [])));
    return owing.size === 0 ? new Map() : this.debts.lockFree(tx, [...owing]);
  }

  private async decide(
    tx: Tx,
    { sale, context }: { readonly sale: Caused<Sale>; readonly context: GroupContext | undefined },
    { at, debts, taken, floats }: Group,
  ): Promise<GroupOutcome> {
    if (!context || context.earlierVendId !== undefined || context.keyClosed || context.meter.keyChangePending) return ALONE;
    if (context.keyDue || context.meter.replacedBy !== undefined) return ALONE;
    const { known, meter, float } = context;
    if (!isSufficient(known)) return { kind: 'pricing-unknown' };

    const [owing] = owingAccount(known);
    if (owing !== undefined && taken.has(owing)) return { kind: 'later' };
    const owed = owing === undefined ? [] : debts.get(owing);
    if (!owed) return ALONE;
    if (owing !== undefined) taken.add(owing);

    const versions = await this.tariffs.versions(tx, known.tariffCode, known.tariffVersions);
    const priced = orRefusal(() => priceByTariff({ known, versions, debts: owed, wanted: sale.request.wanted, at }));
    if (priced instanceof VendingError) return { kind: 'refused', refusal: priced };
    const { vendorId } = sale.seller;
    if (vendorId !== undefined && !floats.pay(vendorId, float, priced)) return ALONE;
    const vend = vendOf(sale, { vendId: this.clock.newId(), meter, priced, commission: context.commission, at });
    return { kind: 'accepted', vend, nextState: priced.nextState, cause: sale.cause };
  }
}

/** The account, where it has debts. */
const owingAccount = ({ accountNumber, account }: KnownPricing): readonly string[] =>
  accountNumber !== undefined && account?.hasDebts ? [accountNumber] : [];

function orRefusal<T>(price: () => T): T | VendingError {
  try {
    return price();
  } catch (error) {
    if (error instanceof VendingError) return error;
    throw error;
  }
}
