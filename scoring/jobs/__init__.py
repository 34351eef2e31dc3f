"""Status of the daily job: page, command and probes."""
