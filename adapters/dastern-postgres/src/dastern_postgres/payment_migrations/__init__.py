"""
The steps of the payment database.
"""
