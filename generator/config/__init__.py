"""The newsletter's YAML, read so that nothing is lost, as frozen objects.

``load`` reads a project, ``strict_yaml`` reads text, ``objects`` are what comes out.
"""
