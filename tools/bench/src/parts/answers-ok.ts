const PROBE_TIMEOUT_MS = 2_000;

/** Whether what is asked there answers, soon, with a status that is no error: what `/health/ready` and the gateway's `/api/health` do once ready. */
export const answersOk = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );
