"""What every kept key does; a key from the settings cannot change."""

from dataclasses import dataclass, field

import pytest
from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.secrets_manager import (
    CACHE_SECONDS,
    GivenSecret,
    SecretsManagerSecret,
)
from callinsight.domain.errors.deployment import ResourceMissingError, SettingsError
from callinsight.domain.errors.provider import ProviderKeyError
from callinsight.ports.secrets import Secret
from tests.contracts.conftest import DYNAMODB
from tests.fakes.secrets import FakeSecret

everywhere = pytest.mark.parametrize("server", DYNAMODB, indirect=True)
on_servers = pytest.mark.parametrize("server", ["ministack", "moto"], indirect=True)


@dataclass
class Keeper:
    """Whoever keeps the key: changes it, and lets time pass for who reads it."""

    server: AwsClients | None
    name: str = field(default_factory=lambda: f"openai-{ULID()}")
    now: float = 0.0

    def __post_init__(self) -> None:
        self.fake = FakeSecret("sk-1")
        if self.server is not None:
            self.server.secrets_manager.create_secret(Name=self.name, SecretString="sk-1")

    @property
    def secret(self) -> Secret:
        """The key, as a process reads it that has not read it yet."""
        if self.server is None:
            return self.fake
        manager = self.server.secrets_manager
        return SecretsManagerSecret(manager, self.server.threads, self.name, lambda: self.now)

    def change(self, key: str) -> None:
        self.fake.kept = key
        if self.server is not None:
            self.server.secrets_manager.put_secret_value(SecretId=self.name, SecretString=key)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.fake.now += seconds


@pytest.fixture
def keeper(server: AwsClients | None) -> Keeper:
    return Keeper(server)


@everywhere
async def test_a_key_is_remembered_for_five_minutes(keeper: Keeper) -> None:
    secret = keeper.secret
    assert await secret.value() == "sk-1"
    keeper.change("sk-2")
    keeper.wait(CACHE_SECONDS)
    assert await secret.value() == "sk-1"
    keeper.wait(1)
    assert await secret.value() == "sk-2"


@everywhere
async def test_a_refused_key_is_read_again_at_once(keeper: Keeper) -> None:
    secret = keeper.secret
    await secret.value()
    keeper.change("sk-2")
    assert await secret.refreshed("sk-1") == "sk-2"
    assert await secret.value() == "sk-2"


@everywhere
async def test_a_refused_key_that_was_not_changed_has_no_other(keeper: Keeper) -> None:
    secret = keeper.secret
    assert await secret.refreshed("sk-1") is None
    await secret.value()
    assert await secret.refreshed("sk-1") is None


@everywhere
async def test_who_was_refused_an_older_key_gets_the_one_that_is_known(keeper: Keeper) -> None:
    secret = keeper.secret
    assert await secret.value() == "sk-1"
    keeper.change("sk-2")
    assert await secret.refreshed("sk-0") == "sk-1"


@everywhere
async def test_white_space_around_a_key_is_not_part_of_it(keeper: Keeper) -> None:
    keeper.change("sk-2\n")
    assert await keeper.secret.value() == "sk-2"


@on_servers
async def test_a_secret_that_does_not_exist_is_named(server: AwsClients) -> None:
    missing = SecretsManagerSecret(server.secrets_manager, server.threads, "no-such-secret")
    with pytest.raises(ResourceMissingError, match="no-such-secret"):
        await missing.value()


@on_servers
@pytest.mark.parametrize("kept", [{"SecretBinary": b"sk-1"}, {"SecretString": " "}])
async def test_a_secret_without_text_is_named(server: AwsClients, kept: dict[str, str]) -> None:
    name = f"binary-{ULID()}"
    server.secrets_manager.create_secret(Name=name, **kept)  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match=name):
        await SecretsManagerSecret(server.secrets_manager, server.threads, name).value()


async def test_a_key_from_the_settings_stays_as_it_is() -> None:
    secret = GivenSecret("sk-1")
    assert await secret.value() == "sk-1"
    assert await secret.refreshed("sk-1") is None
    assert await secret.refreshed("sk-0") == "sk-1"


async def test_a_given_key_loses_its_white_space_and_must_fit_into_a_header() -> None:
    assert await GivenSecret(" sk-1\n").value() == "sk-1"
    for wrong in ("sk-é", "sk-1\nx: y"):
        with pytest.raises(ProviderKeyError):
            await GivenSecret(wrong).value()
