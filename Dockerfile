# Two stages: the first installs, the second runs, as nobody in particular, with the models in it. Everything it writes is under /data.
FROM python:3.12-slim AS build
COPY requirements/run.txt /run.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /run.txt

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin vigie && install -d -o vigie -g vigie /data
COPY --from=build /venv /venv
WORKDIR /app
COPY bot bot
COPY cogs cogs
RUN python -m compileall -q bot cogs
ENV PATH=/venv/bin:$PATH DATA_DIR=/data METRICS_PORT=9090 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
USER vigie
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['METRICS_PORT']}/healthz\", timeout=8)"]
CMD ["python", "-m", "bot", "run"]
