"""The public site as a folder of static files, for archives and as a fallback while the servers are under attack.

An anonymous visitor walks through the site in-process and saves each response. Hidden content cannot leak into the
copy, because that visitor is never shown any.
"""
