"""
Use cases: load, decide, save; one verb a module, no rule of its own.
"""
