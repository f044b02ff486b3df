import { sql } from '@openprepay/persistence/sql';
import pg from 'pg';
import type { Vending } from './fixture.js';

/** A step of how PostgreSQL does what a statement asks. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const nodesOf = (plan: PlanNode): readonly PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The statements that `work` sends, of those that are `asked` for. */
async function statementsOf(asked: RegExp, work: () => Promise<unknown>): Promise<readonly Statement[]> {
  const sent: Statement[] = [];
  const original = pg.Client.prototype.query as (...args: readonly unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...args: readonly unknown[]) {
    const { text, values = [] } =
      typeof args[0] === 'string' ? { text: args[0], values: args[1] as readonly unknown[] } : (args[0] as Statement);
    if (asked.test(text)) sent.push({ text, values });
    return original.apply(this, [...args]);
  } as typeof pg.Client.prototype.query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original as typeof pg.Client.prototype.query;
  }
  return sent;
}

class Undone extends Error {}

/** How PostgreSQL does the statements of `work` that are `asked` for: each is done once more, and undone. At least one is sent. */
export async function planOf(
  vending: Pick<Vending, 'unitOfWork'>,
  { asked, utility, work }: { readonly asked: RegExp; readonly utility: string; readonly work: () => Promise<unknown> },
): Promise<readonly PlanNode[]> {
  const nodes: PlanNode[] = [];
  const statements = await statementsOf(asked, work);
  if (statements.length === 0) throw new Error(`nothing was sent that is ${asked}`);
  for (const { text, values } of statements) {
    const explained = vending.unitOfWork.run(utility, async (tx) => {
      const [row] = await sql<{ readonly 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
        tx,
        `explain (analyze, format json) ${text}`,
        values,
      );
      nodes.push(...nodesOf(row!['QUERY PLAN'][0]!.Plan));
      throw new Undone();
    });
    await explained.catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  }
  return nodes;
}

/** Rows that the steps have looked at and left out. */
export const passedOver = (nodes: readonly PlanNode[]): number =>
  nodes.reduce((sum, node) => sum + (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'], 0);

/** Rows of a table that the steps have looked at. */
export const rowsOf = (nodes: readonly PlanNode[], table: string): number =>
  nodes
    .filter((node) => node['Relation Name'] === table)
    .reduce((sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'], 0);
