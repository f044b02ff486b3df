import { prepared, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { type IdentifierCounter, type IdentifierSeries, seriesKey } from './token-identifiers.js';

/** A request, as far as its meter's counter and its answer are looked for. */
export type Asked = IdentifierSeries & { readonly requestId: string };

/** What there is for some requests: the counters of their meters, and those that have their answer. */
export interface Found {
  readonly counters: readonly IdentifierCounter[];
  readonly answered: readonly string[];
}

type FoundRow = Asked & {
  readonly lastIssued: number | null;
  readonly hourBeganAt: Date | null;
  readonly hourTokens: number;
  readonly answered: boolean;
};

/** The last identifier of each of a utility's meters and base dates. Utilities count apart: none uses up another's. */
export class TokenIdentifierCounterRepository {
  /** Locks the counters until the transaction ends, always in one order, making those that are missing. */
  async lock(tx: Tx, wanted: readonly IdentifierSeries[]): Promise<void> {
    const series = [...new Map(wanted.map((one) => [seriesKey(one), one])).values()];
    // A row that is there is locked before the condition is looked at, and by it left as it is.
    await prepared(
      tx,
      `insert into token_identifier_counter as counter (utility, meter_pan, base_date)
       select $1, meter_pan, base_date from ${unnested(2, 'text', 'smallint')} as wanted (meter_pan, base_date)
        order by meter_pan, base_date
           on conflict (utility, meter_pan, base_date) do update set last_issued = counter.last_issued where false`,
      [tx.utility, series.map(({ meterPan }) => meterPan), series.map(({ baseDate }) => baseDate)],
    );
  }

  /**
   * What there is for the requests. To be asked behind `lock`, by a statement of its own: one sees only what was committed before
   * it began, and whoever was waited for has answered since. Each is found by its own key, whatever the planner thinks of how many there are.
   */
  async find(tx: Tx, requests: readonly Asked[]): Promise<Found> {
    const rows = await prepared<FoundRow>(
      tx,
      `select asked.request_id as "requestId", asked.meter_pan as "meterPan", asked.base_date as "baseDate",
              counter.last_issued as "lastIssued", counter.hour_began_at as "hourBeganAt", counter.hour_tokens as "hourTokens",
              answer.request_id is not null as answered
         from ${unnested(2, 'uuid', 'text', 'smallint')} as asked (request_id, meter_pan, base_date)
        cross join lateral (select * from token_identifier_counter
           where utility = $1 and meter_pan = asked.meter_pan and base_date = asked.base_date limit 1) counter
         left join lateral (select request_id from token_answer
           where utility = $1 and request_id = asked.request_id limit 1) answer on true`,
      [
        tx.utility,
        requests.map(({ requestId }) => requestId),
        requests.map(({ meterPan }) => meterPan),
        requests.map(({ baseDate }) => baseDate),
      ],
    );
    return {
      counters: rows.map(({ meterPan, baseDate, lastIssued, hourBeganAt, hourTokens }) => ({
        meterPan,
        baseDate,
        lastIssued: lastIssued ?? undefined,
        hour: hourBeganAt === null ? undefined : { beganAt: hourBeganAt, tokens: hourTokens },
      })),
      answered: rows.filter(({ answered }) => answered).map(({ requestId }) => requestId),
    };
  }
}
