"""An acquirer that speaks WeChat Pay API v3. No network of its own: whoever joins it to the port brings a ``Transport``."""
