import { Outbox } from '@openprepay/messaging/outbox';
import { Notifications } from '@openprepay/persistence/notifications';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { MeterRepository } from '../meters/meter.repository.js';
import { SecondPerson } from '../terminals/second-person.js';
import { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';
import { VaultRequests } from '../vault-requests/vault-requests.js';
import { VENDING_CONFIG } from '../vending.config.js';
import { CancelTokenOrder } from './cancel-token-order.js';
import { ChangeTokenPolicy } from './change-token-policy.js';
import { CompleteTokenOrders } from './complete-token-orders.js';
import { DecideTokenOrder } from './decide-token-order.js';
import { FailTokenOrders } from './fail-token-orders.js';
import { FindSetsBefore } from './find-sets-before.js';
import { FindTokenOrder } from './find-token-order.js';
import { FindTokenOrders } from './find-token-orders.js';
import { FindTokenPolicy } from './find-token-policy.js';
import { OrderSettlements, type OrderWait } from './order-settlements.js';
import { OrderToken } from './order-token.js';
import { RecordOrderDeliveries } from './record-order-deliveries.js';
import { type OrderRetry, ResendTokenOrders } from './resend-token-orders.js';
import { TokenOrderRepository } from './token-order.repository.js';
import { TokenOrdersController } from './token-orders.controller.js';
import { TokenPolicyRepository } from './token-policy.repository.js';

const SETTINGS = token<OrderWait & OrderRetry>('token order settings');

/** Tokens that are no credit: who orders them, who has to agree, and what came of it. */
export const tokenOrders: Feature = {
  controllers: [TokenOrdersController],
  providers: [
    provideBy(SETTINGS, [VENDING_CONFIG], (config) => ({ vendWaitMs: config.VEND_WAIT_MS, tokenRetryMs: config.TOKEN_RETRY_MS })),
    provide(TokenOrderRepository, []),
    provide(TokenPolicyRepository, []),
    provide(OrderSettlements, [Notifications, UnitOfWork, TokenOrderRepository, SETTINGS]),
    provide(OrderToken, [UnitOfWork, MeterRepository, TokenOrderRepository, TokenPolicyRepository, VaultRequests, OrderSettlements, CLOCK]),
    provide(DecideTokenOrder, [UnitOfWork, MeterRepository, TokenOrderRepository, SecondPerson, VaultRequests, OrderSettlements, CLOCK]),
    provide(CancelTokenOrder, [UnitOfWork, TokenOrderRepository, VaultRequests, CLOCK]),
    provide(FindTokenOrder, [UnitOfWork, TokenOrderRepository]),
    provide(FindSetsBefore, [UnitOfWork, TokenOrderRepository]),
    provide(FindTokenOrders, [UnitOfWork, TokenOrderRepository]),
    provide(FindTokenPolicy, [UnitOfWork, TokenPolicyRepository]),
    provide(ChangeTokenPolicy, [UnitOfWork, TokenPolicyRepository, CLOCK]),
    provide(CompleteTokenOrders, [TokenOrderRepository, CampaignMeterRepository, Outbox, OrderSettlements, CLOCK]),
    provide(FailTokenOrders, [TokenOrderRepository, OrderSettlements, CLOCK]),
    provide(RecordOrderDeliveries, [TokenOrderRepository]),
    provide(ResendTokenOrders, [UnitOfWork, TokenOrderRepository, VaultRequests, CLOCK, SETTINGS, LOGGER]),
    repeating([ResendTokenOrders], { name: 'token orders', everyMs: 10_000 }, (resend) => resend.execute()),
  ],
};
