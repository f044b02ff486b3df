import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { HandOverSet } from '../key-changes/hand-over-set.js';
import { ReportFault } from '../fault-reports/report-fault.js';
import { FindMeter } from '../meters/find-meter.js';
import { DebtRepository } from '../pricing/debt.repository.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import { EnterSandbox } from '../sandbox/enter-sandbox.js';
import { FindTenderLimits } from '../selling/find-tender-limits.js';
import { GiveFreeBasic } from '../selling/give-free-basic.js';
import { QuoteVend } from '../selling/quote-vend.js';
import { SellVend } from '../selling/sell-vend.js';
import { SignInTerminal } from '../terminals/sign-in-terminal.js';
import { FindVendByKey } from '../vend/find-vend-by-key.js';
import { FindVends } from '../vend/find-vends.js';
import { Advise } from './advise.js';
import { AnswerElectrum } from './answer-electrum.js';
import { BuyToken } from './buy-token.js';
import { ElectrumController } from './electrum.controller.js';
import { ElectrumMessageRepository } from './electrum-message.repository.js';
import { LookUp } from './look-up.js';
import { WritePurchase } from './write-purchase.js';

/** The counter's door for clients of Electrum's Prepaid Utility Service Interface: the same sales, keys and floats as by REST. */
export const electrum: Feature = {
  controllers: [ElectrumController],
  providers: [
    provide(ElectrumMessageRepository, []),
    provide(WritePurchase, [UnitOfWork, DebtRepository]),
    provide(BuyToken, [UnitOfWork, ElectrumMessageRepository, SellVend, GiveFreeBasic, QuoteVend, WritePurchase, CLOCK]),
    provide(Advise, [UnitOfWork, ElectrumMessageRepository, FindVendByKey, ReverseVend, CLOCK]),
    provide(LookUp, [
      UnitOfWork,
      ElectrumMessageRepository,
      FindMeter,
      FindVends,
      HandOverSet,
      EnterSandbox,
      WritePurchase,
      ReportFault,
      FindTenderLimits,
      CLOCK,
    ]),
    provide(AnswerElectrum, [SignInTerminal]),
  ],
};
