import { Outbox } from '@openprepay/messaging/outbox';
import { Notifications } from '@openprepay/persistence/notifications';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, consumers, LOGGER, provide, provideBy, token, worker } from '@openprepay/runtime/service';
import { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';
import { FeeRepository } from '../commissions/fee.repository.js';
import { CompleteKeyChanges } from '../key-changes/complete-key-changes.js';
import { ConfirmByMeter } from '../key-changes/confirm-by-meter.js';
import { FailKeyChanges } from '../key-changes/fail-key-changes.js';
import { KeyChangeRepository } from '../key-changes/key-change.repository.js';
import { MeterRepository } from '../meters/meter.repository.js';
import { DebtRepository } from '../pricing/debt.repository.js';
import { SalesRepository } from '../sales/sales.repository.js';
import { SupplyRepository } from '../supplies/supply.repository.js';
import { CompleteTokenOrders } from '../token-orders/complete-token-orders.js';
import { FailTokenOrders } from '../token-orders/fail-token-orders.js';
import { RecordOrderDeliveries } from '../token-orders/record-order-deliveries.js';
import { UnitsIssueRepository } from '../units-issues/units-issue.repository.js';
import { VaultRequests } from '../vault-requests/vault-requests.js';
import { VendRepository } from '../vend/vend.repository.js';
import { VENDING_CONFIG } from '../vending.config.js';
import { FloatRepository } from '../vendors/float.repository.js';
import { CancelVend } from './cancel-vend.js';
import { CompleteVends } from './complete-vends.js';
import { type DeliveryReports, deliveriesConsumers } from './deliveries.consumer.js';
import { FailVends } from './fail-vends.js';
import { GiveBackVends } from './give-back-vends.js';
import { ReceiptNumbers } from './receipt-numbers.repository.js';
import { RecordDeliveries } from './record-deliveries.js';
import { RecordSetRejections } from './record-set-rejections.js';
import { type ResendSettings, ResendTokenRequests } from './resend-token-requests.js';
import { SettlingController } from './settling.controller.js';
import { SettlingMetrics } from './settling-metrics.js';
import { type SweepSettings, tokenRequestSweeper } from './token-request-sweeper.js';
import { type OrderAnswers, tokensConsumers } from './tokens.consumer.js';
import { type SettlementWait, VendSettlements } from './vend-settlements.js';

interface SettlingSettings extends SettlementWait, ResendSettings, SweepSettings {}

const ORDER_ANSWERS = token<OrderAnswers>('answers to orders');
const DELIVERY_REPORTS = token<DeliveryReports>('what meters say of tokens');
const SETTLING = token<SettlingSettings>('settling settings');

export const settling: Feature = {
  controllers: [SettlingController],
  providers: [
    provideBy(SETTLING, [VENDING_CONFIG], (config) => ({
      vendWaitMs: config.VEND_WAIT_MS,
      tokenRetryMs: config.TOKEN_RETRY_MS,
      tokenSweepMs: config.TOKEN_SWEEP_MS,
      vendStuckMs: config.VEND_STUCK_MS,
    })),
    provide(ReceiptNumbers, []),
    provide(VendSettlements, [Notifications, UnitOfWork, VendRepository, SETTLING]),
    provide(GiveBackVends, [SupplyRepository, DebtRepository, FloatRepository]),
    provide(CompleteVends, [
      VendRepository,
      KeyChangeRepository,
      CampaignMeterRepository,
      FeeRepository,
      UnitsIssueRepository,
      ReceiptNumbers,
      SalesRepository,
      Outbox,
      VendSettlements,
      CLOCK,
    ]),
    provide(FailVends, [MeterRepository, VendRepository, GiveBackVends, Outbox, VendSettlements, CLOCK]),
    provide(SettlingMetrics, []),
    provide(CancelVend, [UnitOfWork, VendRepository, VaultRequests, CLOCK]),
    provide(RecordDeliveries, [VendRepository, SettlingMetrics, LOGGER]),
    provide(ResendTokenRequests, [UnitOfWork, VendRepository, VaultRequests, Outbox, SettlingMetrics, CLOCK, SETTLING, LOGGER]),
    provideBy(
      ORDER_ANSWERS,
      [MeterRepository, CompleteTokenOrders, FailTokenOrders, CompleteKeyChanges, FailKeyChanges],
      (meters, complete, fail, completeKeyChanges, failKeyChanges) => ({ meters, complete, fail, completeKeyChanges, failKeyChanges }),
    ),
    consumers([CompleteVends, FailVends, ORDER_ANSWERS], tokensConsumers),
    provide(RecordSetRejections, [CampaignMeterRepository, CLOCK]),
    provideBy(
      DELIVERY_REPORTS,
      [RecordDeliveries, RecordOrderDeliveries, RecordSetRejections, ConfirmByMeter],
      (vends, orders, rejected, confirm) => ({
        ...{ vends, orders, rejected, confirm },
      }),
    ),
    consumers([DELIVERY_REPORTS], deliveriesConsumers),
    worker([ResendTokenRequests, LOGGER, SETTLING], tokenRequestSweeper),
  ],
};
