from django.contrib.admin.apps import AdminConfig


class NewsroomConfig(AdminConfig):
    """Django's admin under its own name. Apart from `releases.apps`, since a module may hold one default configuration."""

    default_site = "releases.admin_site.NewsroomSite"
