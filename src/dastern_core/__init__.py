"""
The medication library of Das Tern: values in, values out.

Each domain is a subpackage and is imported by its name, for example
``from dastern_core import khqr``. Importing this package loads none of them.
"""
