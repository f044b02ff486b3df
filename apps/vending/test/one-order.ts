/**
 * One order of all of `items` in which each chain's items stand in the chain's order, and otherwise in theirs.
 * @throws {Error} where there is none: then what made the chains was not as if one had come after the other
 */
export function oneOrder<Item>(items: readonly Item[], chains: readonly (readonly Item[])[]): readonly Item[] {
  const left = new Set(items);
  const mayBeNext = (item: Item): boolean =>
    chains.every((chain) => !chain.includes(item) || chain.find((other) => left.has(other)) === item);
  const order: Item[] = [];
  while (left.size > 0) {
    const next = [...left].find(mayBeNext);
    if (next === undefined) throw new Error(`no order of ${[...left].join(', ')} is that of all of their chains`);
    left.delete(next);
    order.push(next);
  }
  return order;
}
