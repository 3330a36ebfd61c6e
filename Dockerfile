# Paperboy on Node 26, which runs the TypeScript as it is: there is no build step.
FROM node:26-slim

ENV NODE_ENV=production
WORKDIR /app

# The optional packages bring Node itself to machines without it; this image has it.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

COPY bin ./bin
COPY src ./src
COPY migrations ./migrations
COPY templates ./templates
COPY seeds ./seeds

RUN mkdir /data && chown node:node /data
ENV PAPERBOY_DATA=/data
VOLUME /data

USER node
ENTRYPOINT ["node", "bin/paperboy.js"]
