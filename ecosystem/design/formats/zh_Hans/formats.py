"""Days in Chinese, as the pages say them: no zero before a month, and no year with what is near."""

MONTH_DAY_FORMAT = "n月j日"
SHORT_DATETIME_FORMAT = "n月j日 H:i"
