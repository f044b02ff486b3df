import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { canonicalObis, registerValue } from '@openprepay/contracts/telemetry';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { Contradiction } from './contradiction.js';
import type { ContradictionRepository } from './contradiction.repository.js';

export interface ContradictionQuery extends PageQuery {
  readonly meterNumber: string;
  readonly register?: string | undefined;
}

const cursor = cursorOf(z.tuple([z.iso.datetime(), z.string(), z.iso.datetime(), registerValue]));

/** Where a meter contradicted itself, newest first. */
export class FindContradictions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly contradictions: ContradictionRepository,
  ) {}

  /**
   * @throws {TelemetryError} `telemetry.meter_unknown`
   * @throws {PersistenceError} `request.cursor_invalid`
   */
  async execute(caller: Principal, { meterNumber, register, limit, ...query }: ContradictionQuery): Promise<Page<Contradiction>> {
    const before = cursor.read(query.cursor);
    const filter = { meterNumber, register: register === undefined ? undefined : canonicalObis(register), before, limit: limit + 1 };
    const found = await this.unitOfWork.run(caller.utility, async (tx) => {
      await this.meters.require(tx, meterNumber);
      return this.contradictions.list(tx, filter);
    });
    return pageOf(found, limit, (last) => cursor.write([last.receivedAt.toISOString(), last.register, last.ts.toISOString(), last.value]));
  }
}
