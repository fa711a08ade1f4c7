"""What an API key may be allowed. A key holds several; none contains another."""

SCOPES = {
    "read": "see campaigns, placements, codes, contact points, routes and conversions; preflight",
    "write": "make and change campaigns, withdraw codes, set up webhooks",
    "print": "download files that are approved for print",
    "approve": "approve or refuse files for print",
    "conversions": "send conversions",
    "report": "read reports",
    "queues": "say how long the callers of a call centre wait",
}
