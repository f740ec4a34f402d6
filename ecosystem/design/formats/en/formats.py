"""Days in English say the day first and the month in letters: 11/07 is a day of November to some and of July to others."""

SHORT_DATE_FORMAT = "j M Y"
DATE_FORMAT = "j F Y"
# A moment near enough to need no year.
MONTH_DAY_FORMAT = "j M"
SHORT_DATETIME_FORMAT = "j M H:i"
