"""A short day in English says its month in letters: 11/07 is a day of November to some and of July to others."""

SHORT_DATE_FORMAT = "j M Y"
