"""Which records speak of one paper, and what they say together: pure functions over records.

``ids`` reads and writes ids, ``titles`` folds titles, ``groups`` finds the records of one paper,
``merge`` concludes the paper from them. Nothing here stores anything; the library does.
"""
