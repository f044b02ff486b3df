import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { MoreThan } from 'typeorm';
import { GatewayError } from '../gateway-error.js';
import type { Utility } from '../utilities/utility.js';
import type { SignInName } from './sign-in-name.js';
import type { User } from './user.js';
import { UserRow } from './user.row.js';

/** A user and the utility they belong to. */
export interface Account {
  readonly user: User;
  readonly utility: Utility;
}

interface UtilityOfRow {
  readonly utilityName: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly sandbox: boolean;
  readonly utilityCreatedAt: Date;
}

const SELECT_ACCOUNT = `
  select ${columnsOf(UserRow, 'u')}, c.name as "utilityName", c.currency, c.time_zone as "timeZone", c.sandbox, c.created_at as "utilityCreatedAt"
    from app_user u join utility c on c.utility = u.utility`;

export class UserRepository {
  /**
   * Whom a sign-in name means, for a transaction that sees all utilities: one of the utility that it says, or the only one who has it
   * as it stands. Nobody's own name takes a sign-in from whom it means with their utility. One statement, so that a name that is
   * there takes no more of them than one that is not, or that several have.
   */
  async findBySignInName(tx: Tx, { whole, qualified }: SignInName): Promise<Account | undefined> {
    const rows = await sql<UserRow & UtilityOfRow>(
      tx,
      `${SELECT_ACCOUNT}
        where u.username = $1 or (u.username = $2 and u.utility = $3) order by u.username = $1, u.id limit 2`,
      [whole, qualified?.username ?? null, qualified?.utility ?? null],
    );
    const [first] = rows;
    if (!first || (first.username === whole && rows.length > 1)) return undefined;
    return toAccount(first);
  }

  /** In whichever utility, for a transaction that sees all. */
  async findAccount(tx: Tx, id: string): Promise<Account | undefined> {
    const [row] = await sql<UserRow & UtilityOfRow>(tx, `${SELECT_ACCOUNT} where u.id = $1`, [id]);
    return row && toAccount(row);
  }

  /** Whether a platform administrator, or one of `utility`, has the name: for a transaction that sees all utilities. */
  async isFirstAdmin(tx: Tx, utility: string, username: string): Promise<boolean> {
    const rows = await sql(tx, `select from app_user where username = $2 and (platform or utility = $1) limit 1`, [utility, username]);
    return rows.length > 0;
  }

  /** Whether there is anybody, in whichever utility. */
  async any(tx: Tx): Promise<boolean> {
    return entities(tx).existsBy(UserRow, {});
  }

  /** Those of `ids` that are there, in whichever utility. */
  async findAll(tx: Tx, ids: readonly string[]): Promise<readonly User[]> {
    const rows = await sql<UserRow>(tx, `select ${columnsOf(UserRow, 'u')} from app_user u where u.id::text = any($1)`, [ids]);
    return rows.map(fromRow);
  }

  async findByUsername(tx: Tx, username: string): Promise<User | undefined> {
    const row = await entities(tx).findOneBy(UserRow, { utility: tx.utility, username });
    return row ? fromRow(row) : undefined;
  }

  /** Locked until the transaction's end. */
  async lock(tx: Tx, id: string): Promise<User | undefined> {
    const row = await entities(tx).findOne(UserRow, { where: { utility: tx.utility, id }, lock: { mode: 'pessimistic_write' } });
    return row ? fromRow(row) : undefined;
  }

  /** @throws {GatewayError} `gateway.username_taken` within the utility */
  async insert(tx: Tx, user: User): Promise<void> {
    try {
      await entities(tx).insert(UserRow, toRow(user));
    } catch (error) {
      if (!isUniqueViolation(error, 'app_user_username')) throw error;
      throw new GatewayError('gateway.username_taken', 'this user name is taken', { cause: error });
    }
  }

  /** @returns false where the utility has the name already */
  async insertIfMissing(tx: Tx, user: User): Promise<boolean> {
    const result = await entities(tx).createQueryBuilder().insert().into(UserRow).values(toRow(user)).orIgnore().returning('id').execute();
    return (result.raw as readonly unknown[]).length > 0;
  }

  async update(tx: Tx, user: User): Promise<void> {
    await entities(tx).update(UserRow, { utility: tx.utility, id: user.id }, toRow(user));
  }

  /** By name. */
  async list(tx: Tx, after: string | undefined, limit: number): Promise<readonly User[]> {
    const where = { utility: tx.utility, ...(after === undefined ? {} : { username: MoreThan(after) }) };
    const rows = await entities(tx).find(UserRow, { where, order: { username: 'ASC' }, take: limit });
    return rows.map(fromRow);
  }
}

function toAccount({ utilityName: name, currency, timeZone, sandbox, utilityCreatedAt, ...user }: UserRow & UtilityOfRow): Account {
  return { user: fromRow(user), utility: { code: user.utility, name, currency, timeZone, sandbox, createdAt: utilityCreatedAt } };
}

const fromRow = ({ vendorId, custodianFrom, othersChangedAt, ...row }: UserRow): User =>
  present({
    ...row,
    vendorId: vendorId ?? undefined,
    custodianFrom: custodianFrom ?? undefined,
    othersChangedAt: othersChangedAt ?? undefined,
  });

const toRow = (user: User): UserRow => ({
  ...user,
  vendorId: user.vendorId ?? null,
  custodianFrom: user.custodianFrom ?? null,
  othersChangedAt: user.othersChangedAt ?? null,
});
