import { Body, Controller, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { commodity, shortCode, type Commodity } from '@openprepay/contracts/wire';
import { decodeCursor, DEFAULT_PAGE, encodeCursor, MAX_PAGE, type Page, page } from '@openprepay/persistence/page';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { formatTariffDocument } from '@openprepay/tariffs';
import { z } from 'zod';
import { BillingError } from '../billing-error.js';
import { ChangeDefaultTariff } from './change-default-tariff.js';
import { PublishTariff } from './publish-tariff.js';
import { type PublishedTariff, TariffRepository } from './tariff.repository.js';

/** The document of docs/tariffs.md; `libs/tariffs` checks it field by field, so here it is only an object. */
const tariffDocument = z.looseObject({ tariffCode: shortCode, commodity, currency: z.string(), validFrom: z.string() });
const tariffAnswer = tariffDocument.extend({ version: z.int().positive() });
const tariffPage = z.object({ items: z.array(tariffAnswer), nextCursor: z.string().optional() });
const listQuery = z.strictObject({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
});
const defaultTariff = z.strictObject({ tariffCode: shortCode });
const cursorValues = z.tuple([shortCode, z.int32().positive()]);

type TariffAnswer = Record<string, unknown> & { readonly version: number };

@Controller('v1')
export class TariffsController {
  constructor(
    @Inject(PublishTariff) private readonly publishTariff: PublishTariff,
    @Inject(ChangeDefaultTariff) private readonly changeDefaultTariff: ChangeDefaultTariff,
    @Inject(TariffRepository) private readonly tariffs: TariffRepository,
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
  ) {}

  @Post('tariffs')
  @Endpoint({ summary: 'Publish a tariff version', roles: ['clerk'], body: tariffDocument, answers: { 201: tariffAnswer } })
  async publish(@Caller() caller: Principal, @Body() body: unknown): Promise<TariffAnswer> {
    return toApi(await this.publishTariff.execute(caller.utility, body));
  }

  @Get('tariffs')
  @Endpoint({
    summary: 'List tariff versions, the newest of a code first',
    roles: ['clerk', 'operator', 'engineer'],
    answers: { 200: tariffPage },
  })
  list(@Caller() caller: Principal, @Query(valid(listQuery)) query: z.output<typeof listQuery>): Promise<Page<TariffAnswer>> {
    return this.listed(caller, query);
  }

  @Get('tariffs/:code')
  @Endpoint({
    summary: 'List the versions of one tariff, the newest first',
    roles: ['clerk', 'operator', 'engineer'],
    answers: { 200: tariffPage },
  })
  async versions(
    @Caller() caller: Principal,
    @Param('code', valid(shortCode)) code: string,
    @Query(valid(listQuery)) query: z.output<typeof listQuery>,
  ): Promise<Page<TariffAnswer>> {
    const versions = await this.listed(caller, query, code);
    if (versions.items.length === 0) throw new BillingError('billing.tariff_unknown', `there is no tariff ${code}`);
    return versions;
  }

  @Put('default-tariffs/:commodity')
  @Endpoint({ summary: 'Name the tariff of meters without one', roles: ['clerk'], body: defaultTariff, answers: { 200: defaultTariff } })
  async changeDefault(
    @Caller() caller: Principal,
    @Param('commodity', valid(commodity)) sold: Commodity,
    @Body(valid(defaultTariff)) body: z.output<typeof defaultTariff>,
  ): Promise<z.output<typeof defaultTariff>> {
    await this.changeDefaultTariff.execute(caller.utility, sold, body.tariffCode);
    return body;
  }

  private async listed(caller: Principal, { cursor, limit }: z.output<typeof listQuery>, code?: string): Promise<Page<TariffAnswer>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorValues);
    const versions = await this.unitOfWork.run(caller.utility, (tx) =>
      this.tariffs.list(tx, { limit: limit + 1, ...(code === undefined ? {} : { code }), ...(after === undefined ? {} : { after }) }),
    );
    const { items, ...rest } = page(versions, limit, (last) => encodeCursor([last.document.tariffCode, last.version]));
    return { items: items.map(toApi), ...rest };
  }
}

const toApi = ({ version, document }: PublishedTariff): TariffAnswer => ({ ...formatTariffDocument(document), version });
