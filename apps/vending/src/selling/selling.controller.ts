import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { QuoteAnswer } from '@openprepay/contracts/http/vending-vends';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { vendToApi } from '../vend/vend-api.js';
import { isSettled } from '../vend/vend.js';
import { GiveFreeBasic } from './give-free-basic.js';
import { quoteToApi } from './quote-api.js';
import { QuoteVend } from './quote-vend.js';
import { SellVend, type SoldVend } from './sell-vend.js';

const { sellVend, giveFreeBasic, quoteVend } = vendingApi.endpoints;

@Controller()
export class SellingController {
  constructor(
    @Inject(SellVend) private readonly sellVend: SellVend,
    @Inject(GiveFreeBasic) private readonly giveFreeBasic: GiveFreeBasic,
    @Inject(QuoteVend) private readonly quoteVend: QuoteVend,
  ) {}

  /** 202 where the token is not there in time. */
  @Endpoint(sellVend)
  async sell(@Caller() caller: Principal, @Input() { headers, body }: Input<typeof sellVend>): Promise<Reply<typeof sellVend>> {
    return soldToApi(await this.sellVend.execute(caller, { ...body, idempotencyKey: headers['idempotency-key'] }));
  }

  @Endpoint(giveFreeBasic)
  async give(@Caller() caller: Principal, @Input() { headers, body }: Input<typeof giveFreeBasic>): Promise<Reply<typeof giveFreeBasic>> {
    return soldToApi(await this.giveFreeBasic.execute(caller, { ...body, idempotencyKey: headers['idempotency-key'] }));
  }

  @Endpoint(quoteVend)
  async quote(@Caller() caller: Principal, @Input() { body }: Input<typeof quoteVend>): Promise<QuoteAnswer> {
    return quoteToApi(await this.quoteVend.execute(caller, body));
  }
}

const soldToApi = ({ vend, replayed }: SoldVend): Reply<typeof sellVend> =>
  answer(
    isSettled(vend) ? 201 : 202,
    vendToApi(vend),
    present({ location: `/v1/vends/${vend.vendId}`, 'idempotency-replayed': replayed ? 'true' : undefined }),
  );
