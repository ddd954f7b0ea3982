"""Alembic's way in: it gets the open connection from ``bot.store.schema``."""

from alembic import context

from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can: a crash in the middle leaves the old schema
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
