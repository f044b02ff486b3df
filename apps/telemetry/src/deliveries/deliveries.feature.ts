import { Outbox } from '@openprepay/messaging/outbox';
import { Signal } from '@openprepay/pace/signal';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, consumers, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { EndAlarms } from '../alarms/end-alarms.js';
import { RaiseAlarm } from '../alarms/raise-alarm.js';
import { DOWNLINK } from '../mqtt/downlink.js';
import { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { limits } from '../telemetry-limits.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { DELIVERIES_DUE } from './deliveries-due.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveryListRepository } from './delivery-list.repository.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { DeliveryRepository } from './delivery.repository.js';
import { ExpireDeliveries } from './expire-deliveries.js';
import { FindDeliveries } from './find-deliveries.js';
import { type DeliverySettings, PlanDeliveries } from './plan-deliveries.js';
import { RecordTokenResult } from './record-token-result.js';
import { ResumeDeliveries } from './resume-deliveries.js';
import { SendDeliveries } from './send-deliveries.js';
import { SettleDelivery } from './settle-delivery.js';
import { WithdrawDeliveries } from './withdraw-deliveries.js';
import { vendsConsumers } from './vends.consumer.js';

const DELIVERIES = token<DeliverySettings>('delivery settings');
const { pollMs: everyMs, restLimitMs, leastMs, expireEveryMs } = limits.deliveries;

export const deliveries: Feature = {
  controllers: [DeliveriesController],
  providers: [
    provideBy(DELIVERIES, [TELEMETRY_CONFIG], (config) => ({ lifeHours: config.TOKEN_DELIVERY_HOURS })),
    provideBy(DELIVERIES_DUE, [], () => new Signal()),
    provide(DeliveryRepository, []),
    provide(DeliveryListRepository, []),
    provide(FindDeliveries, [UnitOfWork, DeliveryListRepository]),
    provide(DeliveryMetrics, []),
    provide(PlanDeliveries, [DeliveryRepository, DELIVERIES_DUE, DELIVERIES, CLOCK]),
    provide(WithdrawDeliveries, [DeliveryRepository, DELIVERIES_DUE]),
    provide(ResumeDeliveries, [DeliveryRepository, DELIVERIES_DUE]),
    provide(SettleDelivery, [DeliveryRepository, EndAlarms, RaiseAlarm, Outbox, DeliveryMetrics, DELIVERIES_DUE]),
    provide(RecordTokenResult, [DeliveryRepository, MeterStateRepository, SettleDelivery]),
    provide(SendDeliveries, [UnitOfWork, DeliveryRepository, DOWNLINK]),
    provide(ExpireDeliveries, [UnitOfWork, DeliveryRepository, SettleDelivery, LOGGER]),
    consumers([PlanDeliveries, WithdrawDeliveries], vendsConsumers),
    repeating([SendDeliveries], { name: 'deliveries', everyMs, restLimitMs, leastMs, signal: DELIVERIES_DUE }, (send) => send.execute()),
    repeating([ExpireDeliveries], { name: 'expired deliveries', everyMs: expireEveryMs }, (expire) => expire.execute()),
  ],
};
