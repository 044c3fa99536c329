"""What operators see of each request: an id, a line of JSON, and figures for Prometheus. Never what a text says, nor who asked.

`python -m osce_cms.observing ADDRESS` serves the figures of all processes, at an address of their own.
"""
