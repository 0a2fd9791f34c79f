"""${message}."""

from __future__ import annotations

${"\n".join(line for line in sorted(("import sqlalchemy as sa\nfrom alembic import op\n" + (imports or "")).splitlines()) if line)}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${"\n".join(line for line in (upgrades or "pass").splitlines() if "# ###" not in line).lstrip()}
