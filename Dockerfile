# The production image: web, worker and beat run one image with different commands.
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY requirements.lock .
RUN uv venv /venv \
 && uv pip install --python /venv/bin/python --no-cache --require-hashes --compile-bytecode -r requirements.lock

FROM python:3.12-slim
# Volumes mounted over uploads and reports inherit the owner of these folders.
RUN useradd --system --create-home --home-dir /var/lib/seventy seventy \
 && install --directory --owner seventy /var/lib/seventy/uploads /var/lib/seventy/reports
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/var/lib/seventy
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY ssi_project ./ssi_project
COPY scoring ./scoring
COPY teams ./teams
COPY templates ./templates
COPY static ./static
USER seventy
# The key is for this command only; the image contains none.
RUN SECRET_KEY=unused COLLECT_STATIC=1 python manage.py collectstatic --noinput --verbosity 0
EXPOSE 8000
# Includes the database: an image newer than its database is unhealthy, too.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", \
  "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=4); c.request('GET', '/readyz'); raise SystemExit(c.getresponse().status != 200)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
  "--blocking-threads", "4", "--no-ws", "ssi_project.wsgi:application"]
