"""
Ports: what the use cases need from outside, as protocols; one file a thing.
"""
