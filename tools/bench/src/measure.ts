export interface Measured {
  readonly count: number;
  readonly seconds: number;
}

/** Has `workers` repeat `work` at the same time until the time is up; what has begun is finished and counted. */
export async function repeat(
  work: (worker: number) => Promise<number>,
  { workers, seconds }: { readonly workers: number; readonly seconds: number },
): Promise<Measured> {
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let count = 0;
  const run = async (worker: number): Promise<void> => {
    while (performance.now() < until) {
      // Not `count += await …`: that reads the count before the wait and loses what others add during it.
      const done = await work(worker);
      count += done;
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => run(worker)));
  return { count, seconds: (performance.now() - startedAt) / 1_000 };
}

export const perSecond = ({ count, seconds }: Measured): number => count / seconds;
