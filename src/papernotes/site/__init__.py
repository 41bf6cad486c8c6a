"""The site as files: pages printed by shells, written where they have changed. Nothing here needs the host."""
