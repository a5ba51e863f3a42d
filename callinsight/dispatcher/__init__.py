"""The one loop that starts what is due and rescues what died; any number of it may run."""
