"""What every room stands on: plain Python, no models, no settings of its own."""
