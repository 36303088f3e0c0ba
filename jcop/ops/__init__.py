"""Operations: environment, logs, database, worker, readiness."""
