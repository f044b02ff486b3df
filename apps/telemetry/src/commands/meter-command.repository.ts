import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { JOINED_PROFILE, type JoinedProfile, profileOf } from '../meters/joined-profile.js';
import type { Relay } from '../shadow/shadow.js';
import type { DeviceProfile } from '../uplink/device-profile.js';
import { type CommandState, type Evidence, type MeterCommand, supersededBy } from './meter-command.js';
import { MeterCommandRow } from './meter-command.row.js';

export interface CommandFilter {
  readonly meterNumber: string;
  readonly state?: CommandState | undefined;
  readonly before?: readonly [at: string, id: string] | undefined;
  readonly limit: number;
}

/** A command with whose meter it is for, and what that speaks. */
export interface OwnedCommand {
  readonly utility: string;
  readonly command: MeterCommand;
}

export interface DueCommand extends OwnedCommand {
  readonly profile: DeviceProfile | undefined;
}

export interface UnprovenCommand extends OwnedCommand {
  readonly evidence: Evidence;
}

/** Those that were sent after this one. */
export interface UnprovenPage {
  readonly after: readonly [sentAt: Date, id: string] | undefined;
  readonly limit: number;
}

interface Round {
  readonly now: Date;
  readonly limit: number;
}

const COLUMNS = columnsOf(MeterCommandRow, 'command');

export class MeterCommandRepository {
  /** What it makes pointless is superseded; a meter's commands are written one after the other. */
  async insert(tx: Tx, command: MeterCommand): Promise<void> {
    const { meterNumber, kind, requestedAt } = command;
    await sql(tx, 'select 1 from meter where utility = $1 and meter_number = $2 for no key update', [tx.utility, meterNumber]);
    await sql(
      tx,
      `update meter_command set state = 'superseded', ended_at = $4
       where utility = $1 and meter_number = $2 and kind = any($3) and state in ('queued', 'sent', 'acknowledged')`,
      [tx.utility, meterNumber, supersededBy(kind), requestedAt],
    );
    await entities(tx).insert(MeterCommandRow, { ...command, utility: tx.utility });
  }

  /** Whether one of these is on its way to the meter. */
  async isOpen(tx: Tx, meterNumber: string, kinds: readonly string[]): Promise<boolean> {
    const rows = await sql(
      tx,
      `select 1 from meter_command where utility = $1 and meter_number = $2 and kind = any($3) and state in ('queued', 'sent', 'acknowledged') limit 1`,
      [tx.utility, meterNumber, kinds],
    );
    return rows.length > 0;
  }

  async find(tx: Tx, meterNumber: string, commandId: string): Promise<MeterCommand | undefined> {
    const row = await entities(tx).findOneBy(MeterCommandRow, { utility: tx.utility, meterNumber, commandId });
    return row ? fromRow(row) : undefined;
  }

  /** Newest first. */
  async list(tx: Tx, { meterNumber, state, before, limit }: CommandFilter): Promise<readonly MeterCommand[]> {
    const rows = await sql<MeterCommandRow>(
      tx,
      `select ${COLUMNS} from meter_command as command
       where utility = $1 and meter_number = $2 and ($3::text is null or state = $3)
         and ($4::timestamptz is null or (requested_at, command_id) < ($4, $5::uuid))
       order by requested_at desc, command_id desc limit $6`,
      [tx.utility, meterNumber, state ?? null, before?.[0] ?? null, before?.[1] ?? null, limit],
    );
    return rows.map(fromRow);
  }

  /** Ends what was not sent in its time. For system work across utilities. @returns how many */
  async expire(tx: Tx, now: Date): Promise<number> {
    const rows = await sql(
      tx,
      `update meter_command set state = 'expired', ended_at = $1
       where state = 'queued' and expires_at <= $1 returning 1`,
      [now],
    );
    return rows.length;
  }

