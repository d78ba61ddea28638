"""
Testing: what users of the library need to test their own adapters and use cases.

Installed as ``dastern-core[testing]``. ``fakes`` keep everything in memory and pass the
same ``contracts`` as the real adapters; ``samples`` are valid values to start from.
"""
