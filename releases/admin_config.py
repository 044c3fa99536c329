from django.contrib.admin.apps import AdminConfig


class NewsroomConfig(AdminConfig):
    """Django's admin under the newsroom's name. Not in `releases.apps`, since a module may define only one default configuration."""

    default_site = "releases.admin_site.NewsroomSite"
