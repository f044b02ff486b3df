/** The work took longer than it was given. It may still be running. */
export class TimeLimitExceeded extends Error {
  override readonly name = 'TimeLimitExceeded';
}

/**
 * The result of `work`, if it has one within `ms` milliseconds. What it still throws afterwards is nobody's business.
 *
 * @param whatItWas for people, e.g. `the database's answer`
 * @throws {TimeLimitExceeded} when the time is up; else what `work` throws
 */
export async function withTimeLimit<T>(work: Promise<T>, ms: number, whatItWas: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitExceeded(`${whatItWas} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether `work` ends, well or badly, within `ms` milliseconds; never throws. For endings that must not hold up others. */
export async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const settled = work.then(
    () => true,
    () => true,
  );
  return withTimeLimit(settled, ms, 'it').catch(() => false);
}
