"""Figures about the newsroom's work. Only what has been public is counted, so that no number tells of anything else."""
