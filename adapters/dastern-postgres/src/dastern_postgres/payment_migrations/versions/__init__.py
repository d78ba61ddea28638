"""
One module a step, forward and back, in the order of their numbers.
"""
