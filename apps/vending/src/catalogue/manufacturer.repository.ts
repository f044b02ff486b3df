import { present } from '@openprepay/contracts/present';
import { entities, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { MoreThan } from 'typeorm';
import { VendingError } from '../vending-error.js';
import type { Manufacturer } from './manufacturer.js';
import { ManufacturerRow } from './manufacturer.row.js';

export class ManufacturerRepository {
  /** In the order of their codes. */
  async list(tx: Tx, { after, limit }: { readonly after: string | undefined; readonly limit: number }): Promise<readonly Manufacturer[]> {
    return entities(tx).find(ManufacturerRow, {
      where: present({ utility: tx.utility, code: after === undefined ? undefined : MoreThan(after) }),
      order: { code: 'ASC' },
      take: limit,
    });
  }

  /** @throws {VendingError} `vending.manufacturer_exists` */
  async insert(tx: Tx, manufacturer: Manufacturer): Promise<void> {
    await entities(tx)
      .insert(ManufacturerRow, { utility: tx.utility, ...manufacturer })
      .catch((cause: unknown) => {
        if (!isUniqueViolation(cause, 'manufacturer_pk')) throw cause;
        throw new VendingError('vending.manufacturer_exists', `manufacturer ${manufacturer.code} is known already`, { cause });
      });
  }

  /**
   * Adds those that are not there and names the others anew; one whose name stays is left as it is.
   * @param manufacturers each code once
   */
  async put(tx: Tx, manufacturers: readonly Manufacturer[]): Promise<{ readonly added: number; readonly changed: number }> {
    const written = await sql<{ readonly added: boolean }>(
      tx,
      `insert into manufacturer as m (utility, code, name, changed_at)
       select $1, code, name, changed_at from ${unnested(2, 'text', 'text', 'timestamptz')} as given (code, name, changed_at) order by code
       on conflict (utility, code) do update set name = excluded.name, changed_at = excluded.changed_at where m.name <> excluded.name
       returning xmax = 0 as added`,
      [
        tx.utility,
        manufacturers.map(({ code }) => code),
        manufacturers.map(({ name }) => name),
        manufacturers.map(({ changedAt }) => changedAt),
      ],
    );
    const added = written.filter((row) => row.added).length;
    return { added, changed: written.length - added };
  }
}
