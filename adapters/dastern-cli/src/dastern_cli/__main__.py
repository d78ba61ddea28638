"""
The command as a module: ``python -m dastern_cli``.
"""

from dastern_cli.main import main

main()
