import type { DataSource } from 'typeorm';

/** Superusers keep some connections for themselves, and since PostgreSQL 16 so may a role; a limit of -1 is none. */
const ALLOWED = `
  select least(
    current_setting('max_connections')::int
      - current_setting('superuser_reserved_connections')::int
      - coalesce(current_setting('reserved_connections', true)::int, 0),
    (select nullif(rolconnlimit, -1) from pg_roles where rolname = current_user),
    (select nullif(datconnlimit, -1) from pg_database where datname = current_database())
  ) as allowed`;

/** Connections that the server, the database and the role allow at a time, whoever else uses the same server. */
export async function connectionsAllowed(dataSource: DataSource): Promise<number> {
  const [row] = await dataSource.query<readonly { readonly allowed: number }[]>(ALLOWED);
  return row?.allowed ?? 0;
}
