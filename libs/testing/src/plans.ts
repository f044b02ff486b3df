import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

interface Node {
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Node[];
}

/**
 * By which condition of an index a statement finds the rows of each table, planned once for whatever parameters: as a prepared one is
 * that a connection has used for a while. A table that is read whole has none.
 */
export async function accessOf(tx: Tx, statement: string): Promise<ReadonlyMap<string, string | undefined>> {
  const [row] = await sql<{ readonly 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
    tx,
    `explain (generic_plan, format json) ${statement}`,
  );
  const nodes = nodesOf(row!['QUERY PLAN'][0]!.Plan);
  return new Map(
    nodes.flatMap((node) => (node['Relation Name'] === undefined ? [] : [[node['Relation Name'], conditionOf(node)] as const])),
  );
}

const nodesOf = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** A bitmap's condition stands with the index below it. */
const conditionOf = (node: Node): string | undefined =>
  node['Index Cond'] ?? node.Plans?.map(conditionOf).find((found) => found !== undefined);
