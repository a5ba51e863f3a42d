"""What can be wrong with a profile, or with asking for one."""

from callinsight.domain.errors.base import PermanentError


class ProfileNotFoundError(PermanentError):
    """No such profile, and PROFILE_FALLBACK is off."""

    code = "profile_not_found"
    hint = (
        "`callinsight profiles list` shows what is there; with PROFILE_FALLBACK=true the default profile "
        "serves new calls that name none of them."
    )


class ProfileVersionNotFoundError(ProfileNotFoundError):
    """There is no such version of the profile."""

    code = "profile_version_not_found"
    hint = "`callinsight profiles history ID` lists the versions there are."


class UnknownProfileError(PermanentError):
    """There is no profile with this id, or no such version of it."""

    code = "profile_unknown"
    hint = "`callinsight profiles list` shows the profiles, `callinsight profiles history ID` their versions."


class ProfilesDisabledError(PermanentError):
    """USE_PROFILES is false: the shipped default serves every call, and no table is read."""

    code = "profiles_disabled"
    hint = "Set USE_PROFILES=true to keep profiles in a table."


class ProfileInvalidError(PermanentError):
    """The profile cannot be loaded."""

    code = "profile_invalid"
    hint = "Correct the profile; docs/profiles.md lists its fields."


class ProfileWorseError(PermanentError):
    """Over the golden set the version is worse than the one that calls use now."""

    code = "profile_worse"
    hint = "`callinsight profiles evaluate ID --version N` shows field by field what it loses; insisting (`force`, `--anyway`) takes a reason."


class ProfileNotEvaluatedError(PermanentError):
    """The golden set has labels of the profile, and the version was not tried over them."""

    code = "profile_not_evaluated"
    hint = "Evaluate the version first, or insist (`force`, `--anyway`) and say why."


class NothingToEvaluateError(PermanentError):
    """No label of the golden set can be used for the profile."""

    code = "nothing_to_evaluate"
    hint = "Put answers of finished calls right first; docs/profiles.md says how."
