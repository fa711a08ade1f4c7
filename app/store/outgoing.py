"""The tables of outgoing webhooks, and the triggers that write their events.

Whatever door a change came by, its event is stored with it, in the same transaction, and a brand
without webhooks pays nothing. Time 0: when it is first seen.
"""

_WANTED = (
    "EXISTS (SELECT 1 FROM webhook WHERE brand = NEW.brand AND paused = 0 "
    "AND instr(' ' || events || ' ', ' {} '))"
)
STATEMENTS = f"""
CREATE TABLE webhook (
    id INTEGER PRIMARY KEY AUTOINCREMENT, brand TEXT NOT NULL REFERENCES brand, url TEXT NOT NULL,
    events TEXT NOT NULL, salt BLOB NOT NULL, created INTEGER NOT NULL,
    paused INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX webhook_brand ON webhook (brand);

CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, brand TEXT NOT NULL, kind TEXT NOT NULL,
    at INTEGER NOT NULL, data TEXT NOT NULL, spread INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX event_new ON event (id) WHERE spread = 0;

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, brand TEXT NOT NULL,
    webhook INTEGER NOT NULL REFERENCES webhook ON DELETE CASCADE,
    event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    state TEXT NOT NULL DEFAULT 'waiting', due INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    status INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX delivery_due ON delivery (due) WHERE state = 'waiting';

CREATE INDEX delivery_webhook ON delivery (brand, webhook, id);

CREATE INDEX delivery_event ON delivery (event);

CREATE TRIGGER conversion_recorded AFTER INSERT ON conversion
WHEN {_WANTED.format("conversion.recorded")} BEGIN
    INSERT INTO event (brand, kind, at, data) VALUES (
        NEW.brand, 'conversion.recorded', NEW.received, json_object(
            'id', NEW.id, 'source', NEW.source, 'external_id', NEW.external_id, 'kind', NEW.kind,
            'at', NEW.at, 'value_minor', NEW.value_minor, 'currency', NEW.currency,
            'reverses', NEW.reverses, 'contact_point', NEW.contact_point,
            'campaign', NEW.campaign, 'placement', NEW.placement, 'medium', NEW.medium,
            'token', (SELECT token FROM code WHERE id = NEW.code), 'strength', NEW.strength));
END;

CREATE TRIGGER code_edited AFTER UPDATE ON code
WHEN (OLD.route, OLD.alias, OLD.call_to_action, OLD.style, OLD.serials, OLD.withdrawn)
    IS NOT (NEW.route, NEW.alias, NEW.call_to_action, NEW.style, NEW.serials, NEW.withdrawn)
    AND {_WANTED.format("code.edited")} BEGIN
    INSERT INTO event (brand, kind, at, data) VALUES (
        NEW.brand, 'code.edited', 0, json_object(
            'token', NEW.token, 'reference', NEW.reference, 'campaign', NEW.campaign,
            'placement', NEW.placement, 'key', NEW.key, 'route', NEW.route,
            'withdrawn', json(iif(NEW.withdrawn, 'true', 'false'))));
END;

CREATE TRIGGER route_edited AFTER UPDATE ON route
WHEN OLD.rules IS NOT NEW.rules AND {_WANTED.format("code.edited")} BEGIN
    INSERT INTO event (brand, kind, at, data) VALUES (NEW.brand, 'code.edited', 0,
        json_object('campaign', NEW.campaign, 'route', NEW.key));
END;

CREATE TRIGGER contact_point_edited AFTER UPDATE ON contact_point
WHEN (OLD.channel, OLD.options) IS NOT (NEW.channel, NEW.options)
    AND {_WANTED.format("code.edited")} BEGIN
    INSERT INTO event (brand, kind, at, data) VALUES (NEW.brand, 'code.edited', 0,
        json_object('campaign', NEW.campaign, 'contact_point', NEW.key));
END
""".split(";\n\n")  # noqa: S608 - our own texts
