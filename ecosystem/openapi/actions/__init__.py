"""Clients are let in, businesses connect them, and they tell of trade."""

from .connecting import connect_client, end_connection
from .registering import approve_client, register_client, suspend_client
from .reporting import report_facts

__all__ = ["approve_client", "connect_client", "end_connection", "register_client", "report_facts", "suspend_client"]
