"""Query parameters of a report become a Query; the page and the API take the same ones."""
