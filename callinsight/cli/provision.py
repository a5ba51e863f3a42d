"""`callinsight provision`: the AWS resources of a deployment."""

import typer

from callinsight.cli.running_stack import use_running_stack


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("provision")(provision)


def provision() -> None:
    """Make the tables, queue and buckets that the settings name, and the shipped profiles.

    What exists already is kept, so it is safe to run again; tables get the indexes they lack, and
    pages of the allowed origins may upload.
    """
    use_running_stack()
    from callinsight.adapters.dynamodb_indexes import narrow_indexes
    from callinsight.provision import provision as make
    from callinsight.resource_names import ResourceNames
    from callinsight.services import services
    from callinsight.table_definitions import calls_table

    world = services()
    configured = world.settings
    names = ResourceNames(
        calls=configured.calls_table,
        profiles=configured.profiles_table,
        operations=configured.operations_table,
        recordings=configured.recordings_bucket,
        artifacts=configured.artifacts_bucket,
        queue=configured.queue_url.rpartition("/")[2],
    )
    queue_url = make(world.aws, names, configured.callinsight_allowed_origins)
    print(f"Everything is there. QUEUE_URL={queue_url}")
    if queue_url != configured.queue_url:
        print("Set QUEUE_URL to this value: it is not the one configured now.")
    for index in narrow_indexes(world.aws.dynamodb, calls_table(names.calls)):
        print(
            f"Index {index} holds less than lists show now: delete it and provision again"
            " (docs/operations.md, New versions)."
        )
