/** The variable that says where a run of tests keeps its clusters; without it each server makes its own. */
export const CLUSTERS_FOLDER = 'OPENPREPAY_TEST_CLUSTERS';

/** How the folder of a server that runs begins, there or among the system's temporary ones. */
export const SERVER_FOLDER = 'openprepay-postgres-';
