import pg from 'pg';

/** Round trips to the database, and the statements that they took. */
export interface Flights {
  readonly trips: number;
  readonly statements: readonly string[];
}

/** What `work` asks of the database: statements that are begun while another is under way on their connection share its trip. */
export async function flightsOf(work: () => Promise<unknown>): Promise<Flights> {
  const query = Reflect.get(pg.Client.prototype, 'query') as (...args: readonly unknown[]) => unknown;
  const underWay = new Map<unknown, number>();
  const statements: string[] = [];
  let trips = 0;
  pg.Client.prototype.query = function (this: pg.Client, ...args: readonly unknown[]) {
    const before = underWay.get(this) ?? 0;
    if (before === 0) trips += 1;
    underWay.set(this, before + 1);
    statements.push(textOf(args[0]).trim());
    const answer = query.apply(this, [...args]) as Promise<unknown>;
    const ended = (): void => void underWay.set(this, (underWay.get(this) ?? 1) - 1);
    void answer.then(ended, ended);
    return answer;
  } as typeof pg.Client.prototype.query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query as typeof pg.Client.prototype.query;
  }
  return { trips, statements };
}

/** A statement is its text, or has one where it is prepared. */
const textOf = (statement: unknown): string =>
  typeof statement === 'object' && statement !== null && 'text' in statement ? String(statement.text) : String(statement);
