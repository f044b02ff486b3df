import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { Alarm } from '../alarms/alarm.js';
import { stormUnknown } from './find-storm.js';
import type { StormAlarmRepository } from './storm-alarm.repository.js';
import type { StormRepository } from './storm.repository.js';

export interface StormMeterQuery extends PageQuery {
  readonly stormId: string;
  readonly away?: 'true' | 'false' | undefined;
}

const cursor = cursorOf(z.tuple([z.string()]));

/** The meters that a storm took, by number: of each the newest alarm that it has of the storm. */
export class FindStormMeters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly storms: StormRepository,
    private readonly alarms: StormAlarmRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` @throws {TelemetryError} `telemetry.storm_unknown` */
  async execute(caller: Principal, { limit, stormId, away, ...page }: StormMeterQuery): Promise<Page<Alarm>> {
    const after = cursor.read(page.cursor)?.[0];
    const found = await this.unitOfWork.run(caller.utility, async (tx) => {
      if (!(await this.storms.isKnown(tx, stormId))) throw stormUnknown();
      return this.alarms.ofMeters(tx, { stormId, away: away === 'true', after, limit: limit + 1 });
    });
    return pageOf(found, limit, ({ meterNumber }) => cursor.write([meterNumber]));
  }
}
