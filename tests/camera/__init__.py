"""A second camera, which preflight never sees: it judges preflight. See docs/preflight.md."""
