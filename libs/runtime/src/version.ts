/** What the services say that they are: the version of the repository they are built from. */
export const VERSION = '0.1.0';
