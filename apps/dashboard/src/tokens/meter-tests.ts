import { METER_TEST_ACTIONS } from '@openprepay/sts';

/** What a meter can be asked to test or to show, in the order of the standard's bits. */
export const METER_TESTS = ['test-all', ...METER_TEST_ACTIONS] as const;
