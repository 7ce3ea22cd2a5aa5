# Infopoint in a container: built in one stage, run in another, as nobody, on glibc (the sentence encoder needs it).
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/infopoint
COPY requirements/run.txt requirements/run.txt
RUN /opt/infopoint/bin/pip install --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY intents intents
COPY locales locales
RUN /opt/infopoint/bin/pip install --no-deps --no-build-isolation .
# The trained matcher becomes part of the image, so that a container starts warm.
ENV XDG_DATA_HOME=/opt/warm
RUN mkdir -p /opt/warm && /opt/infopoint/bin/infopoint train

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin infopoint \
    && install -d -o infopoint -g infopoint /data
COPY --from=build /opt/infopoint /opt/infopoint
COPY --from=build --chown=infopoint:infopoint /opt/warm/infopoint/cache /opt/infopoint/cache
ENV PATH=/opt/infopoint/bin:$PATH \
    XDG_DATA_HOME=/data \
    INFOPOINT_LISTEN=0.0.0.0:8080 \
    INFOPOINT_LOG_FORMAT=json \
    INFOPOINT_WARM_CACHE=/opt/infopoint/cache \
    PYTHONUNBUFFERED=1
USER 10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["infopoint", "health"]
ENTRYPOINT ["infopoint"]
CMD ["run"]