  /** Marks as sent what can go: the first that waits of each meter that is there and whose credentials its utility holds. For system work. */
  async takeDue(tx: Tx, { now, limit }: Round): Promise<readonly DueCommand[]> {
    const rows = await sql<MeterCommandRow & { readonly profile: JoinedProfile | null }>(
      tx,
      `with due as (
         select command.command_id, ${JOINED_PROFILE} from meter_command as command
         join meter_state as state using (utility, meter_number)
         join mqtt_credential as credential using (utility, meter_number)
         where command.state = 'queued' and command.expires_at > $1 and state.connected and credential.in_force
           and not exists (select from meter_command as earlier
             where earlier.utility = command.utility and earlier.meter_number = command.meter_number and earlier.state = 'queued'
               and earlier.expires_at > $1 and (earlier.requested_at, earlier.command_id) < (command.requested_at, command.command_id))
         order by command.requested_at, command.command_id limit $2 for update of command skip locked)
       update meter_command as command set state = 'sent', sent_at = $1 from due where due.command_id = command.command_id
       returning ${COLUMNS}, due.profile`,
      [now, limit],
    );
    return rows.map((row) => ({ utility: row.utility, command: fromRow(row), profile: profileOf(row.profile) }));
  }

  /** Moves a command on from one of these states. @returns false where it is in none of them any more */
  async move(tx: Tx, commandId: string, { from, to, at, code }: Move): Promise<boolean> {
    const ended = to === 'done' || to === 'failed' || to === 'expired';
    const rows = await sql(
      tx,
      `update meter_command set state = $3, code = coalesce($4, code), acknowledged_at = case when $5 then $6 else acknowledged_at end,
           ended_at = case when $7 then $6 else ended_at end, sent_at = case when $3 = 'queued' then null else sent_at end
         where command_id = $1 and state = any($2) returning 1`,
      [commandId, from, to, code ?? null, to === 'acknowledged', at, ended],
    );
    return rows.length > 0;
  }

  /** What was sent and waits for the meter to show it, with what has come in, in the order of sending. For system work across utilities. */
  async unproven(tx: Tx, { after, limit }: UnprovenPage): Promise<readonly UnprovenCommand[]> {
    const rows = await sql<MeterCommandRow & EvidenceColumns>(
      tx,
      `select ${COLUMNS}, state.relay, state.relay_received_at, state.interval_seconds, state.tariff_index, state.power_limit_watts,
         state.reported_at,
         (select max(received_at) from meter_register as newest
          where newest.utility = command.utility and newest.meter_number = command.meter_number) as read_at,
         case when command.kind = 'set-interval' then array (select distinct ts from reading
           where reading.utility = command.utility and reading.meter_number = command.meter_number and ts >= command.sent_at
           order by ts limit ${READINGS_LOOKED_AT}) end as reading_times
       from meter_command as command left join meter_state as state using (utility, meter_number)
       where command.state in ('sent', 'acknowledged') and ($1::timestamptz is null or (command.sent_at, command.command_id) > ($1, $2::uuid))
       order by command.sent_at, command.command_id limit $3`,
      [after?.[0] ?? null, after?.[1] ?? null, limit],
    );
    return rows.map((row) => ({ utility: row.utility, command: fromRow(row), evidence: evidenceOf(row) }));
  }
}

/** More than these say nothing new of an interval. */
const READINGS_LOOKED_AT = 10;

export interface Move {
  readonly from: readonly CommandState[];
  readonly to: CommandState;
  readonly at: Date;
  readonly code?: string | undefined;
}

interface EvidenceColumns {
  readonly relay: Relay | null;
  readonly relay_received_at: Date | null;
  readonly interval_seconds: number | null;
  readonly tariff_index: string | null;
  readonly power_limit_watts: number | null;
  readonly reported_at: Date | null;
  readonly read_at: Date | null;
  readonly reading_times: readonly Date[] | null;
}

const evidenceOf = (row: EvidenceColumns): Evidence => ({
  reported: present({
    relay: row.relay ?? undefined,
    intervalSeconds: row.interval_seconds ?? undefined,
    tariffIndex: row.tariff_index ?? undefined,
    powerLimitWatts: row.power_limit_watts ?? undefined,
  }),
  relayAt: row.relay_received_at ?? undefined,
  reportedAt: row.reported_at ?? undefined,
  readAt: row.read_at ?? undefined,
  readingTimes: row.reading_times ?? [],
});

const fromRow = (row: MeterCommandRow): MeterCommand =>
  present({
    commandId: row.commandId,
    meterNumber: row.meterNumber,
    kind: row.kind,
    params: row.params as MeterCommand['params'],
    state: row.state,
    code: row.code ?? undefined,
    origin: row.origin,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt,
    expiresAt: row.expiresAt,
    giveUpAt: row.giveUpAt,
    sentAt: row.sentAt ?? undefined,
    acknowledgedAt: row.acknowledgedAt ?? undefined,
    endedAt: row.endedAt ?? undefined,
  });
