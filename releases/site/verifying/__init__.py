"""Whether a text that somebody has was public here, and when."""
