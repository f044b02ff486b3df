import { Controller, Inject } from '@nestjs/common';
import { billingApi, type DefaultTariffAnswer } from '@openprepay/contracts/http/billing';
import type { TariffAnswer } from '@openprepay/contracts/http/tariff-document';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { AwaitTariffApplied } from './await-tariff-applied.js';
import { ChangeDefaultTariff } from './change-default-tariff.js';
import { FindTariffs } from './find-tariffs.js';
import { PublishTariff } from './publish-tariff.js';
import { defaultTariffToApi, tariffToApi } from './tariff-api.js';

const { publishTariff, listTariffs, listTariffVersions, changeDefaultTariff } = billingApi.endpoints;

@Controller()
export class TariffsController {
  constructor(
    @Inject(PublishTariff) private readonly publishTariff: PublishTariff,
    @Inject(AwaitTariffApplied) private readonly awaitTariffApplied: AwaitTariffApplied,
    @Inject(ChangeDefaultTariff) private readonly changeDefaultTariff: ChangeDefaultTariff,
    @Inject(FindTariffs) private readonly findTariffs: FindTariffs,
  ) {}

  @Endpoint(publishTariff)
  async publish(@Caller() caller: Principal, @Input() { body }: Input<typeof publishTariff>): Promise<TariffAnswer> {
    const published = await this.publishTariff.execute(caller, body);
    return tariffToApi(await this.awaitTariffApplied.execute(caller, published));
  }

  @Endpoint(listTariffs)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listTariffs>): Promise<Page<TariffAnswer>> {
    return mapPage(await this.findTariffs.execute(caller, query), tariffToApi);
  }

  @Endpoint(listTariffVersions)
  async versions(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listTariffVersions>): Promise<Page<TariffAnswer>> {
    return mapPage(await this.findTariffs.execute(caller, { ...params, ...query }), tariffToApi);
  }

  @Endpoint(changeDefaultTariff)
  async changeDefault(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof changeDefaultTariff>,
  ): Promise<DefaultTariffAnswer> {
    return defaultTariffToApi(await this.changeDefaultTariff.execute(caller, { ...params, ...body }));
  }
}
