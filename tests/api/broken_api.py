"""The API's own command over a broken call store: `python -m tests.api.broken_api PORT`."""

import sys

from callinsight.cli.serve import api
from callinsight.domain.call import Call
from callinsight.services import using
from tests.builders import fake_services
from tests.domain.canaries import CANARY
from tests.fakes.calls import FakeCallStore


class BrokenCallStore(FakeCallStore):
    """Fails in a way nobody expects, with an error that says too much."""

    async def get(self, call_id: str) -> Call | None:
        raise ValueError(f"{CANARY} was said in the call") from OSError(CANARY)


if __name__ == "__main__":
    with using(fake_services(calls=BrokenCallStore())):
        api(port=int(sys.argv[1]))
