"""Storage in four parts (`base` says what each promises): catalog, journals, history, rollups.

catalog     brands, campaigns, codes, people, conversions (`rows`, `ledger`, `migrations` serve it)
journal     what one redirect process appends to before it answers
folder      moves journals into the history, exactly once
history     all scans and actions; `rollups` counts kept beside it
counting    the only report SQL
secrets     signing secrets, files of their own
"""
