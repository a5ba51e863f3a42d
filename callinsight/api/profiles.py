"""Profiles: read, written anew as versions, checked before they are written."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Depends
from fastapi.exceptions import RequestValidationError

from callinsight.api.access import Caller, needs
from callinsight.api.parameters import NewProfileId, ProfileId, Version
from callinsight.api.problems import input_error
from callinsight.api.profile_documents import (
    CheckedDocument,
    CheckResult,
    CurrentVersion,
    ProfileList,
    ProfileListed,
    VersionDocument,
    VersionList,
    VersionListed,
)
from callinsight.api.refusals import refusals
from callinsight.domain.access import Scope
from callinsight.domain.errors.call import ConflictError
from callinsight.domain.errors.profile import (
    ProfileNotEvaluatedError,
    ProfilesDisabledError,
    ProfileVersionNotFoundError,
    ProfileWorseError,
    UnknownProfileError,
)
from callinsight.domain.profile import Profile
from callinsight.domain.profile_problem import ProfileProblem
from callinsight.profile_problems import problems_of
from callinsight.services import services


async def require_profiles() -> None:
    """Answer 409 while profiles are files: nothing of the table would be used."""
    services().profile_versions.require_enabled()


router = APIRouter(
    prefix="/profiles",
    tags=["profiles"],
    dependencies=[Depends(require_profiles)],
    responses=refusals(ProfilesDisabledError),
)
_OF_ONE = refusals(ProfilesDisabledError, UnknownProfileError)


@router.get("", dependencies=[needs(Scope.READ)])
async def list_profiles() -> ProfileList:
    """List the current version of every profile."""
    default = services().settings.default_profile_id
    found = await services().profile_store.list_current()
    return ProfileList(
        profiles=[
            ProfileListed(
                profile_id=profile.profile_id,
                name=profile.name,
                version=profile.version,
                openai_model=profile.openai_model,
                is_default=profile.profile_id == default,
            )
            for profile in found
        ]
    )


@router.post("/checks", dependencies=[needs(Scope.WRITE)])
async def check_document(wanted: CheckedDocument) -> CheckResult:
    """Tell everything that is wrong with a document; nothing is stored."""
    return CheckResult(problems=problems_of(wanted.document))


@router.get("/{profile_id}", dependencies=[needs(Scope.READ)], responses=_OF_ONE)
async def get_profile(profile_id: ProfileId) -> Profile:
    """Show the current version of a profile."""
    return await services().profile_versions.current(profile_id)


@router.get("/{profile_id}/versions", dependencies=[needs(Scope.READ)], responses=_OF_ONE)
async def list_versions(profile_id: ProfileId) -> VersionList:
    """List the versions of a profile, newest first."""
    current = await services().profile_versions.current(profile_id)
    history = await services().profile_store.history(profile_id)
    return VersionList(
        versions=[
            VersionListed(
                version=kept.profile.version,
                name=kept.profile.name,
                current=kept.profile.version == current.version,
                author=kept.origin.author,
                created_at=kept.origin.created_at,
            )
            for kept in reversed(history)
        ]
    )


@router.get("/{profile_id}/versions/{version}", dependencies=[needs(Scope.READ)], responses=_OF_ONE)
async def get_version(profile_id: ProfileId, version: Version) -> Profile:
    """Show one version of a profile, which never changes."""
    return await services().profile_versions.get(profile_id, version)


@router.post(
    "/{profile_id}/versions",
    status_code=HTTPStatus.CREATED,
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(ProfilesDisabledError, ConflictError),
)
async def add_version(
    profile_id: NewProfileId,
    document: Annotated[VersionDocument, Body()],
    caller: Caller,
) -> Profile:
    """Write the next version of a profile, or the first of a new one.

    New calls use it unless `make_current` is false; then it can be tried with a re-run. Where the
    golden set has labels of the profile, it is not current until it was evaluated.
    """
    make_current = document.pop("make_current", True)
    if not isinstance(make_current, bool):
        raise input_error("body", "make_current", "Input should be a valid boolean")
    if problems := problems_of(document, profile_id):
        raise _refused(problems)
    make_current = make_current and not await services().version_gate.is_closed_to_new_ones(
        profile_id
    )
    profile = await services().profile_versions.push(
        profile_id, document, author=caller.name, make_current=make_current
    )
    await services().audit.note(
        caller,
        "profile.version",
        None,
        profile_id=profile_id,
        version=profile.version,
        make_current=make_current,
    )
    return profile


@router.put(
    "/{profile_id}/current",
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(
        ProfilesDisabledError, UnknownProfileError, ProfileNotEvaluatedError, ProfileWorseError
    ),
)
async def set_current(profile_id: ProfileId, wanted: CurrentVersion, caller: Caller) -> Profile:
    """Let new calls use this version; calls that have one keep theirs.

    Where the golden set has labels of the profile, the version must have been evaluated beside the
    current one and be no worse, unless `force` says why.
    """
    if wanted.force and wanted.reason is None:
        raise input_error("body", "reason", "A version that is forced needs a reason")
    versions = services().profile_versions
    await versions.current(profile_id)
    try:
        await versions.require_version(profile_id, wanted.version)
        if not wanted.force:
            await services().version_gate.require_passed(profile_id, wanted.version)
        profile = await versions.make_current(profile_id, wanted.version)
    except ProfileVersionNotFoundError as error:
        raise input_error("body", "version", str(error).rstrip(".")) from None
    await services().audit.note(
        caller,
        "profile.current",
        None,
        profile_id=profile_id,
        version=wanted.version,
        forced=wanted.force or None,
        reason=wanted.reason,
    )
    return profile


def _refused(problems: list[ProfileProblem]) -> RequestValidationError:
    first = problems[0]
    return input_error("body", first.field, first.message)
