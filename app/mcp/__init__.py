"""An MCP server over stdio (modelcontextprotocol.io): assistants make codes and read reports.

It is a client of the API like any other: what it may do is what its API key may do.

protocol      JSON-RPC 2.0, one message a line
tools         what is offered, each with the schema of what it takes
"""

from app.mcp.protocol import serve

__all__ = ["serve"]
