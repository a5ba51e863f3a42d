"""What a deployment or its machine lacks."""

from callinsight.domain.errors.base import PermanentError, RetryableError


class DiskFullError(RetryableError):
    """There is no room for a copy of the recording on this machine."""

    code = "disk_full"
    hint = "Make room in the worker's temporary folder (TMPDIR); the call goes on by itself."


class MachineBusyError(RetryableError):
    """This machine was too busy to look at a recording; the recording is not to blame."""

    code = "machine_busy"
    hint = "Let fewer calls run at once (CALLINSIGHT_CAPACITY); the call goes on by itself."


class ResourceMissingError(PermanentError):
    """A bucket, table, queue or secret does not exist."""

    code = "resource_missing"
    hint = "Run `callinsight doctor`; it names every missing resource."


class WorkerMissingError(PermanentError):
    """No worker serves the work pool: flow runs would wait for ever."""

    code = "worker_missing"
    hint = "Start one: `prefect worker start --pool ...`, or `callinsight worker`."


class AccessDeniedError(PermanentError):
    """AWS refuses our credentials or permissions."""

    code = "access_denied"
    hint = "Check the AWS credentials and the policy of this role; `callinsight doctor` tries each."


class EngineMissingError(PermanentError):
    """A local engine is not installed on this machine."""

    code = "engine_missing"
    hint = "Install callinsight[local] or callinsight[whisper], or configure a provider key."


class ModelMissingError(PermanentError):
    """No language model is set up in this process."""

    code = "model_missing"
    hint = "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own, where this runs."


class ExtraMissingError(PermanentError):
    """A part of the package that is installed on demand is not installed on this machine."""

    code = "extra_missing"
    hint = "Install callinsight[export]."


class SettingsError(PermanentError):
    """A wrong or missing setting."""

    code = "settings"
    hint = "README lists every setting."
