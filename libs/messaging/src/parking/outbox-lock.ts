import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

const PARKING_LOCK = 7_310_553_203;

/** Parking what the broker refuses and letting it go exclude each other; both are rare. Held until the transaction ends. */
export const lockOutboxParking = (tx: Tx): Promise<unknown> => sql(tx, 'select pg_advisory_xact_lock($1)', [PARKING_LOCK]);
