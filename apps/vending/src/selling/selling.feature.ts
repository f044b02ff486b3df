import { Notifications } from '@openprepay/persistence/notifications';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { KnownKeyRepository } from '../due-keys/known-key.repository.js';
import { ChangeDueKey } from '../key-changes/change-due-key.js';
import { MeterRepository } from '../meters/meter.repository.js';
import { CompiledTariffs } from '../pricing/compiled-tariffs.js';
import { DebtRepository } from '../pricing/debt.repository.js';
import { AnswerInSandbox } from '../sandbox/answer-in-sandbox.js';
import { EnterSandbox } from '../sandbox/enter-sandbox.js';
import { HoldAnswer } from '../sandbox/hold-answer.js';
import { VendSettlements } from '../settling/vend-settlements.js';
import { VaultRequests } from '../vault-requests/vault-requests.js';
import { VendRepository } from '../vend/vend.repository.js';
import { VENDING_CONFIG } from '../vending.config.js';
import { TakeFloat } from '../vendors/take-float.js';
import { AcceptGroup } from './accept-group.js';
import { AcceptVend } from './accept-vend.js';
import { AwaitPricing, type PricingWait } from './await-pricing.js';
import { HurryToken } from './hurry-token.js';
import { GiveFreeBasic } from './give-free-basic.js';
import { FindTenderLimits } from './find-tender-limits.js';
import { PriceVend } from './price-vend.js';
import { QuoteVend } from './quote-vend.js';
import { RecordSale } from './record-sale.js';
import { SaleGroupRepository } from './sale-group.repository.js';
import { SaleGroups } from './sale-groups.js';
import { SaleRepository } from './sale.repository.js';
import { TokenWaits } from './token-waits.js';
import { SellVend } from './sell-vend.js';
import { SellerCrowd } from './seller-crowd.js';
import { SellerTurns, shareOf } from './seller-turns.js';
import { SellingMetrics } from './selling-metrics.js';
import { SellingController } from './selling.controller.js';

/** Sales of one seller that wait for their turn, and that wait for their token. */
const MAX_WAITING_TURNS = 100;
const MAX_WAITING_TOKENS = 64;
/** Connections that sales leave to whatever else is asked. */
const CONNECTIONS_FOR_OTHERS = 2;

/** Sales that may have a transaction at the same time. */
const atOnce = (unitOfWork: UnitOfWork): number => Math.max(1, unitOfWork.poolSize - CONNECTIONS_FOR_OTHERS);

const SELLING = token<PricingWait>('selling settings');

export const selling: Feature = {
  controllers: [SellingController],
  providers: [
    provideBy(SELLING, [VENDING_CONFIG], (config) => ({ pricingWaitMs: config.PRICING_WAIT_MS })),
    provide(SaleRepository, []),
    provide(PriceVend, [CompiledTariffs, DebtRepository]),
    provide(AwaitPricing, [Notifications, UnitOfWork, SaleRepository, SELLING]),
    provide(RecordSale, [SaleRepository, VaultRequests, TakeFloat]),
    provide(AcceptVend, [MeterRepository, KnownKeyRepository, SaleRepository, VendRepository, PriceVend, RecordSale, CLOCK]),
    provideBy(SellerTurns, [UnitOfWork], (unitOfWork) => new SellerTurns(() => atOnce(unitOfWork))),
    provideBy(SellerCrowd, [UnitOfWork], (unitOfWork) => new SellerCrowd(() => shareOf(atOnce(unitOfWork)) + MAX_WAITING_TURNS)),
    provide(SellingMetrics, []),
    provide(SaleGroupRepository, []),
    provide(AcceptGroup, [SaleGroupRepository, CompiledTariffs, DebtRepository, VaultRequests, CLOCK]),
    provide(SaleGroups, [UnitOfWork, AcceptGroup, VendSettlements, SellerTurns, SellingMetrics]),
    provideBy(TokenWaits, [], () => new TokenWaits(MAX_WAITING_TOKENS)),
    provide(HurryToken, [UnitOfWork, VendRepository, VaultRequests, VendSettlements, CLOCK, LOGGER]),
    provide(SellVend, [
      UnitOfWork,
      SaleGroups,
      AcceptVend,
      AwaitPricing,
      ChangeDueKey,
      VendSettlements,
      SellerCrowd,
      SellerTurns,
      TokenWaits,
      HurryToken,
      SellingMetrics,
      EnterSandbox,
      AnswerInSandbox,
      HoldAnswer,
    ]),
    provide(GiveFreeBasic, [SellVend]),
    provide(FindTenderLimits, [UnitOfWork, SaleRepository, CompiledTariffs, CLOCK]),
    provide(QuoteVend, [UnitOfWork, MeterRepository, SaleRepository, PriceVend, AwaitPricing, EnterSandbox, CLOCK]),
  ],
};
