/** The variable that says where a run of tests keeps its clusters; without it each server makes its own. */
export const CLUSTERS_FOLDER = 'OPENPREPAY_TEST_CLUSTERS';
