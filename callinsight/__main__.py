"""`python -m callinsight` is the command `callinsight`."""

from callinsight.cli.app import main

main()
