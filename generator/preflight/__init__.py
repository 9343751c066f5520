"""What to look at before an issue is published: pure rules over one issue and what surrounds it.

``desk`` is all that the rules may know, ``source`` the issue's text with the place of everything in
it, ``rules`` the table of all codes, ``examine`` runs it. The other modules hold the rules, one
subject each. Nothing here reads a disk, the library or the network: the pipeline lays it on the desk.
"""
