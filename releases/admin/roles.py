"""Who does what in the newsroom: each role with its permissions. Imports no model; `manage.py apply_roles` makes groups of them.

A person may have several roles. What a role may do with one edition depends on more: see `releases.models.access`.
"""

# The terms of an edition are chosen from vocabularies, which are looked up.
VOCABULARIES = ("fieldofwork", "country", "structure", "meetingseries")
READER = frozenset({"releases.view_edition", *(f"taxonomy.view_{name}" for name in VOCABULARIES)})
AUTHOR = READER | {"releases.add_edition", "releases.change_edition"}
NEWSROOM = READER | {"releases.see_every_edition"}

# Names of vocabularies, on which a taxonomist may do everything but delete: a term that is no longer used is merged or closed.
TAXONOMY = "taxonomy"

ROLES: dict[str, frozenset[str]] = {
    "Author": AUTHOR,
    "Editor": AUTHOR | NEWSROOM | {"releases.write_every_edition", "releases.approve_edition"},
    "Publisher": NEWSROOM
    | {"releases.release_edition", "releases.release_edition_urgently", "releases.withdraw_edition"},
    "Taxonomist": frozenset({TAXONOMY}),
    "Administrator": NEWSROOM
    | {
        "releases.break_glass",
        "releases.import_edition",
        "releases.view_importrun",
        "releases.view_provenance",
        "releases.view_legacyaddress",
        "releases.add_user",
        "releases.change_user",
        "releases.view_user",
        "auth.view_group",
    },
}


def holders(permission: str) -> list[str]:
    """The roles that have the permission, in the order above."""
    return [name for name, permissions in ROLES.items() if permission in permissions]
