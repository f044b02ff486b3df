import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { MeterTestAnswer, TokenOrderAnswer, TokenPolicyAnswer } from '@openprepay/contracts/http/vending-tokens';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { CancelTokenOrder } from './cancel-token-order.js';
import { ChangeTokenPolicy } from './change-token-policy.js';
import { DecideTokenOrder } from './decide-token-order.js';
import { FindSetsBefore } from './find-sets-before.js';
import { FindTokenOrder } from './find-token-order.js';
import { FindTokenOrders } from './find-token-orders.js';
import { FindTokenPolicy } from './find-token-policy.js';
import { makeMeterTest } from './meter-test.js';
import { OrderToken } from './order-token.js';
import { tokenOrderToApi, tokenPolicyToApi } from './token-order-api.js';
import { isSettled, type TokenOrder } from './token-order.js';

const { orderToken, listTokenOrders, readTokenOrder, approveTokenOrder, refuseTokenOrder } = vendingApi.endpoints;
const { cancelTokenOrder, readTokenPolicy, changeTokenPolicy, makeMeterTest: makeMeterTestToken } = vendingApi.endpoints;

/** Tokens that are no credit: 202 wherever a second person, or the vault, is still waited for. */
@Controller()
export class TokenOrdersController {
  constructor(
    @Inject(OrderToken) private readonly orderToken: OrderToken,
    @Inject(FindTokenOrders) private readonly findTokenOrders: FindTokenOrders,
    @Inject(FindTokenOrder) private readonly findTokenOrder: FindTokenOrder,
    @Inject(DecideTokenOrder) private readonly decideTokenOrder: DecideTokenOrder,
    @Inject(CancelTokenOrder) private readonly cancelTokenOrder: CancelTokenOrder,
    @Inject(FindSetsBefore) private readonly findSetsBefore: FindSetsBefore,
    @Inject(FindTokenPolicy) private readonly findTokenPolicy: FindTokenPolicy,
    @Inject(ChangeTokenPolicy) private readonly changeTokenPolicy: ChangeTokenPolicy,
  ) {}

  @Endpoint(orderToken)
  async order(@Caller() caller: Principal, @Input() { headers, body }: Input<typeof orderToken>): Promise<Reply<typeof orderToken>> {
    const { order, replayed } = await this.orderToken.execute(caller, { ...body, idempotencyKey: headers['idempotency-key'] });
    return answer(
      isSettled(order) || order.decision?.refusal !== undefined ? 201 : 202,
      await this.shown(caller, order),
      present({ location: `/v1/management-tokens/${order.orderId}`, 'idempotency-replayed': replayed ? 'true' : undefined }),
    );
  }

  @Endpoint(listTokenOrders)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listTokenOrders>): Promise<Page<TokenOrderAnswer>> {
    const page = await this.findTokenOrders.execute(caller, query);
    const sets = await this.findSetsBefore.execute(caller.utility, page.items);
    return mapPage(page, (order) => tokenOrderToApi(order, sets));
  }

  @Endpoint(readTokenOrder)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readTokenOrder>): Promise<TokenOrderAnswer> {
    return this.shown(caller, await this.findTokenOrder.execute(caller, params));
  }

  @Endpoint(approveTokenOrder)
  async approve(
    @Caller() caller: Principal,
    @Input() { params }: Input<typeof approveTokenOrder>,
  ): Promise<Reply<typeof approveTokenOrder>> {
    const order = await this.decideTokenOrder.execute(caller, { ...params, refusal: undefined });
    return answer(isSettled(order) ? 200 : 202, await this.shown(caller, order));
  }

  @Endpoint(refuseTokenOrder)
  async refuse(@Caller() caller: Principal, @Input() { params, body }: Input<typeof refuseTokenOrder>): Promise<TokenOrderAnswer> {
    return this.shown(caller, await this.decideTokenOrder.execute(caller, { ...params, refusal: body.reason }));
  }

  @Endpoint(cancelTokenOrder)
  async cancel(@Caller() caller: Principal, @Input() { params, body }: Input<typeof cancelTokenOrder>): Promise<TokenOrderAnswer> {
    return this.shown(caller, await this.cancelTokenOrder.execute(caller, { ...params, ...body }));
  }

  @Endpoint(readTokenPolicy)
  async policy(@Caller() caller: Principal): Promise<TokenPolicyAnswer> {
    return tokenPolicyToApi(await this.findTokenPolicy.execute(caller));
  }

  @Endpoint(changeTokenPolicy)
  async changePolicy(@Caller() caller: Principal, @Input() { body }: Input<typeof changeTokenPolicy>): Promise<TokenPolicyAnswer> {
    return tokenPolicyToApi(await this.changeTokenPolicy.execute(caller, body));
  }

  @Endpoint(makeMeterTestToken)
  async test(@Input() { body }: Input<typeof makeMeterTestToken>): Promise<MeterTestAnswer> {
    return makeMeterTest(body);
  }

  private async shown(caller: Principal, order: TokenOrder): Promise<TokenOrderAnswer> {
    return tokenOrderToApi(order, await this.findSetsBefore.execute(caller.utility, [order]));
  }
}
