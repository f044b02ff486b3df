# One image for every service: the container's command says which one it is.
FROM node:24-bookworm-slim AS build
WORKDIR /openprepay
COPY . .
RUN npm ci --no-fund --no-audit && NX_DAEMON=false npm run build && npm prune --omit=dev --no-fund --no-audit

FROM node:24-bookworm-slim
ENV NODE_ENV=production NODE_OPTIONS=--disable-warning=TimeoutNegativeWarning HOST=0.0.0.0
WORKDIR /openprepay
COPY --from=build --chown=node:node /openprepay ./
# Named volumes take the owner of the folder they are mounted on.
RUN install -d -o node -g node -m 0700 /var/lib/openprepay
USER node
# apps/<service>/dist/main.js serves; apps/<service>/dist/migrate.js brings its tables up to date.
CMD ["node", "apps/gateway/dist/main.js"]
