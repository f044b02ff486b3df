import { Module } from '@nestjs/common';
import { Outbox } from '@openprepay/messaging/outbox';
import { Notifications } from '@openprepay/persistence/notifications';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { parkedMessages } from '@openprepay/runtime/parked-messages';
import { CLOCK, consumers, LOGGER, provide, provideBy, token, worker } from '@openprepay/runtime/service';
import { CreateMeter } from './meters/create-meter.js';
import { FindMeters } from './meters/find-meters.js';
import { MeterRepository } from './meters/meter.repository.js';
import { MetersController } from './meters/meters.controller.js';
import { UpdateMeter } from './meters/update-meter.js';
import { ApplyPricing } from './pricing/apply-pricing.js';
import { DebtRepository } from './pricing/debt.repository.js';
import { pricingConsumers } from './pricing/pricing.consumer.js';
import { PricingRepository } from './pricing/pricing.repository.js';
import { SupplyRepository } from './pricing/supply.repository.js';
import { TariffBook } from './pricing/tariff-book.js';
import { ReceiptNumbers } from './receipts/receipt-numbers.repository.js';
import { ReceiptsController } from './receipts/receipts.controller.js';
import { VENDING_CONFIG } from './vending.config.js';
import { CreateVendor } from './vendors/create-vendor.js';
import { DepositFloat } from './vendors/deposit-float.js';
import { FindVendors } from './vendors/find-vendors.js';
import { TakeFloat } from './vendors/take-float.js';
import { VendorRepository } from './vendors/vendor.repository.js';
import { VendorsController } from './vendors/vendors.controller.js';
import { AcceptVend } from './vends/accept-vend.js';
import { CompleteVends } from './vends/complete-vends.js';
import { deliveriesConsumers } from './vends/deliveries.consumer.js';
import { FailVends } from './vends/fail-vends.js';
import { FindVends } from './vends/find-vends.js';
import { PricingKnowledge } from './vends/pricing-knowledge.js';
import { QuoteVend } from './vends/quote-vend.js';
import { RecordDeliveries } from './vends/record-deliveries.js';
import { ResendTokenRequests } from './vends/resend-token-requests.js';
import { SaleRepository } from './vends/sale.repository.js';
import { SellVend } from './vends/sell-vend.js';
import { SupplyPricer } from './vends/supply-pricer.js';
import { TokenRequestSweeper } from './vends/token-request-sweeper.js';
import { tokensConsumers } from './vends/tokens.consumer.js';
import { VendAnswers } from './vends/vend-answers.js';
import { VendRepository } from './vends/vend.repository.js';
import { VendsController } from './vends/vends.controller.js';

const VEND_WAIT_MS = token<number>('VEND_WAIT_MS');
const PRICING_WAIT_MS = token<number>('PRICING_WAIT_MS');
const TOKEN_RETRY_MS = token<number>('TOKEN_RETRY_MS');
const TOKEN_SWEEP_MS = token<number>('TOKEN_SWEEP_MS');

const settings = [
  provideBy(VEND_WAIT_MS, [VENDING_CONFIG], (config) => config.VEND_WAIT_MS),
  provideBy(PRICING_WAIT_MS, [VENDING_CONFIG], (config) => config.PRICING_WAIT_MS),
  provideBy(TOKEN_RETRY_MS, [VENDING_CONFIG], (config) => config.TOKEN_RETRY_MS),
  provideBy(TOKEN_SWEEP_MS, [VENDING_CONFIG], (config) => config.TOKEN_SWEEP_MS),
];

const repositories = [
  provide(MeterRepository, []),
  provide(VendorRepository, []),
  provide(SupplyRepository, []),
  provide(DebtRepository, []),
  provide(PricingRepository, []),
  provide(VendRepository, []),
  provide(SaleRepository, []),
  provide(ReceiptNumbers, []),
];

const meters = [
  provide(CreateMeter, [UnitOfWork, MeterRepository, SupplyRepository, Outbox, CLOCK]),
  provide(UpdateMeter, [UnitOfWork, MeterRepository, SupplyRepository, Outbox, CLOCK]),
  provide(FindMeters, [UnitOfWork, MeterRepository]),
];

const vendors = [
  provide(CreateVendor, [UnitOfWork, VendorRepository, CLOCK]),
  provide(DepositFloat, [UnitOfWork, VendorRepository, Outbox, CLOCK]),
  provide(FindVendors, [UnitOfWork, VendorRepository]),
  provide(TakeFloat, [VendorRepository]),
];

const pricing = [
  provide(TariffBook, [PricingRepository]),
  provide(ApplyPricing, [PricingRepository, DebtRepository, Outbox, CLOCK]),
  provide(SupplyPricer, [TariffBook, DebtRepository]),
  provide(PricingKnowledge, [Notifications, UnitOfWork, MeterRepository, SaleRepository, PRICING_WAIT_MS]),
  consumers([ApplyPricing], pricingConsumers),
];

const vends = [
  provide(VendAnswers, [Notifications, UnitOfWork, VendRepository, VEND_WAIT_MS]),
  provide(AcceptVend, [UnitOfWork, MeterRepository, VendRepository, SaleRepository, SupplyPricer, TakeFloat, Outbox, VendAnswers, CLOCK]),
  provide(SellVend, [AcceptVend, PricingKnowledge]),
  provide(QuoteVend, [UnitOfWork, MeterRepository, SaleRepository, SupplyPricer, PricingKnowledge, CLOCK]),
  provide(FindVends, [UnitOfWork, VendRepository]),
  provide(CompleteVends, [VendRepository, ReceiptNumbers, Outbox, VendAnswers, CLOCK]),
  provide(FailVends, [VendRepository, MeterRepository, SupplyRepository, DebtRepository, VendorRepository, Outbox, VendAnswers, CLOCK]),
  provide(RecordDeliveries, [VendRepository]),
  provide(ResendTokenRequests, [UnitOfWork, VendRepository, Outbox, CLOCK, TOKEN_RETRY_MS]),
  consumers([CompleteVends, FailVends], tokensConsumers),
  consumers([RecordDeliveries], deliveriesConsumers),
  provide(TokenRequestSweeper, [ResendTokenRequests, LOGGER, TOKEN_SWEEP_MS]),
  worker([TokenRequestSweeper], (sweeper) => sweeper),
];

/** The composition root: every class is named once. */
@Module({
  controllers: [MetersController, VendorsController, VendsController, ReceiptsController, ...parkedMessages.controllers],
  providers: [...settings, ...repositories, ...meters, ...vendors, ...pricing, ...vends, ...parkedMessages.providers],
})
export class VendingModule {}
