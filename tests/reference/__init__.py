"""The twelve lifecycles a second time, by hand: what the server's answers are compared with.

Written from the documents' tables and sharing no code with the server, so that a mistake in one of the two shows as a
difference. `tables` are the documents' own words, `law` reads them, `system` says what happens by itself.
"""
