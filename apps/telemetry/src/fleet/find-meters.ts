import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import type { AlarmKind } from '@openprepay/contracts/telemetry';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { ListedMeter, Presence } from './fleet.js';
import type { ListedMeterRepository } from './listed-meter.repository.js';

export interface MetersQuery extends PageQuery {
  readonly presence?: Presence | undefined;
  readonly connected?: 'true' | 'false' | undefined;
  readonly lastSeenBefore?: Date | undefined;
  /** Of an open alarm: its kind, or `true` for any. */
  readonly alarm?: AlarmKind | 'true' | undefined;
  /** Only the meters on this part of the network itself. */
  readonly networkNode?: string | undefined;
}

/** When it was last seen, or nothing where the list is by number, and its number. */
const cursor = cursorOf(z.tuple([z.union([z.iso.datetime(), z.literal('')]), z.string().max(13)]));

/** The meters of the caller's utility. */
export class FindMeters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: ListedMeterRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: MetersQuery): Promise<Page<ListedMeter>> {
    const { limit, cursor: given, lastSeenBefore, alarm, networkNode, ...which } = query;
    const [lastSeenAt, meterNumber] = cursor.read(given) ?? [];
    const after = meterNumber === undefined ? undefined : { meterNumber, lastSeenAt: lastSeenAt === '' ? undefined : lastSeenAt };
    const filter = { presences: presencesOf(which), lastSeenBefore, alarm, networkNode, after, limit: limit + 1 };
    const byNumber = lastSeenBefore === undefined || alarm !== undefined || networkNode !== undefined;
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.meters.list(tx, filter));
    return pageOf(found, limit, (last) => cursor.write([byNumber ? '' : (last.lastSeenAt?.toISOString() ?? ''), last.meterNumber]));
  }
}

const ALL: readonly Presence[] = ['connected', 'offline', 'never-seen'];

const presencesOf = ({ presence, connected }: Pick<MetersQuery, 'presence' | 'connected'>): readonly Presence[] =>
  ALL.filter((one) => (presence ?? one) === one && (connected === undefined || (connected === 'true') === (one === 'connected')));
