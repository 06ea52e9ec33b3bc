"""Alembic's entry: runs migrations on the connection the application hands over (`app.migrating`)."""

from alembic import context

from app.tables import metadata


def run() -> None:
    """Migrate on the given connection; the caller's transaction decides."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters tables by copying them
        compare_type=True,
        transactional_ddl=True,
        user_module_prefix="app.database.",
    )
    context.run_migrations()


run()
