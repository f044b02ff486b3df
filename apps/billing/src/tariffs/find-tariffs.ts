import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { shortCode } from '@openprepay/contracts/wire';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { BillingError } from '../billing-error.js';
import type { PublishedTariff } from './tariff.js';
import type { TariffRepository } from './tariff.repository.js';

export interface TariffQuery extends PageQuery {
  /** Only the versions of this one. */
  readonly tariffCode?: string;
}

const cursor = cursorOf(z.tuple([shortCode, z.int32().positive()]));

/** Tariff versions of the caller's utility, the newest of a code first. */
export class FindTariffs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tariffs: TariffRepository,
  ) {}

  /** @throws {BillingError} `billing.tariff_unknown` where the one that was asked for has no version (more); `request.cursor_invalid` */
  async execute(caller: Principal, { tariffCode: code, ...query }: TariffQuery): Promise<Page<PublishedTariff>> {
    const after = cursor.read(query.cursor);
    const filter = present({ limit: query.limit + 1, code, after });
    const versions = await this.unitOfWork.run(caller.utility, (tx) => this.tariffs.list(tx, filter));
    if (code !== undefined && versions.length === 0) throw new BillingError('billing.tariff_unknown', `there is no tariff ${code}`);
    return pageOf(versions, query.limit, ({ document, version }) => cursor.write([document.tariffCode, version]));
  }
}
