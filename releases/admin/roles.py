"""The roles of the newsroom and their permissions. Imports no model; `manage.py apply_roles` turns them into groups.

A person may have several roles. What a role may do with one edition depends on more: see `releases.models.access`.
"""

# To choose an edition's terms, one must be able to look them up.
VOCABULARIES = ("fieldofwork", "country", "structure", "meetingseries")
READER = frozenset({"releases.view_edition", *(f"taxonomy.view_{name}" for name in VOCABULARIES)})
AUTHOR = READER | {"releases.add_edition", "releases.change_edition"}
NEWSROOM = READER | {"releases.see_every_edition"}

# Templates of releases and standard passages; to start from one or to put one in takes no more than to write.
STANDARD_TEXTS = frozenset(
    f"releases.{action}_{model}" for action in ("add", "change", "view") for model in ("releasetemplate", "boilerplate")
)

# The app in which a taxonomist may do everything but delete: a term no longer used is merged or closed.
TAXONOMY = "taxonomy"

ROLES: dict[str, frozenset[str]] = {
    "Author": AUTHOR,
    "Editor": AUTHOR
    | NEWSROOM
    | {"releases.write_every_edition", "releases.approve_edition", "releases.feature_release"}
    | STANDARD_TEXTS,
    "Publisher": NEWSROOM
    | {"releases.release_edition", "releases.release_edition_urgently", "releases.withdraw_edition"}
    | {"releases.feature_release", "releases.see_figures"}
    # Two of them, for a lawful erasure.
    | {"releases.add_erasure", "releases.view_erasure"}
    # The room for journalists.
    | {"releases.open_room", "releases.view_opening", "releases.view_roomentry"}
    | {f"releases.{action}_{model}" for action in ("add", "change", "view") for model in ("journalist", "outlet")}
    | {"releases.add_roomterms", "releases.view_roomterms"},
    "Taxonomist": frozenset({TAXONOMY}),
    "Administrator": NEWSROOM
    | STANDARD_TEXTS
    | {
        "releases.break_glass",
        "releases.see_figures",
        "releases.import_edition",
        "releases.view_importrun",
        "releases.view_provenance",
        "releases.view_legacyaddress",
        "releases.add_user",
        "releases.change_user",
        "releases.view_user",
        "releases.view_accountevent",
        "releases.view_cspreport",
        "releases.add_department",
        "releases.change_department",
        "releases.view_department",
        "releases.view_journalist",
        "releases.view_opening",
        "releases.view_outlet",
        "releases.view_roomentry",
        "releases.view_roomterms",
        "auth.view_group",
    },
    # Somebody of another department: reads, comments, and says their word when they are asked.
    "Reviewer": NEWSROOM,
}


def holders(permission: str) -> list[str]:
    """The roles with the permission, in the order above."""
    return [name for name, permissions in ROLES.items() if permission in permissions]
