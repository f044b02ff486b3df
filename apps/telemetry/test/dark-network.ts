import { MeterPresenceChanged } from '@openprepay/contracts/telemetry';
import { NetworkNodeChanged } from '@openprepay/contracts/vending';
import { WatchSilence } from '../src/alarm-watch/watch-silence.js';
import type { OpenedTelemetry } from './opened-telemetry.js';

const MINUTE_MS = 60_000;
const PAN = '600727070000000170';

/** Utilities with a network each, whose meters come and go. @param opened the service, once it is there */
export function darkNetwork(opened: () => OpenedTelemetry) {
  let utilities = 0;
  let numbers = 10_000_000_000;

  /** A utility of its own with `Z` feeding `F1` and `F2`, and those `T1`, `T2` and `T3`. */
  async function place(): Promise<string> {
    const utility = `storm-${++utilities}`;
    const tell = (code: string, parent?: string) => ({
      code,
      kind: 'feeder' as const,
      revision: 1,
      changedAt: new Date(),
      ...(parent === undefined ? {} : { parent }),
    });
    const network = [tell('T1', 'F1'), tell('T2', 'F1'), tell('T3', 'F2'), tell('F1', 'Z'), tell('F2', 'Z'), tell('Z')];
    await opened().deliver(NetworkNodeChanged, network, { utility });
    return utility;
  }

  /** So many connected meters on a part of the network. */
  async function hang(utility: string, node: string | null, many: number): Promise<readonly string[]> {
    const meters = Array.from({ length: many }, () => String(++numbers));
    await opened().owner.query(
      `insert into meter (utility, meter_number, meter_pan, commodity, network_node, revision, changed_at)
       select $1, m, '6007270' || m, 'electricity', $3, 1, now() from unnest($2::text[]) m`,
      [utility, meters, node],
    );
    await opened().owner.query(
      `insert into meter_state (utility, meter_number, connected, changed_at, last_seen_at) select $1, m, true, $3, $3 from unnest($2::text[]) m`,
      [utility, meters, opened().clock.now()],
    );
    await opened().owner.query(
      `insert into mqtt_credential (utility, meter_number, password_hash, created_at) select $1, m, 'x', now() from unnest($2::text[]) m`,
      [utility, meters],
    );
    return meters;
  }

  async function connect(utility: string, meters: readonly string[], online: boolean): Promise<void> {
    opened().clock.advance(1_000);
    const at = opened().clock.now();
    await opened().owner.query('update meter_state set connected = $3, changed_at = $4 where utility = $1 and meter_number = any($2)', [
      utility,
      meters,
      online,
      at,
    ]);
    const changes = meters.map((meterNumber) => ({ meterNumber, meterPan: PAN, online, at }));
    await opened().deliver(MeterPresenceChanged, changes, { utility });
  }

  /** As `connect` says it, told to nobody. */
  async function darken(utility: string, meters: readonly string[]): Promise<void> {
    opened().clock.advance(1_000);
    const of = [utility, meters, opened().clock.now()];
    await opened().owner.query(
      'update meter_state set connected = false, changed_at = $3 where utility = $1 and meter_number = any($2)',
      of,
    );
    await opened().owner.query(
      `insert into alarm_cause (utility, meter_number, kind, since) select $1, m, 'offline', $3 from unnest($2::text[]) m`,
      of,
    );
  }

  const look = () => opened().get(WatchSilence).execute();
  /** A minute later. */
  async function watch(): Promise<void> {
    opened().clock.advance(MINUTE_MS);
    await look();
  }

  return { place, hang, connect, darken, look, watch };
}
