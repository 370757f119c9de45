# Two stages: the first installs, the second runs, as nobody in particular, with the models in it.
FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin vigie && install -d -o vigie /data
COPY --from=build /venv /venv
WORKDIR /app
COPY pyproject.toml ./
COPY bot bot
COPY cogs cogs
ENV PATH=/venv/bin:$PATH DATA_DIR=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER vigie
VOLUME /data
CMD ["python", "-m", "bot", "run"]
