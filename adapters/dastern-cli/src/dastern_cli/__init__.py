"""
The command ``dastern``.
"""
