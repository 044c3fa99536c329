"""The public site as a folder of static files: for archives, and for the day on which the servers are under attack.

A visitor who is not logged in walks through the site and keeps what it is shown. What is hidden cannot leak into the copy,
because nobody shows it to that visitor.
"""
