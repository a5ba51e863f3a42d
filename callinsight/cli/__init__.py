"""The command `callinsight`: one group of commands per noun; heavy imports only where used."""
