import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alarms whose end a meter tells as well. */
const KINDS = ['cover-open', 'magnetic-field', 'battery-low'];
/** Of a word of before the meter's counter is not known: no counter goes beyond it, so that only the clocks tell what came later. */
const NO_COUNTER = '9223372036854775807';

/**
 * What is open from before beginnings were remembered began when its alarm says so: otherwise no end of a meter whose clock has fallen
 * back since would end it. What a meter has said of its beginning meanwhile stands.
 */
export class BeginOpenAlarms1764000200030 implements MigrationInterface {
  readonly name = 'BeginOpenAlarms1764000200030';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `insert into alarm_beginning (utility, meter_number, kind, at, seq, received_at)
       select distinct on (utility, meter_number, kind)
         utility, meter_number, kind, least(coalesce(meter_time, raised_at), raised_at), ${NO_COUNTER}, raised_at
       from alarm where cleared_at is null and kind = any($1::text[])
       order by utility, meter_number, kind, raised_at desc
       on conflict do nothing`,
      [KINDS],
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`delete from alarm_beginning where seq = ${NO_COUNTER}`);
  }
}
