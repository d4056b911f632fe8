"""Exchange with portals: where its secrets are kept."""
