"""One PostgreSQL database for many tests: between two its rows are put back, which takes a tenth of making another."""

from __future__ import annotations

from subprocess import CalledProcessError

from benchmarks.postgres_server import PostgresServer

NAME, AGAIN = "desk_under_test", "SELECT seeded.again()"
KEPT = """
CREATE SCHEMA seeded;
CREATE TABLE seeded.counters AS
    SELECT schemaname, sequencename, last_value FROM pg_sequences WHERE schemaname = 'public';
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE seeded.%I AS TABLE public.%I', 'rows_of_' || name, name);
    END LOOP;
END $$;
CREATE FUNCTION seeded.again() RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text; counter record; had integer; has integer;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    SELECT count(*) INTO had FROM pg_tables WHERE schemaname = 'seeded' AND tablename LIKE 'rows_of_%';
    SELECT count(*) INTO has FROM pg_tables WHERE schemaname = 'public';
    IF had <> has THEN RAISE EXCEPTION 'the tables are not those of the beginning'; END IF;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%I', name);
        EXECUTE format('INSERT INTO public.%I OVERRIDING SYSTEM VALUE SELECT * FROM seeded.%I',
                       name, 'rows_of_' || name);
    END LOOP;
    FOR counter IN SELECT * FROM seeded.counters LOOP
        PERFORM setval(format('%I.%I', counter.schemaname, counter.sequencename)::regclass,
                       coalesce(counter.last_value, 1), counter.last_value IS NOT NULL);
    END LOOP;
END $$;
"""


class SeededDatabase:
    """Begins for each test as a copy of `template`. After a test that changed its tables it is made anew."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server, self._template = server, template
        self._url = self._made()

    def again(self) -> str:
        """Its URL, with the rows as they were in the beginning and nobody connected to it."""
        try:
            self._server.run(AGAIN, NAME)
        except CalledProcessError:
            self._server.drop(NAME)
            self._url = self._made()
        return self._url

    def _made(self) -> str:
        url = self._server.copy(self._template, NAME)
        self._server.run(KEPT, NAME)
        return url
