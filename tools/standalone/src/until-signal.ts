const PARENT_POLL_MS = 500;

/** Settles at the first SIGINT or SIGTERM; further ones change nothing, the orderly stop is on its way. */
export const untilSignal = (): Promise<'signal'> =>
  new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => resolve('signal'));
  });

/**
 * Settles when the process that started this one is gone. A signal to `npm start` ends npm and its shell and is not handed
 * on: what they started would live on with nobody who knows of it.
 */
export const untilParentGone = (): Promise<'signal'> =>
  new Promise((resolve) => {
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      resolve('signal');
    }, PARENT_POLL_MS);
    timer.unref();
  });
