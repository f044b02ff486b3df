import { eventually, type EventuallyOptions } from '@openprepay/testing/eventually';

/** Asks until it is so; throws where it never becomes so in the time given. */
export const until = (isSo: () => Promise<boolean>, options?: EventuallyOptions): Promise<void> =>
  eventually(async () => {
    if (!(await isSo())) throw new Error(`still not so: ${isSo.toString().slice(0, 200)}`);
  }, options);
