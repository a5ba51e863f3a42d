"""Examples of requests and answers, all of one story: what the API's documentation shows."""

from callinsight.api.examples.calls import CALLS
from callinsight.api.examples.profiles import PROFILES
from callinsight.api.examples.rerunning import RERUNNING
from callinsight.api.examples.results import RESULTS
from callinsight.api.examples.service import SERVICE

# By operation id, which is the name of the route's function.
EXAMPLES = {**CALLS, **RERUNNING, **RESULTS, **PROFILES, **SERVICE}
