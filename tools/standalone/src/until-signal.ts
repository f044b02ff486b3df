/** Settles at the first SIGINT or SIGTERM; further ones change nothing, the orderly stop is on its way. */
export const untilSignal = (): Promise<'signal'> =>
  new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => resolve('signal'));
  });
