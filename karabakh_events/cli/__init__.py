"""The command line: options in, calls, exit codes out.

``group`` has the list of commands, the options before a command and the one place where an error becomes
a message and an exit code; a command's own module is imported when the command is called. ``options`` and
``session`` are what commands share on the way in, ``output`` on the way out.
"""

from typing import NoReturn


def main() -> NoReturn:
    """The entry point of the installed program."""
    import gc

    # A short command makes nothing that is worth collecting, and looking for it while Click is imported
    # and once more at the end took a sixth of `kevents timeline`. A build still gets its collections.
    gc.set_threshold(200_000)
    try:
        from karabakh_events.cli.group import cli
        from karabakh_events.cli.output import encodable

        encodable()
        cli(prog_name="kevents")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    finally:
        gc.freeze()
    raise SystemExit(0)
