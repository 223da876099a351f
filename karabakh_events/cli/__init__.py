"""The command line: options in, calls, exit codes out.

``group`` has the list of commands, the options before a command and the one place where an error becomes
a message and an exit code. The module of a command is imported when the command is called. Commands share
``options`` and ``session`` on the way in, and ``output`` on the way out.
"""

from typing import NoReturn


def main() -> NoReturn:
    """The entry point of the installed program."""
    import gc

    # A short command makes no garbage that is worth collecting. Looking for it, while Click is imported and
    # again at the end, took a sixth of the time of `kevents timeline`. A build is still collected.
    gc.set_threshold(200_000)
    try:
        from karabakh_events.cli.group import cli
        from karabakh_events.cli.output import accept_every_text

        accept_every_text()
        cli(prog_name="kevents")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    finally:
        gc.freeze()
    raise SystemExit(0)
