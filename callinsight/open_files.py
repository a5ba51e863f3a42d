"""How many files and connections this process may hold open."""

import logging
import resource

_log = logging.getLogger(__name__)

# Where the hard limit is infinite the kernel still has one; this is macOS's usual (OPEN_MAX).
WITHOUT_LIMIT = 10_240


def raise_open_files_limit() -> int:
    """Raise the soft limit to the hard one, log and return it: a thousand calls hold connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WITHOUT_LIMIT if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError):
            _log.warning("The limit of open files stays at %d.", soft)
        else:
            soft = wanted
    _log.info("This process may hold %s files open.", "any number of" if soft < 0 else soft)
    return soft
