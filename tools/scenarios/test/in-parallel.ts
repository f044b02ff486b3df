/** Does something with each item, so many at a time, in their order. */
export async function inParallel<Item>(
  width: number,
  items: readonly Item[],
  act: (item: Item, place: number) => Promise<void>,
): Promise<void> {
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [place, item] of waiting) await act(item, place);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
