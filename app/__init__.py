"""Relais makes signed codes for printed things, routes their scans, credits what they bring.

Three flows, each readable top to bottom in one file:

1. make       app/make.py           campaign file -> codes -> printables and manifest
2. redirect   app/redirect/serve.py request -> visit -> decision -> scan on disk -> answer
3. attribute  app/inbound/ingest.py conversion -> match to a code -> credits -> report row

What is where; a module imports only from lines below its own (import-linter checks it):

cli/          one file per command group; parses and prints only
front         joins redirect and web in one server, or runs one alone; chores run beside it, and
              targets, which asks whether the places that codes lead to still answer
web/          Flask: console pages, hosted pages (/c), JSON API, hooks
redirect/     flow 2; no Flask, Jinja, segno, Pillow or SQL
make          flow 1; jobs, issue, proofs, printable and staging serve it
inbound/      the doors of flow 3
campaign/     campaign file (TOML, CSV of placements) -> model, all problems at once
printing/     media, symbols, layouts, the writers of each file format, preflight
reports/      query -> counts -> rows -> table, CSV, XLSX, Parquet, JSON, PDF, chart; sendings
store/        catalog, journals, history, and the only report SQL
attribution/  matching and credits; pure
channels/     one file per channel: how a contact point becomes a link
signing       tokens and references
decide        which rule of a route a visit meets; pure
model, hours, sheet, nearness, beside, outside, logs, i18n, config, errors   what everything stands
              on; outside is the one way to an address that somebody gave us
client        the typed client of the API, for other programs; mcp is a door for assistants
"""
