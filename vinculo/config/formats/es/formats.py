"""Dates and numbers in Spanish."""

WEEKDAY_DATE = r"l j \d\e F \d\e Y"
WEEKDAY_DATE_HOUR = r"l j \d\e F \d\e Y, H:i"
WEEKDAY_DAY = r"l j \d\e F"
WEEKDAY_DAY_STOP = r"l j \d\e F."
WEEKDAY_DAY_HOUR = r"l j \d\e F, H:i"
LONG_DATE = r"j \d\e F \d\e Y"
DAY_OF_MONTH = r"j \d\e F"
MONTH_OF_YEAR = r"F \d\e Y"
SHORT_DAY = "D j M"
# What the staff reads: digits where a day stands among other data, in lists and in the administration (decision 0050).
DATE_FORMAT = "d/m/Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "d/m/Y H:i"
SHORT_DATE_FORMAT = DATE_FORMAT
SHORT_DATETIME_FORMAT = DATETIME_FORMAT
