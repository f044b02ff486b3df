#!/bin/sh
# Starts PostgreSQL, which takes its key from a file of its own user alone; a secret belongs to whoever made it.
set -eu
umask 077
cat "${SECRETS_DIR:-/run/secrets}/postgres.key" >"${TLS_DIR:-/run/tls}/postgres.key"
exec docker-entrypoint.sh "$@"
