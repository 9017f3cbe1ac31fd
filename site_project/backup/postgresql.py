"""A PostgreSQL database in a backup: what pg_dump writes, and the way back through pg_restore."""

from contextlib import closing, contextmanager

from django.db import DatabaseError, connection, transaction
from psycopg import connect, sql

from site_project.backup import BackupError
from site_project.backup.facts import LEFT_EMPTY, compare_facts, read_facts
from site_project.backup.postgresql_programs import run

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
ANY_TABLE = """
    SELECT schemaname || '.' || tablename FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1 LIMIT 1
"""
AS_WHOEVER_RESTORES = ["--no-owner", "--no-privileges"]


class PostgreSQL:
    """The PostgreSQL database that DATABASE_URL names."""

    kind = "PostgreSQL"
    member = "database.pgdump"
    lies_in_data_folder = False

    @property
    def name(self):
        """The name of the database."""
        return connection.settings_dict["NAME"]

    def save(self, folder):
        """Write a dump into `folder`, a pathlib.Path. Returns (file, facts about it), both of one moment."""
        file = folder / self.member
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            facts = read_facts(cursor, table_names(cursor))
            facts["server"] = server_version()
            facts["rows"][LEFT_EMPTY] = 0
            run(
                "pg_dump",
                server_version(),
                "--format=custom",
                *AS_WHOEVER_RESTORES,
                f"--snapshot={snapshot}",
                f"--exclude-table-data=*.{LEFT_EMPTY}",
                f"--file={file}",
                database=self.name,
            )
        return file, facts

    def check(self, file, manifest):
        """Raise BackupError unless the dump in `file`, restored on trial, fits the `manifest`.

        That is tried in a database of its own, which is dropped again.
        """
        self._check_server(manifest)
        with self._trial_database() as name:
            self._restore(file, name, manifest)

    def check_target(self, folder, manifest):
        """Raise BackupError unless the database is empty and its server can read the dump."""
        self._check_server(manifest)
        with connection.cursor() as cursor:
            cursor.execute(ANY_TABLE)
            if table := cursor.fetchone():
                raise BackupError(
                    f"The database {self.name} is not empty (it has the table {table[0]}). "
                    "Make a new one with createdb, name it in DATABASE_URL, and restore into that."
                )

    def bring(self, file, new, manifest):
        """Restore the dump in `file` into the database, wholly or not at all, and compare it."""
        self._restore(file, self.name, manifest)

    def _check_server(self, manifest):
        if manifest["server"] > server_version():
            raise BackupError(
                f"The archive was made from PostgreSQL {manifest['server']}, and DATABASE_URL names a server "
                f"of version {server_version()}. Choose a server of version {manifest['server']} or newer."
            )

    def _restore(self, file, name, manifest):
        options = ["--single-transaction", "--exit-on-error", *AS_WHOEVER_RESTORES, f"--dbname={name}"]
        run("pg_restore", server_version(), *options, str(file), database=name)
        with closing(connect(**connection.get_connection_params() | {"dbname": name})) as database:
            cursor = database.cursor()
            compare_facts(read_facts(cursor, table_names(cursor)), manifest)

    @contextmanager
    def _trial_database(self):
        name = f"{self.name}_backup_trial"
        drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
        with connection.cursor() as cursor:
            try:
                cursor.execute(drop)  # that of a trial that was killed
                cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
            except DatabaseError as error:
                reason = str(error).strip().partition("\n")[0]
                raise BackupError(
                    f"The trial needs a database of its own, and {name} can't be made ({reason}). "
                    f"Let the user make databases: ALTER ROLE {connection.settings_dict['USER']} CREATEDB"
                ) from error
            try:
                yield name
            finally:
                cursor.execute(drop)


def table_names(cursor):
    """Return the names of the tables that `cursor` sees without naming a schema."""
    cursor.execute(TABLES)
    return [name for (name,) in cursor.fetchall()]


def server_version():
    """Return the major version of the server."""
    connection.ensure_connection()
    return connection.pg_version // 10_000
