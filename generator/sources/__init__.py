"""Reading what sources say: one module per format, each turning an open file into records.

``formats`` is the protocol, ``table`` the formats by name, ``files`` finds, recognises and opens
files. Nothing here fetches, stores, cleans or merges.
"""
