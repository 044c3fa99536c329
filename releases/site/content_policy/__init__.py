"""What a page may load and do, as browsers are told, and what they report when something else is tried."""
