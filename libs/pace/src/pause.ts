/** Resolves after `ms` milliseconds, or as soon as `abort` fires: whoever was waiting looks at the signal to know which. */
export function pause(ms: number, abort?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (abort?.aborted === true) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      abort?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    abort?.addEventListener('abort', end);
  });
}
