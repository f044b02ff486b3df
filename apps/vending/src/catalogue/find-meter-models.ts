import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { MeterModel } from './meter-model.js';
import type { MeterModelRepository } from './meter-model.repository.js';

export interface MeterModelQuery extends PageQuery {
  readonly manufacturerCode?: string | undefined;
}

const cursor = cursorOf(z.tuple([z.string().max(64)]));

/** The models that the utility knows, by code. */
export class FindMeterModels {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly models: MeterModelRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute({ utility }: Principal, { limit, cursor: given, manufacturerCode }: MeterModelQuery): Promise<Page<MeterModel>> {
    const [after] = cursor.read(given) ?? [];
    const found = await this.unitOfWork.run(utility, (tx) => this.models.list(tx, { manufacturerCode, after, limit: limit + 1 }));
    return pageOf(found, limit, ({ modelCode }) => cursor.write([modelCode]));
  }
}
