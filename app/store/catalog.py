"""The catalog in SQLite, through sqlite-utils. See app.store.base for what it promises."""
