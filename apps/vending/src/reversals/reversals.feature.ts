import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { MeterRepository } from '../meters/meter.repository.js';
import { SalesRepository } from '../sales/sales.repository.js';
import { GiveBackVends } from '../settling/give-back-vends.js';
import { ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import { SecondPerson } from '../terminals/second-person.js';
import { VendRepository } from '../vend/vend.repository.js';
import { ApplyReversal } from './apply-reversal.js';
import { ChangeReversalPolicy } from './change-reversal-policy.js';
import { DecideReversal } from './decide-reversal.js';
import { FindReversalPolicy } from './find-reversal-policy.js';
import { FindReversals } from './find-reversals.js';
import { LockSale } from './lock-sale.js';
import { ReversalPolicyRepository } from './reversal-policy.repository.js';
import { ReversalRepository } from './reversal.repository.js';
import { ReversalsController } from './reversals.controller.js';
import { TellReversals } from './tell-reversals.js';
import { ReverseVend } from './reverse-vend.js';

export const reversals: Feature = {
  controllers: [ReversalsController],
  providers: [
    provide(ReversalRepository, []),
    provide(ReversalPolicyRepository, []),
    provide(LockSale, [MeterRepository, VendRepository]),
    provide(ApplyReversal, [VendRepository, GiveBackVends, ReceiptNumbers, SalesRepository, Outbox]),
    provide(ReverseVend, [UnitOfWork, LockSale, ReversalRepository, ReversalPolicyRepository, ApplyReversal, CLOCK]),
    provide(DecideReversal, [UnitOfWork, LockSale, ReversalRepository, ReversalPolicyRepository, SecondPerson, ApplyReversal, CLOCK]),
    provide(TellReversals, [VendRepository, ReversalRepository]),
    provide(FindReversals, [UnitOfWork, ReversalRepository]),
    provide(FindReversalPolicy, [UnitOfWork, ReversalPolicyRepository]),
    provide(ChangeReversalPolicy, [UnitOfWork, ReversalPolicyRepository, CLOCK]),
  ],
};
