import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { CloseBatch } from '../batches/close-batch.js';
import { FindBatch } from '../batches/find-batch.js';
import { OpenBatch } from '../batches/open-batch.js';
import { FindMeter } from '../meters/find-meter.js';
import { FindMeters } from '../meters/find-meters.js';
import { QuoteVend } from '../selling/quote-vend.js';
import { SellVend } from '../selling/sell-vend.js';
import { SignInTerminal } from '../terminals/sign-in-terminal.js';
import { FindVendByKey } from '../vend/find-vend-by-key.js';
import { FindVends } from '../vend/find-vends.js';
import { FindMovements } from '../vendors/find-movements.js';
import { FindVendor } from '../vendors/find-vendor.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import { AdviseTill } from './advise-till.js';
import { AnswerTill } from './answer-till.js';
import { ConfirmMeters } from './confirm-meters.js';
import { RunBatches } from './run-batches.js';
import { SellToTill } from './sell-to-till.js';
import { ShowFloat } from './show-float.js';
import { ShowSales } from './show-sales.js';
import { WriteSale } from './write-sale.js';
import { XmlvendController } from './xmlvend.controller.js';

/** The counter's door for tills that speak XMLVend: the same sales, keys and floats as by REST. */
export const xmlvend: Feature = {
  controllers: [XmlvendController],
  providers: [
    provide(WriteSale, [FindVendor, CLOCK]),
    provide(ConfirmMeters, [FindMeter, FindMeters, CLOCK]),
    provide(SellToTill, [SellVend, QuoteVend, WriteSale, CLOCK]),
    provide(AdviseTill, [FindVendByKey, WriteSale, ReverseVend, CLOCK]),
    provide(ShowSales, [FindVends, WriteSale, CLOCK]),
    provide(ShowFloat, [FindVendor, FindMovements, CLOCK]),
    provide(RunBatches, [OpenBatch, FindBatch, CloseBatch, CLOCK]),
    provide(AnswerTill, [SignInTerminal, ConfirmMeters, SellToTill, AdviseTill, ShowSales, ShowFloat, RunBatches, CLOCK]),
  ],
};
